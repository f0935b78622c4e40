using Pintle.Cli.Benchmarking;
using Pintle.Cli.Commands;
using Pintle.Cli.Layers;
using Pintle.Cli.Rehearsing;
using Pintle.Layer;
using Pintle.Layer.Optimize;
using Pintle.Layer.Rehearse;

namespace Pintle.Cli.Optimizing;

/// <summary>One handler before and after.</summary>
internal sealed record OptimizedHandler(string Handler, int JittedBefore, int JittedAfter, StartComparison? ColdStart);

/// <summary>What <c>pintle optimize</c> has done.</summary>
internal sealed record OptimizationResult(string Zip, OptimizedManifest Manifest, IReadOnlyList<OptimizedHandler> Handlers, IReadOnlyList<RehearsedStart> Rehearsed, IReadOnlyDictionary<string, string> NotRehearsed);

/// <summary>The order of an optimization: learn what is jitted, compile, learn what is left, compile that too, rehearse, measure, write.</summary>
internal static class Optimization
{
    /// <exception cref="ToolException">The compiled package does not answer as the given one does.</exception>
    public static async Task<OptimizationResult> RunAsync(
        string package, FunctionOptimizer optimizer, Training training, Recorder? recorder, string target, int runs, BuildSteps steps, CancellationToken cancellationToken)
    {
        // The first run does not show every method: code that is compiled ahead calls methods that the JIT would have compiled into their caller.
        var before = await LearnAsync(package).ConfigureAwait(false);
        var methods = before.SelectMany(lesson => lesson.Jitted.Methods).ToHashSet(StringComparer.Ordinal);
        await optimizer.CompileAsync(methods, steps, cancellationToken).ConfigureAwait(false);
        var after = before;
        if (training.Exercises.Count > 0)
        {
            methods.UnionWith((await LearnAsync(optimizer.Folder).ConfigureAwait(false)).SelectMany(lesson => lesson.Jitted.Methods));
            await optimizer.CompileAsync(methods, steps, cancellationToken).ConfigureAwait(false);
            after = await LearnAsync(optimizer.Folder).ConfigureAwait(false);
        }

        // A handler that fails is trained for its error path only; such a start is not rehearsed.
        var rehearsed = new List<RehearsedStart>();
        var notRehearsed = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var each in recorder is null ? [] : TrainingOptions.ByHandler(after.Where(lesson => lesson.Error is null).Select(lesson => lesson.Exercise)))
        {
            if (!Recorder.CanRecord(optimizer.Folder, each.Handler))
                continue;
            steps.Report(new BuildStep(BuildStage.Checking, $"rehearsing {each.Handler}"));
            if (await recorder!.GenerateJsonAsync(optimizer.Folder, each.Handler, cancellationToken).ConfigureAwait(false) is { } json)
                await optimizer.AddJsonAsync(each.Handler, json, cancellationToken).ConfigureAwait(false);
            var recordings = await recorder.RecordAsync(optimizer.Folder, each, cancellationToken).ConfigureAwait(false);
            if (recordings.LeavesJson)
            {
                // With the user's own events it would be loaded for nothing, and the serializer in the first invocation.
                optimizer.RemoveJson(each.Handler);
                recordings = await recorder.RecordAsync(optimizer.Folder, each, cancellationToken).ConfigureAwait(false);
            }

            try
            {
                rehearsed.Add(optimizer.Rehearse(each.Handler, recordings.Profiles));
            }
            catch (LayerException e) when (e.Fault == LayerFault.RequestInvalid)
            {
                notRehearsed.Add(each.Handler, e.Message);
            }
        }

        var handlers = new List<OptimizedHandler>();
        foreach (var (old, now) in before.Zip(after))
        {
            if (old.Error != now.Error)
                throw new ToolException($"Expected {old.Exercise.Handler} to answer its event as before, with {Describe(old)}, found {Describe(now)} from the compiled package. Nothing was written; run it again, and report it if that is how it stays.");
            steps.Report(new BuildStep(BuildStage.Checking, $"timing cold starts of {old.Exercise.Handler}"));
            var cold = runs == 0 ? null : await training.CompareAsync(old.Exercise, package, optimizer.Folder, runs, cancellationToken).ConfigureAwait(false);
            handlers.Add(new OptimizedHandler(old.Exercise.Handler, old.Jitted.Count, now.Jitted.Count, cold));
        }

        var manifest = await optimizer.WriteAsync(target, steps, cancellationToken).ConfigureAwait(false);
        return new OptimizationResult(target, manifest, handlers, rehearsed, notRehearsed);

        Task<IReadOnlyList<Lesson>> LearnAsync(string folder)
        {
            if (training.Exercises.Count > 0)
                steps.Report(new BuildStep(BuildStage.Checking, $"running {string.Join(", ", training.Exercises.Select(exercise => exercise.Handler).Distinct())}"));
            return training.LearnAsync(folder, cancellationToken);
        }
    }

    private static string Describe(Lesson lesson) => lesson.Error is { } error ? $"the error {error}" : "a response";
}
