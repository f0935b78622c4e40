using System.CommandLine;
using System.CommandLine.Parsing;
using Pintle.Cli.Functions;
using Pintle.Cli.Layers;
using Pintle.Cli.Optimizing;
using Pintle.Layer.Optimize;
using Pintle.Layer.Packages;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle optimize</c>: a function's package, compiled for the exact framework of a layer. It runs the function only with an event that the user gives.</summary>
internal static class OptimizeCommand
{
    private const int MaxRuns = 1000;

    public static Command Create(Terminal terminal)
    {
        var function = new Argument<string>("function") { Description = "The function: a zip, a folder, or a project that is published first.", HelpName = "ZIP|DIR|CSPROJ" };
        var layer = new Option<string>("--layer") { Description = "The layer that the function will have; on another one its own IL runs.", HelpName = "ZIP|DIR", Required = true };
        var output = new Option<string?>("--output") { Description = "The optimized package; <function>.optimized.zip when left out.", HelpName = "ZIP" };
        var handler = new Option<string[]>("--handler") { Description = "A handler to train with, run on the layer with the --event that stands at the same place; may be repeated.", HelpName = "H" };
        var payload = new Option<string[]>("--event") { Description = "The event of a --handler: a file or JSON. One event serves all handlers.", HelpName = "FILE|JSON" };
        var environment = new Option<string[]>("--env") { Description = "An environment variable of the function while it is trained; may be repeated.", HelpName = "NAME=VALUE" };
        var runs = new Option<int>("--runs") { Description = "How many cold starts of each package are compared; 0 for none.", HelpName = "N", DefaultValueFactory = _ => 11 };
        var json = new Option<bool>("--json") { Description = "Print what was done and measured as JSON." };
        runs.Validators.Add(result => Require(result, result.GetValueOrDefault<int>() is >= 0 and <= MaxRuns, $"Expected --runs to be from 0 to {MaxRuns}."));

        var command = new Command("optimize", "Compile a function's package for one layer, so that less is left to the JIT at a start. Exit codes: 0 success, 2 pintle could not do it.")
        {
            function, layer, output, handler, payload, environment, runs, json,
        };
        command.Validators.Add(result => Require(
            result,
            (result.GetValue(handler) ?? []).Length is var handlers && (result.GetValue(payload) ?? []).Length is var events && (events == handlers || (events == 1 && handlers > 1)),
            "Expected an --event for each --handler, or one for all, and none without. A handler is only run with an event that you give."));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var given = parsed.GetRequiredValue(function);
            var target = Path.GetFullPath(parsed.GetValue(output) ?? $"{Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(given))}.optimized.zip");
            var exercises = await ReadAsync(parsed.GetValue(handler) ?? [], parsed.GetValue(payload) ?? [], cancellationToken).ConfigureAwait(false);
            var variables = Variables(parsed.GetValue(environment) ?? []);
            var layerPath = Path.GetFullPath(parsed.GetRequiredValue(layer));
            var package = await FunctionSource.OpenAsync(given, terminal, cancellationToken).ConfigureAwait(false);
            var report = await terminal.WithProgressAsync("optimizing", async progress =>
            {
                var steps = new BuildSteps(progress);
                using var optimizer = await FunctionOptimizer.OpenAsync(package, layerPath, PackageStore.ForFolder(Directory.GetCurrentDirectory()), steps, cancellationToken).ConfigureAwait(false);
                var training = new Training(layerPath, variables, exercises);
                return await Optimization.RunAsync(package, optimizer, training, target, parsed.GetValue(runs), steps, cancellationToken).ConfigureAwait(false);
            }).ConfigureAwait(false);
            OptimizeReport.Write(report, parsed.GetValue(json), terminal);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Require(SymbolResult result, bool isMet, string message)
    {
        if (!isMet)
            result.AddError(message);
    }

    private static async Task<IReadOnlyList<Exercise>> ReadAsync(string[] handlers, string[] events, CancellationToken cancellationToken)
    {
        var exercises = new List<Exercise>();
        for (var i = 0; i < handlers.Length; i++)
            exercises.Add(new Exercise(handlers[i], await EventSource.ReadAsync(events[events.Length == 1 ? 0 : i], null, cancellationToken).ConfigureAwait(false)));
        return exercises;
    }

    private static Dictionary<string, string> Variables(string[] given) => given.ToDictionary(
        pair => pair.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? pair[..at] : throw new ToolException("Expected --env as NAME=VALUE, but one has no name or no '='. Correct it."),
        pair => pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]);
}
