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
        var layer = new Option<string>("--layer") { Description = "The layer that the function will have; on another one its own IL runs.", HelpName = "ZIP|DIR", Required = true };
        var output = new Option<string?>("--output") { Description = "The optimized package; <function>.optimized.zip when left out.", HelpName = "ZIP" };
        var handler = TrainingOptions.Handler("train");
        var payload = TrainingOptions.Event();
        var environment = TrainingOptions.Variables("trained");
        var noRehearsal = new Option<bool>("--no-rehearsal") { Description = "Compile only: no start is recorded into the package." };
        var runs = TrainingOptions.Runs();
        var json = new Option<bool>("--json") { Description = "Print what was done and measured as JSON." };

        var command = new Command("optimize", "Compile a function's package for one layer, so that less is left to the JIT at a start, and rehearse it. Exit codes: 0 success, 2 pintle could not do it.")
        {
            function, layer, output, handler, payload, environment, noRehearsal, runs, json,
        };
        command.Validators.Add(result => TrainingOptions.Require(
            result,
            (result.GetValue(handler) ?? []).Length is var handlers && (result.GetValue(payload) ?? []).Length is var events && (events == handlers || (events == 1 && handlers > 1)),
            "Expected an --event for each --handler, or one for all, and none without. A handler is only run with an event that you give."));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var given = parsed.GetRequiredValue(function);
            var target = OutputFile.Require(output.Name, parsed.GetValue(output) ?? $"{Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(given))}.optimized.zip")!;
            var exercises = await TrainingOptions.ReadAsync(parsed.GetValue(handler) ?? [], parsed.GetValue(payload) ?? [], cancellationToken).ConfigureAwait(false);
            var variables = TrainingOptions.Parse(parsed.GetValue(environment) ?? []);
            var layerPath = Path.GetFullPath(parsed.GetRequiredValue(layer));
            var package = await FunctionSource.OpenAsync(given, terminal, cancellationToken).ConfigureAwait(false);
            var report = await terminal.WithProgressAsync("optimizing", async progress =>
            {
                var steps = new BuildSteps(progress);
                using var optimizer = await FunctionOptimizer.OpenAsync(package, layerPath, PackageStore.ForFolder(Directory.GetCurrentDirectory()), steps, cancellationToken).ConfigureAwait(false);
                var training = new Training(layerPath, variables, exercises);
                var recorder = parsed.GetValue(noRehearsal) ? null : new Recorder(layerPath, variables, TimeSpan.FromSeconds(RehearseCommand.DefaultTimeout));
                return await Optimization.RunAsync(package, optimizer, training, recorder, target, parsed.GetValue(runs), steps, cancellationToken).ConfigureAwait(false);
            }).ConfigureAwait(false);
            OptimizeReport.Write(report, parsed.GetValue(json), terminal);
            return ExitCode.Success;
        });
        return command;
    }
}
