namespace Pintle.Layer.Audit;

/// <summary>A package that a function's <c>deps.json</c> names.</summary>
public sealed record FunctionLibrary(string Id, string Version);

/// <summary>A .NET runtime inside the function's own package, which the layer does not replace.</summary>
/// <param name="Framework">For example <c>Microsoft.NETCore.App</c>.</param>
/// <param name="Version"><c>null</c> where nothing says it.</param>
public sealed record BundledRuntime(string Framework, string? Version, string Path);

/// <summary>A native library or program of the function.</summary>
/// <param name="Library">The package that brought it, or <c>null</c> where no <c>deps.json</c> names one.</param>
public sealed record NativePart(string Path, FunctionLibrary? Library);

/// <summary>What an audit sees inside a function's package, without running any of it.</summary>
/// <param name="HasDependencies">A <c>deps.json</c> was there; without one its packages are unknown.</param>
public sealed record FunctionContent(
    bool HasDependencies, IReadOnlyList<FunctionLibrary> Libraries, IReadOnlyList<BundledRuntime> Runtimes, IReadOnlyList<NativePart> Natives)
{
    /// <summary>Assemblies that are known not to work with the invariant culture alone, or that ask for that mode by its name.</summary>
    public IReadOnlyList<CultureNeed> CultureNeeds { get; init; } = [];
}

/// <summary>An assembly that needs cultures, or may.</summary>
/// <param name="Assembly">Its simple name.</param>
/// <param name="Reason">The end of a sentence that begins with the name.</param>
/// <param name="IsKnown">Whether the need is known; otherwise the assembly only asks.</param>
public sealed record CultureNeed(string Assembly, string Reason, bool IsKnown);
