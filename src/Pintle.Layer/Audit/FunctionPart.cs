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

/// <summary>What an audit sees inside a function's package. It does not run anything of it.</summary>
/// <param name="HasDependencies">A <c>deps.json</c> was there; without one its packages are unknown.</param>
public sealed record FunctionContent(
    bool HasDependencies, IReadOnlyList<FunctionLibrary> Libraries, IReadOnlyList<BundledRuntime> Runtimes, IReadOnlyList<NativePart> Natives);
