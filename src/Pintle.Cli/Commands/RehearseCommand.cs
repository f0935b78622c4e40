using System.CommandLine;
using Pintle.Cli.Functions;
using Pintle.Cli.Layers;
using Pintle.Cli.Rehearsing;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle rehearse</c>: a function's package with its start on a layer recorded, so that later starts there replay it.</summary>
internal static class RehearseCommand
{
    /// <summary>In seconds. Chosen, not measured: longer only notices a hanging invocation later, shorter fails functions that call slow services.</summary>
    public const int DefaultTimeout = 60;

    private const int LongestTimeout = 900; // Lambda's own (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).

    public static Command Create(Terminal terminal)
    {
        var function = TrainingOptions.Function();
        var layer = new Option<string>("--layer") { Description = "The layer that the function will have; on another layer the function starts without what was recorded.", HelpName = "ZIP|DIR|NAME", Required = true };
        var output = TrainingOptions.Output("rehearsed");
        var handler = TrainingOptions.Handler("rehearse");
        var payload = TrainingOptions.Event();
        var environment = TrainingOptions.Variables("rehearsed");
        var timeout = new Option<int>("--timeout") { Description = "How long an invocation may take while it is rehearsed, in seconds.", HelpName = "S", DefaultValueFactory = _ => DefaultTimeout };
        var runs = TrainingOptions.Runs();
        var json = new Option<bool>("--json") { Description = "Print what was done and measured as JSON." };

        var command = new Command("rehearse", "Record a function's start on a layer into its package, so that starts there replay it. Exit codes: 0 success, 2 pintle could not do it.")
        {
            function, layer, output, handler, payload, environment, timeout, runs, json,
        };
        timeout.Validators.Add(result => TrainingOptions.Require(result, result.GetValueOrDefault<int>() is > 0 and <= LongestTimeout, $"Expected --timeout to be from 1 to {LongestTimeout} seconds."));
        command.Validators.Add(result => TrainingOptions.Require(
            result,
            (result.GetValue(handler) ?? []).Length is > 0 and var handlers && (result.GetValue(payload) ?? []).Length is > 0 and var events && (events == handlers || events == 1 || handlers == 1),
            "Expected a --handler and an --event: one event for each handler, one for all, or several for one handler. A function is only run with events that you give."));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var given = parsed.GetRequiredValue(function);
            using var target = TrainingOptions.Target(output, parsed, "rehearsed", given);
            var exercises = await TrainingOptions.ReadAsync(parsed.GetValue(handler)!, parsed.GetValue(payload)!, cancellationToken).ConfigureAwait(false);
            var variables = TrainingOptions.Parse(parsed.GetValue(environment) ?? []);
            var layerPath = LayerChoice.Resolve(parsed.GetRequiredValue(layer));
            var package = await FunctionSource.OpenAsync(given, terminal, cancellationToken).ConfigureAwait(false);
            var results = await terminal.WithProgressAsync("rehearsing", progress =>
                Rehearsal.RunAsync(package, layerPath, exercises, variables, TimeSpan.FromSeconds(parsed.GetValue(timeout)), target.Zip, parsed.GetValue(runs), new BuildSteps(progress), cancellationToken)).ConfigureAwait(false);
            RehearseReport.Write(target.Deliver(), results, parsed.GetValue(json), terminal);
            return ExitCode.Success;
        });
        return command;
    }
}
