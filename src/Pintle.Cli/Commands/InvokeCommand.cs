using System.CommandLine;
using Pintle.Cli.Functions;
using Pintle.Emulator;
using Pintle.Testing;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle invoke</c>: one function, one event, on the real bootstrap in the sandbox. The response goes to standard output and nothing else does.</summary>
internal static class InvokeCommand
{
    public static Command Create(Terminal terminal)
    {
        var settings = new FunctionSettings();
        var payload = new Option<string?>("--event") { Description = "The event: a file, - for standard input, or JSON; {} when left out.", HelpName = "FILE|-|JSON" };
        var sample = new Option<string?>("--sample") { Description = "A sample event in place of --event.", HelpName = string.Join('|', SampleEvents.Names) };
        _ = sample.AcceptOnlyFromAmong([.. SampleEvents.Names]);
        var repeat = new Option<int>("--repeat") { Description = "How many invocations, one after another.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var cold = new Option<int>("--cold") { Description = "How many cold starts; each has its --repeat invocations.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var json = new Option<bool>("--json") { Description = "Print every invocation with its figures as JSON." };
        repeat.Validators.Add(result => RequirePositive(result, repeat));
        cold.Validators.Add(result => RequirePositive(result, cold));

        var command = new Command("invoke", "Invoke a function on the layer, in a sandbox like Lambda's. Exit codes: 0 success, 1 the function failed, 2 pintle could not do it.");
        settings.AddTo(command);
        foreach (var option in (Option[])[payload, sample, repeat, cold, json])
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var bytes = await EventSource.ReadAsync(parsed.GetValue(payload), parsed.GetValue(sample), cancellationToken).ConfigureAwait(false);
            var options = await settings.ReadAsync(parsed, terminal, cancellationToken).ConfigureAwait(false);
            var runs = await RunAsync(options, bytes, parsed.GetValue(cold), parsed.GetValue(repeat), terminal, cancellationToken).ConfigureAwait(false);
            InvocationReport.Write(runs, parsed.GetValue(json), terminal);
            if (Hint(options.Function, runs) is { } hint)
                terminal.Say(hint);
            return runs.Any(run => run.IsError) ? ExitCode.FunctionError : ExitCode.Success;
        });
        return command;
    }

    private static string? Hint(string package, IReadOnlyList<InvocationResult> runs)
    {
        InvocationResult[] first = [.. runs.Where(run => run is { InitDuration: not null, IsError: false })];
        return StartHint.Of(
            package, first.Select(run => run.InitDuration!.Value.TotalMilliseconds), first.Select(run => run.Duration.TotalMilliseconds),
            runs.Where(run => run is { InitDuration: null, IsError: false }).Select(run => run.Duration.TotalMilliseconds));
    }

    private static void RequirePositive(System.CommandLine.Parsing.OptionResult result, Option<int> option)
    {
        if (result.GetValueOrDefault<int>() is < 1 and var given)
            result.AddError($"Expected {option.Name} to be 1 or more, found {given}. Correct it.");
    }

    private static async Task<IReadOnlyList<InvocationResult>> RunAsync(LambdaFunctionOptions options, ReadOnlyMemory<byte> payload, int cold, int repeat, Terminal terminal, CancellationToken cancellationToken)
    {
        var results = new List<InvocationResult>();
        await using var function = await LambdaFunction.StartAsync(options, cancellationToken).ConfigureAwait(false);
        MachineNotice.Say([function], terminal);
        foreach (var each in function.Notices)
            terminal.Notice(each);
        foreach (var line in function.Init.Logs)
            InvocationReport.WriteLog(line, terminal);
        var repeated = new RepeatedInit(function.Init.Succeeded ? [] : function.Init.Logs);
        if (!function.Init.Succeeded)
            terminal.Say("The init phase failed; as on Lambda, the invocation runs it again. What it logs again is left out.");
        function.LogReceived += line =>
        {
            if (results.Count > 0 || !repeated.Says(line))
                InvocationReport.WriteLog(line, terminal);
        };
        for (var start = 0; start < cold; start++)
        {
            if (start > 0)
                _ = await function.RestartAsync(cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < repeat; i++)
                results.Add(await function.InvokeAsync(payload, cancellationToken: cancellationToken).ConfigureAwait(false));
        }
        return results;
    }
}
