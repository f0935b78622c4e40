using Pintle.Bootstrap;
using Pintle.Bootstrap.Clr;
using Pintle.Bootstrap.Framework;
using Pintle.Bootstrap.Package;

namespace Pintle.Resolution.Tests;

/// <summary>The bootstrap's properties beside the .NET host's, with what docs/resolution.md lists taken out of both. Every name of either is compared.</summary>
internal static class Comparison
{
    private const string Layer = "/layer";
    private const string Framework = "<framework>/";
    private const string Entry = "<entry>";

    /// <summary>Given by the .NET host alone: the layer has no deps.json of the framework, and no host that a pointer could lead to.</summary>
    public static readonly string[] OnlyTheHosts = ["FX_DEPS_FILE", "HOST_RUNTIME_CONTRACT"];

    /// <returns>One line for each difference.</returns>
    public static List<string> Differences(Application application, IReadOnlyDictionary<string, string> host, IReadOnlyDictionary<string, string> bootstrap)
    {
        var differences = new List<string>();
        foreach (var name in host.Keys.Union(bootstrap.Keys).Except(OnlyTheHosts).Order(StringComparer.Ordinal))
        {
            var expected = Normal(application, name, host.GetValueOrDefault(name));
            var found = Normal(application, name, bootstrap.GetValueOrDefault(name));
            if (expected is null || found is null)
                differences.Add($"{name}: the host has {Text(expected)}, the bootstrap {Text(found)}");
            else if (!expected.SequenceEqual(found))
                differences.Add($"{name}:\n  only the host: {Text([.. expected.Except(found)])}\n  only the bootstrap: {Text([.. found.Except(expected)])}\n  the host's: {Bounded(Text(expected))}\n  the bootstrap's: {Bounded(Text(found))}");
        }
        return differences;
    }

    /// <exception cref="FaultException">The bootstrap refuses the application.</exception>
    public static Dictionary<string, string> OfBootstrap(Application application)
    {
        var frameworks = InstalledDotnet.Frameworks();
        var settings = Settings(application.Environment);
        var package = FunctionPackage.Read(application.Root, application.Main, frameworks, settings, application.IsExecutable ? application.Entry : null);
        using var properties = RuntimeProperties.For(Layer, application.Root, frameworks, package, settings);
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in properties.All())
            all.Add(name, value);
        return all;
    }

    private static ResolutionSettings Settings(Dictionary<string, string> environment) => new()
    {
        RollForward = environment.GetValueOrDefault("DOTNET_ROLL_FORWARD"),
        RollForwardDefault = ResolutionSettings.OfNoCandidate(environment.GetValueOrDefault("DOTNET_ROLL_FORWARD_ON_NO_CANDIDATE_FX")),
        SharedStore = environment.GetValueOrDefault("DOTNET_SHARED_STORE"),
        AdditionalDeps = environment.GetValueOrDefault("DOTNET_ADDITIONAL_DEPS"),
        StartupHooks = environment.GetValueOrDefault("DOTNET_STARTUP_HOOKS"),
        RuntimeId = environment.GetValueOrDefault("DOTNET_RUNTIME_ID"),
    };

    private static string[]? Normal(Application application, string name, string? value) => name switch
    {
        // Forced, whatever the function says: the layer has no ICU.
        "System.Globalization.Invariant" => ["true"],
        _ when value is null => null,
        // A set: the CLR makes a table of it, by name. The host lists System.Private.CoreLib twice.
        "TRUSTED_PLATFORM_ASSEMBLIES" => [.. Paths(application, value).Distinct().Order(StringComparer.Ordinal)],
        "NATIVE_DLL_SEARCH_DIRECTORIES" or "PLATFORM_RESOURCE_ROOTS" or "PROBING_DIRECTORIES" => [.. Paths(application, value).Distinct()],
        // The host names the file that would be the application's own even where there is none.
        "APP_CONTEXT_DEPS_FILES" => [File.Exists(application.DepsPath) ? value.Split(';')[0] : ""],
        _ => [value],
    };

    /// <summary>The framework's folders are several there and one here; the host's own assembly is an empty file there and in the layer here.</summary>
    private static IEnumerable<string> Paths(Application application, string list) => list.Split(':', StringSplitOptions.RemoveEmptyEntries)
        .Select(path => path
            .Replace(InstalledDotnet.FolderOf(InstalledDotnet.Core) + "/", Framework, StringComparison.Ordinal)
            .Replace(InstalledDotnet.FolderOf(InstalledDotnet.AspNet) + "/", Framework, StringComparison.Ordinal)
            .Replace($"{Layer}/pintle/dotnet/", Framework, StringComparison.Ordinal))
        .Select(path => path == $"{Layer}/pintle/host/Pintle.Host.dll" ? Entry : path)
        // Pintle.Host is one assembly more; the host leaves out what it runs from another folder, and finds it by its path.
        .Where(path => path != Entry);

    /// <summary>A framework has 160 assemblies, of which the two lines above say all that matters.</summary>
    private static string Bounded(string text) => text.Length <= 2000 ? text : text[..2000] + "…";

    private static string Text(string[]? values) => values is null ? "nothing" : values.Length == 0 ? "(empty)" : string.Join(" : ", values);
}
