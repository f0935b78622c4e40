using Pintle.Cli.Functions;
using Pintle.Cli.Serving;
using Pintle.Testing;

namespace Pintle.Cli.Benchmarking;

/// <summary>A function of a suite, published.</summary>
/// <param name="Options">With its package and the layer.</param>
/// <param name="Payload">The event of every invocation.</param>
internal sealed record SuiteFunction(LambdaFunctionOptions Options, ReadOnlyMemory<byte> Payload)
{
    public string Name => Options.FunctionName;
}

/// <summary>The functions of a <c>pintle.json</c> as <c>pintle bench --suite</c> measures them.</summary>
internal static class Suite
{
    /// <param name="path">The file.</param>
    /// <param name="only">Names of functions; all where there are none.</param>
    /// <exception cref="ToolException">The file is not as expected, or names no such function.</exception>
    public static IReadOnlyList<PlannedSuiteFunction> Read(string path, IReadOnlyList<string> only)
    {
        if (!File.Exists(path))
            throw new ToolException($"Expected --suite to name a pintle.json with functions, but there is no file at {Path.GetFullPath(path)}. Correct the path; docs/performance.md has an example.");
        var full = Path.GetFullPath(path);
        var planned = PintleFile.Read(full);
        var events = PintleReader.Read(full).Functions;
        if (only.FirstOrDefault(name => !events.ContainsKey(name)) is { } unknown)
            throw new ToolException($"Expected --only to name functions of {full}, but there is no '{unknown}'. There are {string.Join(", ", events.Keys)}.");
        return [.. planned.Functions.Where(each => only.Count == 0 || only.Contains(each.Name)).Select(each => new PlannedSuiteFunction(each, EventOf(full, events[each.Name].TestEvent), planned.Layer))];
    }

    /// <summary>As <c>--event</c>, but a path is relative to the file that has it.</summary>
    private static string? EventOf(string file, string? given)
    {
        if (given is null || given.Length == 0 || given.Any(char.IsControl))
            return given;
        var beside = Path.GetFullPath(given, Path.GetDirectoryName(file)!);
        return File.Exists(beside) ? beside : given;
    }
}

/// <summary>A function of a suite as its file has it.</summary>
/// <param name="Function">Its code may be a project.</param>
/// <param name="Event">A file, or JSON; null: an empty object.</param>
/// <param name="Layer">That of the file; null: none is named.</param>
internal sealed record PlannedSuiteFunction(PlannedFunction Function, string? Event, string? Layer)
{
    /// <exception cref="ToolException">It cannot be published, or its event cannot be read.</exception>
    public async Task<SuiteFunction> OpenAsync(string layer, Terminal terminal, CancellationToken cancellationToken)
    {
        try
        {
            var payload = await EventSource.ReadAsync(Event, null, cancellationToken).ConfigureAwait(false);
            var build = Function.TargetFramework is { } framework ? new ProjectBuild(TargetFramework: framework) : null;
            var package = await FunctionSource.OpenAsync(Function.Source, terminal, cancellationToken, build).ConfigureAwait(false);
            return new SuiteFunction(Function.Options with { Function = package, Layer = layer }, payload);
        }
        catch (ToolException fault)
        {
            throw new ToolException($"{Function.Name}: {fault.Message.Replace("--event", "testEvent", StringComparison.Ordinal)}");
        }
    }
}
