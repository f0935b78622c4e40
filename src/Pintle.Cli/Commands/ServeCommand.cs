using System.CommandLine;
using System.Text.RegularExpressions;
using Pintle.Cli.Functions;
using Pintle.Cli.Serving;
using Pintle.Cli.Templates;
using Pintle.Emulator.Http;
using Pintle.Testing;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle serve</c>: functions behind Lambda's Invoke API and HTTP, and a page, on loopback ports, until Ctrl-C. Standard output has the addresses and a command to try; logs go to standard error.</summary>
internal static partial class ServeCommand
{
    private static readonly Dictionary<string, HttpEventFormat> Formats = new(StringComparer.Ordinal)
    {
        ["function-url"] = HttpEventFormat.FunctionUrl,
        ["http-api"] = HttpEventFormat.HttpApi,
        ["rest-api"] = HttpEventFormat.RestApi,
    };

    public static Command Create(Terminal terminal)
    {
        var settings = new FunctionSettings(isRequired: false, isServer: true);
        var file = new Argument<string?>("CONFIG|TEMPLATE") { Description = "A pintle.json, or a SAM or CloudFormation template; without one and without --function, the one in this folder.", Arity = ArgumentArity.ZeroOrOne };
        var name = new Option<string?>("--name") { Description = "The function's name; what stands before the handler's first colon when left out.", HelpName = "NAME" };
        var port = new Option<int>("--port") { Description = "The port on 127.0.0.1; a free one when left out.", HelpName = "P" };
        var http = new Option<string>("--http") { Description = "Which service's events HTTP requests to the function's own URL become.", HelpName = string.Join('|', Formats.Keys), DefaultValueFactory = _ => "function-url" };
        _ = http.AcceptOnlyFromAmong([.. Formats.Keys]);
        var stream = new Option<bool>("--stream") { Description = "The function's URL streams responses (RESPONSE_STREAM)." };
        var watch = new Option<bool>("--watch") { Description = "Build a project again when its sources change, and swap the environment." };
        var debug = new Option<bool>("--debug") { Description = "Wait for a debugger; no time limits." };

        var command = new Command("serve", "Serve functions over Lambda's Invoke API, as function URLs and APIs, and a page to try them, on this machine until Ctrl-C.");
        command.Arguments.Add(file);
        settings.AddTo(command);
        foreach (var option in (Option[])[name, port, http, stream, watch, debug])
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var isDebugged = parsed.GetValue(debug);
            var plan = settings.IsGiven(parsed)
                ? PlanOf(await settings.ReadAsync(parsed, terminal, cancellationToken, isDebugged).ConfigureAwait(false), settings.Project(parsed), parsed.GetValue(name), Formats[parsed.GetValue(http)!], parsed.GetValue(stream))
                : Read(parsed.GetValue(file));
            plan = plan with { Functions = [.. plan.Functions.Select(each => each with { Options = settings.Apply(parsed, each.Options) })] };
            foreach (var notice in plan.Notices)
                terminal.Notice(notice);
            var layer = plan.Layer ?? await settings.LayerAsync(parsed, terminal, cancellationToken, isDebugged).ConfigureAwait(false);
            if (isDebugged && DebuggerSettings.WhatIsMissing(layer) is { } missing)
                terminal.Notice(missing);
            await ServeAsync(new Server(plan, layer, terminal), plan, parsed.GetValue(port), parsed.GetValue(watch), isDebugged, terminal, cancellationToken).ConfigureAwait(false);
            return ExitCode.Success;
        });
        return command;
    }

    private static ServePlan PlanOf(LambdaFunctionOptions options, string? project, string? name, HttpEventFormat format, bool streams)
    {
        options = options with { FunctionName = name ?? NameOf(options.Handler) };
        return new ServePlan([new PlannedFunction(project ?? options.Function, options)], [HttpFront.For(options.FunctionName, format) with { StreamsResponses = streams }], [], options.Layer, []);
    }

    private static ServePlan Read(string? given)
    {
        var path = given ?? Array.Find(["pintle.json", "template.yaml", "template.yml", "template.json"], File.Exists)
            ?? throw new ToolException("Expected --function and --handler, or a pintle.json or template.yaml, found none in this folder. Name one.");
        path = Path.GetFullPath(path);
        if (!File.Exists(path))
            throw new ToolException($"Expected a pintle.json or a template at {path}, but there is no file. Correct the path.");
        return Path.GetFileName(path).StartsWith("pintle", StringComparison.OrdinalIgnoreCase) && path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? PintleFile.Read(path) : TemplatePlan.Read(path);
    }

    private static async Task ServeAsync(Server server, ServePlan plan, int port, bool watch, bool debug, Terminal terminal, CancellationToken cancellationToken)
    {
        await using var served = server.ConfigureAwait(false);
        await server.StartAsync(port, debug, cancellationToken).ConfigureAwait(false);
        Task[] watching = watch ? [.. plan.Functions.Where(each => each.Project is not null).Select(each => WatchAsync(server, each, cancellationToken))] : [];
        await WhenCancelledAsync(cancellationToken).ConfigureAwait(false);
        terminal.Say("Stopping.");
        await Task.WhenAll(watching).ConfigureAwait(false);
    }

    private static async Task WatchAsync(Server server, PlannedFunction function, CancellationToken cancellationToken)
    {
        using var watch = new ProjectWatch(function.Project!);
        try
        {
            while (true)
            {
                await watch.WhenChangedAsync(cancellationToken).ConfigureAwait(false);
                await server.RebuildAsync(function, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Being stopped is how watching ends.
        }
    }

    /// <summary>Being stopped is how serving ends, so it is no error here.</summary>
    private static async Task WhenCancelledAsync(CancellationToken cancellationToken)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(stopped.SetResult).ConfigureAwait(false);
        await stopped.Task.ConfigureAwait(false);
    }

    /// <summary>The assembly's name where Lambda would take it for a function's.</summary>
    private static string NameOf(string handler) => handler.Split(':')[0] is var first && FunctionName().IsMatch(first) ? first : "function";

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex FunctionName();
}
