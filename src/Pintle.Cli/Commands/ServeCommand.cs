using System.CommandLine;
using System.Text.RegularExpressions;
using Pintle.Cli.Functions;
using Pintle.Cli.Layers;
using Pintle.Cli.Serving;
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
        var file = new Argument<string?>("CONFIG|TEMPLATE") { Description = "A pintle.json under this or another name, or a SAM or CloudFormation template; without one and without --function, the one in this folder.", Arity = ArgumentArity.ZeroOrOne };
        var name = new Option<string?>("--name") { Description = "The function's name; when left out, the part of the handler before its first colon.", HelpName = "NAME" };
        var port = new Option<int>("--port") { Description = "The port on 127.0.0.1; a free one when left out.", HelpName = "P" };
        var http = new Option<string>("--http") { Description = "Which service's events HTTP requests to the function's own URL become.", HelpName = string.Join('|', Formats.Keys), DefaultValueFactory = _ => "function-url" };
        _ = http.AcceptOnlyFromAmong([.. Formats.Keys]);
        var stream = new Option<bool>("--stream") { Description = "The function's URL streams responses (RESPONSE_STREAM)." };
        var httpPort = new Option<string[]>("--http-port") { Description = "The port of a function's URL or of an API; with its name where there are several. May be repeated.", HelpName = "[NAME=]P" };
        var overrides = new Option<string[]>("--parameter-overrides") { Description = "Values for a template's parameters, in place of their defaults.", HelpName = "NAME=VALUE", AllowMultipleArgumentsPerToken = true };
        var watch = new Option<bool>("--watch") { Description = "Build a project again when its sources change, take a folder or a zip again when it changes, and swap the environment." };
        var debug = new Option<bool>("--debug") { Description = "Publish for a debugger (Debug) and wait for one; no time limits." };

        var command = new Command("serve", "Serve functions over Lambda's Invoke API, as function URLs and APIs, and a page to try them, on this machine until Ctrl-C.");
        command.Arguments.Add(file);
        settings.AddTo(command);
        foreach (var option in (Option[])[name, port, http, stream, httpPort, overrides, watch, debug])
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var isDebugged = parsed.GetValue(debug);
            var isFile = !settings.IsGiven(parsed);
            Refuse(parsed, isFile ? [.. settings.OfOneFunction, name, http, stream] : [file, overrides], isFile ? "with --function, but a file says it itself" : "without --function");
            var plan = isFile
                ? ServeFile.Read(parsed.GetValue(file), ServeFile.Pairs("--parameter-overrides", parsed.GetValue(overrides) ?? []))
                : PlanOf(settings.Read(parsed), settings.Source(parsed), parsed.GetValue(name), Formats[parsed.GetValue(http)!], parsed.GetValue(stream));
            if (isFile && plan.Layer is not null)
                Refuse(parsed, [settings.Layer], "where the file names no layer, but it does");
            if (!plan.Functions.Any(each => each.Project is not null))
                Refuse(parsed, [settings.TargetFramework], "where a project is published, but no function comes from one");
            plan = FrontPorts.Apply(plan, parsed.GetValue(httpPort) ?? []);
            plan = plan with { Functions = [.. plan.Functions.Select(each => each with { Options = settings.Apply(parsed, each.Options) })] };
            foreach (var notice in plan.Notices)
                terminal.Notice(notice);
            var layer = plan.Layer ?? await settings.LayerAsync(parsed, terminal, cancellationToken, isDebugged).ConfigureAwait(false);
            foreach (var notice in WithAnotherProcessor(plan, LayerProcessor.Of(layer)))
                terminal.Notice(notice);
            if (isDebugged && DebuggerSettings.WhatIsMissing(layer) is { } missing)
                terminal.Notice(missing);
            var server = new Server(plan, layer, settings.Build(parsed, isDebugged), terminal) { IsDebugged = isDebugged, IsWatched = parsed.GetValue(watch) };
            await ServeAsync(server, parsed.GetValue(port), terminal, cancellationToken).ConfigureAwait(false);
            return ExitCode.Success;
        });
        return command;
    }

    private static ServePlan PlanOf(LambdaFunctionOptions options, string source, string? name, HttpEventFormat format, bool streams)
    {
        options = options with { FunctionName = name ?? NameOf(options.Handler) };
        return new ServePlan([new PlannedFunction(source, options)], [HttpFront.For(options.FunctionName, format) with { StreamsResponses = streams }], [], options.Layer, []);
    }

    private static async Task ServeAsync(Server server, int port, Terminal terminal, CancellationToken cancellationToken)
    {
        await using var served = server.ConfigureAwait(false);
        await server.StartAsync(port, cancellationToken).ConfigureAwait(false);
        await WhenCancelledAsync(cancellationToken).ConfigureAwait(false);
        terminal.Say("Stopping.");
    }

    private static IEnumerable<string> WithAnotherProcessor(ServePlan plan, string? processor) =>
        from function in plan.Functions
        where processor is not null && function.Architecture is not null && function.Architecture != processor
        select $"{function.Name}: the template is for {function.Architecture} and the layer for {processor}, which is what it runs on here. Give a layer for {function.Architecture} with --layer to run it as it is deployed.";

    /// <summary>A switch that has no effect is most often a misunderstanding, and never what somebody wants.</summary>
    private static void Refuse(ParseResult parsed, IEnumerable<Symbol> symbols, string where)
    {
        foreach (var symbol in symbols)
        {
            var isGiven = symbol switch { Option option => parsed.GetResult(option) is { Implicit: false }, Argument argument => parsed.GetResult(argument) is { Tokens.Count: > 0 }, _ => false };
            if (isGiven)
                throw new ToolException($"Expected {symbol.Name} only {where}. Leave it out{(symbol is Option ? "" : ", or leave --function out")}.");
        }
    }

    /// <summary>Being stopped is how serving ends, so it is no error here.</summary>
    private static async Task WhenCancelledAsync(CancellationToken cancellationToken)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(stopped.SetResult).ConfigureAwait(false);
        await stopped.Task.ConfigureAwait(false);
    }

    /// <summary>The assembly's name, where Lambda would accept it as a function's name.</summary>
    private static string NameOf(string handler) => handler.Split(':')[0] is var first && FunctionName().IsMatch(first) ? first : "function";

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex FunctionName();
}
