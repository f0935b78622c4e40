using Pintle.Testing;

namespace Pintle.Cli.Benchmarking;

/// <summary>A part of a start, in ms from its beginning.</summary>
internal readonly record struct Phase(string Name, double From, double To)
{
    public double Length => To - From;
}

/// <summary>The phases of a start, told apart by the files that the kernel saw opened and the requests that arrived: medians over all runs. A program that opens none of these files has fewer phases.</summary>
internal static class Timeline
{
    private const string Prewarm = "prewarm";

    /// <summary>Names of phases, in their order, and what they are.</summary>
    public static IReadOnlyDictionary<string, string> Explained { get; } = new Dictionary<string, string>
    {
        ["exec"] = "the program is executed, reads its lists and checks the layer; ends as libcoreclr.so is opened",
        ["clr"] = "CoreCLR is loaded and starts; ends as the managed half (Pintle.Host.dll or Amazon's loop) is opened",
        ["host"] = "the managed half starts; ends as the handler's assembly is opened",
        ["load"] = "the handler is loaded; ends as the serializer's assembly is opened, or System.Text.Json, where one is",
        [Prewarm] = "serializer and metadata are made ready, until the process asks for its first event",
        ["next"] = "load and whatever follows it, until the process asks for its first event",
        ["response"] = "the first invocation, until its response has arrived",
    };

    /// <param name="runs">At least one.</param>
    /// <param name="functionFolder">The function's real folder.</param>
    public static IReadOnlyList<Phase> Of(IReadOnlyList<StartFigures> runs, string functionFolder)
    {
        var phases = new List<Phase>();
        var from = 0.0;
        foreach (var (name, end) in Ends(functionFolder))
        {
            double[] ends = [.. runs.Select(end).OfType<double>()];

            // A file that only some runs opened, or that was opened before its turn, is no milestone.
            if (ends.Length < runs.Count || Spread.Of(ends) is not { } to || to.Median < from)
                continue;
            phases.Add(new Phase(name, from, to.Median));
            from = to.Median;
        }

        if (phases.FindIndex(phase => phase.Name == Prewarm) is >= 0 and var last && (last == 0 || phases[last - 1].Name != "load"))
            phases[last] = phases[last] with { Name = "next" };
        return phases;
    }

    private static IEnumerable<(string Name, Func<StartFigures, double?> End)> Ends(string functionFolder) =>
    [
        // The last opening: this layer's bootstrap opens both files earlier, to have them read ahead; on a busy machine its thread may get to them only when the handler's assembly is open.
        ("exec", run => LastOpened(run, path => Path.GetFileName(path) == "libcoreclr.so", Handlers(run, functionFolder))),
        ("clr", run => LastOpened(run, path => Path.GetFileName(path) is "Pintle.Host.dll" or "Amazon.Lambda.RuntimeSupport.dll", Handlers(run, functionFolder))),
        ("host", run => Handlers(run, functionFolder)),
        // Not System.Text.Json first: this layer's second thread opens it while the handler is loaded.
        ("load", run => Opened(run, path => Path.GetFileName(path).StartsWith("Amazon.Lambda.Serialization.", StringComparison.Ordinal)) ?? Opened(run, path => Path.GetFileName(path) == "System.Text.Json.dll")),
        (Prewarm, run => run.FirstNext),
        ("response", run => run.FirstResponse),
    ];

    /// <summary>When the handler's assembly was opened.</summary>
    private static double? Handlers(StartFigures run, string functionFolder) =>
        Opened(run, path => Path.GetDirectoryName(path) == functionFolder && path.EndsWith(".dll", StringComparison.Ordinal) && Path.GetFileName(path) != "Amazon.Lambda.RuntimeSupport.dll");

    private static double? LastOpened(StartFigures run, Func<string, bool> isIt, double? before) =>
        run.Opens.Where(open => isIt(open.Path) && !(open.At > before)).Select(open => (double?)open.At).LastOrDefault();

    private static double? Opened(StartFigures run, Func<string, bool> isIt) => run.Opens.Where(open => isIt(open.Path)).Select(open => (double?)open.At).FirstOrDefault();
}
