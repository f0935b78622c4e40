using System.Text.Json;
using Pintle.Layer.Audit;

namespace Pintle.Layer.Migrate;

/// <summary>What was found of one package.</summary>
/// <param name="Findings">The worst first, in the order of the checks within.</param>
public sealed record MigrationReport(IReadOnlyList<MigrationFinding> Findings, StartGain Start);

/// <summary>Says whether a function's package runs on a layer, and what is different there. It reads files and runs nothing.</summary>
public static class PackageMigration
{
    /// <param name="path">The package: a zip or a folder.</param>
    /// <exception cref="LayerException">It, or the layer, cannot be read.</exception>
    public static async Task<MigrationReport> CheckAsync(string path, MigrationRequest request, CancellationToken cancellationToken)
    {
        var layer = request.Layer is null ? null : await MigrationLayer.ReadAsync(request.Layer, cancellationToken).ConfigureAwait(false);
        var content = FunctionReader.Read(path);
        var package = MigratingPackage.Open(path);
        var packaged = PackagedAssemblies(package);
        MigratingAssembly[] assemblies = [.. package.Files.Select(file => MigratingAssembly.Read(file, !packaged.Contains(Path.GetFileName(file.Path)))).OfType<MigratingAssembly>()];
        var architecture = request.Architecture ?? layer?.Architecture ?? LayerArchitecture.X64;
        var start = StartGain.Of(package, assemblies);
        MigrationFinding[] findings =
        [
            .. Architecture(request, layer),
            .. PackageFiles.Run(package, content, assemblies, request),
            .. FrameworkCheck.Run(package, request, layer),
            .. request.Handler?.Contains(':', StringComparison.Ordinal) == true ? HandlerCheck.Run(package, request.Handler) : [],
            .. NativeCheck.Run(package, content, architecture),
            .. CultureCheck.Run(package, content, assemblies, layer),
            .. RuntimeAssumptions.Run(assemblies),
            .. RuntimeAssumptions.Frameworks(assemblies, request.Handler),
            .. SizeCheck.Run(package, layer),
            start.Finding,
        ];
        return new MigrationReport([.. findings.OrderByDescending(finding => finding.Severity)], start);
    }

    private static IEnumerable<MigrationFinding> Architecture(MigrationRequest request, MigrationLayer? layer)
    {
        if (layer is not null && request.Architecture is { } wanted && wanted != layer.Architecture)
        {
            yield return new MigrationFinding(
                MigrationSeverity.Blocker, "architecture", null, $"The function is for {wanted.Name()}, and the layer {layer.Name} for {layer.Architecture.Name()}.", $"Build a layer with pintle build --arch {wanted.Name()}.");
        }
    }

    /// <summary>File names that the <c>deps.json</c> assigns to packages; what it assigns to projects or does not know is the owner's.</summary>
    private static HashSet<string> PackagedAssemblies(MigratingPackage package)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in package.AtRootEnding(".deps.json"))
        {
            if (MigratingPackage.Json(file) is not { } root)
                continue;
            HashSet<string> packages = [.. Members(root, "libraries").Where(library => library.Value.ValueKind == JsonValueKind.Object && library.Value.TryGetProperty("type", out var type) && type.ValueEquals("package")).Select(library => library.Name)];
            foreach (var library in Members(root, "targets").SelectMany(target => Members(target.Value)).Where(library => packages.Contains(library.Name)))
                names.UnionWith(((string[])["runtime", "runtimeTargets", "resources"]).SelectMany(kind => Members(library.Value, kind)).Select(asset => Path.GetFileName(asset.Name)));
        }

        return names;
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement element) => element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : default;

    private static JsonElement.ObjectEnumerator Members(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var child) ? Members(child) : default;
}
