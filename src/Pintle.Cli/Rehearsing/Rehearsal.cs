using Pintle.Cli.Commands;
using Pintle.Cli.Layers;
using Pintle.Cli.Optimizing;
using Pintle.Layer;
using Pintle.Layer.Rehearse;

namespace Pintle.Cli.Rehearsing;

/// <summary>The order of a rehearsal: record each handler's start, put what is replayed into the package, measure, write.</summary>
internal static class Rehearsal
{
    /// <exception cref="ToolException">A handler does not start, answer or end in order.</exception>
    public static async Task<IReadOnlyList<RehearsalResult>> RunAsync(
        string package, string layer, IReadOnlyList<Exercise> exercises, Dictionary<string, string> variables, TimeSpan timeout, string target, int runs, BuildSteps steps, CancellationToken cancellationToken)
    {
        using var rehearsal = await FunctionRehearsal.OpenAsync(package, layer, steps, cancellationToken).ConfigureAwait(false);
        var recorder = new Recorder(layer, variables, timeout);
        var starts = new List<RehearsedStart>();
        var handlers = TrainingOptions.ByHandler(exercises);
        foreach (var each in handlers)
        {
            steps.Report(new BuildStep(BuildStage.Checking, $"rehearsing {each.Handler}"));
            var recordings = await recorder.RecordAsync(rehearsal.Folder, each, cancellationToken).ConfigureAwait(false);
            starts.Add(rehearsal.Add(each.Handler, recordings.Profiles));
        }

        rehearsal.Finish();
        var results = new List<RehearsalResult>();
        foreach (var (start, each) in starts.Zip(handlers))
        {
            var exercise = new Exercise(each.Handler, each.Payloads[0]);
            steps.Report(new BuildStep(BuildStage.Checking, $"timing cold starts of {each.Handler}"));
            results.Add(new RehearsalResult(start, runs == 0 ? null : await new Training(layer, variables, [exercise]).CompareAsync(exercise, package, rehearsal.Folder, runs, cancellationToken).ConfigureAwait(false)));
        }

        await rehearsal.WriteAsync(target, steps, cancellationToken).ConfigureAwait(false);
        return results;
    }
}
