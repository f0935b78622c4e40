using System.CommandLine;
using Pintle.Cli.Functions;
using Pintle.Cli.Layers;
using Pintle.Cli.Optimizing;
using Pintle.Cli.Rehearsing;
using Pintle.Layer.Optimize;
using Pintle.Layer.Packages;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle optimize</c>: a function's package, compiled for the exact framework of a layer, and rehearsed on it. It runs the function only with an event that the user gives.</summary>
internal static class OptimizeCommand
{
    public static Command Create(Terminal terminal)
    {
        var function = TrainingOptions.Function();
        var layer = new Option<string>("--layer") { Description = "The layer that the function will have; on another layer the function's IL is compiled at run time.", HelpName = "ZIP|DIR|NAME", Required = true };
        var output = TrainingOptions.Output("optimized");
        var cache = new Option<string?>("--cache") { Description = "A folder that keeps what was made: the next time only what has changed is compiled, and where nothing has, nothing is run.", HelpName = "DIR" };
        var handler = TrainingOptions.Handler("train");
        var payload = TrainingOptions.Event();
        var environment = TrainingOptions.Variables("trained");
        var noRehearsal = new Option<bool>("--no-rehearsal") { Description = "Compile only: no start is recorded into the package." };
        var runs = TrainingOptions.Runs();
        var json = new Option<bool>("--json") { Description = "Print what was done and measured as JSON." };

        var command = new Command("optimize", "Compile a function's package for one layer, so that less is left to the JIT at a start, and rehearse it. Exit codes: 0 success, 2 pintle could not do it.")
        {
            function, layer, output, handler, payload, environment, noRehearsal, cache, runs, json,
        };
        command.Validators.Add(result => TrainingOptions.Require(
            result,
            (result.GetValue(handler) ?? []).Length is var handlers && (result.GetValue(payload) ?? []).Length is var events && (events == handlers || (events == 1 && handlers > 1)),
            "Expected an --event for each --handler, or one for all, and none without. A handler is only run with an event that you give."));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var given = parsed.GetRequiredValue(function);
            using var target = TrainingOptions.Target(output, parsed, "optimized", given);
            var exercises = await TrainingOptions.ReadAsync(parsed.GetValue(handler) ?? [], parsed.GetValue(payload) ?? [], cancellationToken).ConfigureAwait(false);
            var variables = TrainingOptions.Parse(parsed.GetValue(environment) ?? []);
            var layerPath = LayerChoice.Resolve(parsed.GetRequiredValue(layer));
            var rehearses = !parsed.GetValue(noRehearsal);
            var asJson = parsed.GetValue(json);
            var package = await FunctionSource.OpenAsync(given, terminal, cancellationToken).ConfigureAwait(false);
            var before = parsed.GetValue(cache) is { } kept ? new OptimizedBefore(Path.GetFullPath(kept)) : null;
            var place = before?.PlaceOf(package, layerPath, exercises, variables, rehearses);
            // Figures are not kept, so where they are asked for, everything is measured again.
            if (place is not null && !asJson && File.Exists(place))
            {
                File.Copy(place, target.Zip, overwrite: true);
                terminal.Say("Nothing has changed since it was optimized, so the same package is given.");
                terminal.Result(target.Deliver());
                return ExitCode.Success;
            }
            var report = await terminal.WithProgressAsync("optimizing", async progress =>
            {
                var steps = new BuildSteps(progress);
                using var optimizer = await FunctionOptimizer.OpenAsync(package, layerPath, PackageStore.ForFolder(Directory.GetCurrentDirectory()), steps, before?.Assemblies, cancellationToken).ConfigureAwait(false);
                var training = new Training(layerPath, variables, exercises);
                var recorder = rehearses ? new Recorder(layerPath, variables, TimeSpan.FromSeconds(RehearseCommand.DefaultTimeout)) : null;
                return await Optimization.RunAsync(package, optimizer, training, recorder, target.Zip, parsed.GetValue(runs), steps, cancellationToken).ConfigureAwait(false);
            }).ConfigureAwait(false);
            if (place is not null)
                OptimizedBefore.Keep(target.Zip, place);
            report = report with { Zip = target.Deliver() };
            OptimizeReport.Write(report, asJson, terminal);
            return ExitCode.Success;
        });
        return command;
    }
}
