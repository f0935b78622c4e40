using System.CommandLine;
using Pintle.Cli.Functions;
using Pintle.Cli.Layers;
using Pintle.Layer;
using Pintle.Testing;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle invoke</c>: one function, one event, on the real bootstrap in the sandbox. The response goes to standard output and nothing else does.</summary>
internal static class InvokeCommand
{
    public static Command Create(Terminal terminal)
    {
        var function = new Option<string>("--function") { Description = "The function: a zip, a folder, or a project that is published first.", HelpName = "ZIP|DIR|CSPROJ", Required = true };
        var handler = new Option<string>("--handler") { Description = "The handler string, for example Orders::Orders.Function::Place.", HelpName = "H", Required = true };
        var layer = new Option<string?>("--layer") { Description = "The layer; the default pin is built once and kept when left out.", HelpName = "ZIP|DIR" };
        var engine = new Option<string?>("--engine") { Description = "Whose loop runs the handler, where the layer has both: pintle or aws; a layer that is built here has Amazon's if it is asked for." };
        _ = engine.AcceptOnlyFromAmong("pintle", "aws");
        var payload = new Option<string?>("--event") { Description = "The event: a file, or - for standard input; {} when left out.", HelpName = "FILE|-" };
        var memory = new Option<int>("--memory") { Description = "The function's memory in MB. It is told to the function, not enforced.", HelpName = "MB", DefaultValueFactory = _ => 512 };
        var timeout = new Option<double>("--timeout") { Description = "How long one invocation may take, in seconds.", HelpName = "S", DefaultValueFactory = _ => 30 };
        var environment = new Option<string[]>("--env") { Description = "An environment variable of the function; may be repeated.", HelpName = "K=V" };
        var repeat = new Option<int>("--repeat") { Description = "How many invocations, one after another.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var cold = new Option<int>("--cold") { Description = "How many cold starts; each has its --repeat invocations.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var json = new Option<bool>("--json") { Description = "Print every invocation with its figures as JSON." };
        repeat.Validators.Add(result => RequirePositive(result, repeat));
        cold.Validators.Add(result => RequirePositive(result, cold));

        var command = new Command("invoke", "Invoke a function on the layer, in a sandbox like Lambda's. Exit code 1 when the function fails.")
        {
            function, handler, layer, engine, payload, memory, timeout, environment, repeat, cold, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new LambdaFunctionOptions
            {
                Function = await FunctionSource.OpenAsync(parsed.GetRequiredValue(function), terminal, cancellationToken).ConfigureAwait(false),
                Layer = await LayerAsync(parsed.GetValue(layer), parsed.GetValue(engine), terminal, cancellationToken).ConfigureAwait(false),
                Handler = parsed.GetRequiredValue(handler),
                MemoryMB = parsed.GetValue(memory),
                Timeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                Environment = Variables(parsed.GetValue(environment) ?? [], parsed.GetValue(engine)),
            };
            var bytes = await ReadEventAsync(parsed.GetValue(payload), cancellationToken).ConfigureAwait(false);
            var runs = await RunAsync(options, bytes, parsed.GetValue(cold), parsed.GetValue(repeat), terminal, cancellationToken).ConfigureAwait(false);
            InvocationReport.Write(runs, parsed.GetValue(json), terminal);
            return runs.Any(run => run.IsError) ? ExitCode.FunctionError : ExitCode.Success;
        });
        return command;
    }

    private static void RequirePositive(System.CommandLine.Parsing.OptionResult result, Option<int> option)
    {
        if (result.GetValueOrDefault<int>() < 1)
            result.AddError($"Expected {option.Name} to be 1 or more.");
    }

    private static async Task<string> LayerAsync(string? given, string? engine, Terminal terminal, CancellationToken cancellationToken)
    {
        if (given is not null)
            return Path.GetFullPath(given);
        var layer = await LayerSource.Find().BuildDefaultAsync(terminal, cancellationToken, engine == "aws" ? LayerEngine.Both : LayerEngine.Pintle).ConfigureAwait(false);
        return layer.Directory;
    }

    private static async Task<IReadOnlyList<InvocationResult>> RunAsync(LambdaFunctionOptions options, ReadOnlyMemory<byte> payload, int cold, int repeat, Terminal terminal, CancellationToken cancellationToken)
    {
        var results = new List<InvocationResult>();
        await using var function = await LambdaFunction.StartAsync(options, cancellationToken).ConfigureAwait(false);
        if (function.Sandbox.Notice is { } notice)
            terminal.Notice(notice);
        foreach (var line in function.Init.Logs)
            InvocationReport.WriteLog(line, terminal);
        function.LogReceived += line => InvocationReport.WriteLog(line, terminal);
        for (var start = 0; start < cold; start++)
        {
            if (start > 0)
                _ = await function.RestartAsync(cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < repeat; i++)
                results.Add(await function.InvokeAsync(payload, cancellationToken: cancellationToken).ConfigureAwait(false));
        }
        return results;
    }

    private static Dictionary<string, string> Variables(string[] texts, string? engine)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        if (engine is not null)
            variables["PINTLE_ENGINE"] = engine;
        foreach (var text in texts)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new ToolException("Expected --env to be NAME=VALUE, but one of them has no name or no equals sign. Write, for example, --env STAGE=test.");
            variables[text[..equals]] = text[(equals + 1)..];
        }
        return variables;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadEventAsync(string? source, CancellationToken cancellationToken)
    {
        if (source is null)
            return "{}"u8.ToArray();
        if (source != "-")
        {
            return File.Exists(source)
                ? await File.ReadAllBytesAsync(source, cancellationToken).ConfigureAwait(false)
                : throw new ToolException($"Expected --event to name a file, but there is none at {Path.GetFullPath(source)}. Correct the path, or give - to read standard input.");
        }
        using var memory = new MemoryStream();
        await using var input = System.Console.OpenStandardInput();
        await input.CopyToAsync(memory, cancellationToken).ConfigureAwait(false);
        return memory.ToArray();
    }
}
