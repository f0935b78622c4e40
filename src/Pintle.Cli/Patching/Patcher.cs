using NuGet.Versioning;
using Pintle.Cli.Functions;
using Pintle.Cli.Layers;
using Pintle.Layer;
using Pintle.Layer.Audit;
using Pintle.Layer.Definition;
using Pintle.Layer.Patch;
using Pintle.Layer.Pins;

namespace Pintle.Cli.Patching;

/// <summary>
/// Builds each layer before and after a move of the pins, and finds out what differs. The pins and the changelog are not touched: a step that fails leaves them as they were.
/// </summary>
internal sealed class Patcher(string repository, IAuditSources sources, Terminal terminal)
{
    /// <summary>Where the new layers stand until the move is written.</summary>
    public string NewLayers { get; } = Path.Combine(repository, "artifacts", "patch");

    public async Task<IReadOnlyList<PatchedLayer>> RunAsync(PinMove move, IReadOnlyList<LayerRequest> requests, CancellationToken cancellationToken)
    {
        var definition = LayerDefinition.Load(Path.Combine(repository, "layer"));
        var project = Path.Combine(repository, "layer", "samples", "Orders", "Orders.csproj");
        var version = NuGetVersion.Parse(move.Changes[0].To.Version);
        var sample = version.Major >= NuGetVersion.Parse(definition.Pins.Find(null).For(LayerNames.OfThisMachine).Frameworks["core"].Version).Major
            ? await SampleFunction.ZipAsync(project, terminal, cancellationToken).ConfigureAwait(false)
            : await SampleFunction.ZipAsync(project, $"net{version.Major}.{version.Minor}", terminal, cancellationToken).ConfigureAwait(false);
        var patched = new List<PatchedLayer>();
        foreach (var request in requests)
        {
            var before = await BuildAsync(definition, request with { OutputDirectory = Path.Combine(repository, "artifacts", "layers") }, cancellationToken).ConfigureAwait(false);
            var after = await BuildAsync(PinWriter.After(move, definition), request with { OutputDirectory = NewLayers }, cancellationToken).ConfigureAwait(false);
            patched.Add(await CompareAsync(before, after, sample, cancellationToken).ConfigureAwait(false));
        }

        return patched;
    }

    private Task<LayerArtifact> BuildAsync(LayerDefinition definition, LayerRequest request, CancellationToken cancellationToken) => terminal.WithProgressAsync(
        "building the layer", progress => LayerBuilder.ForRepository(repository, definition).BuildAsync(request, new BuildSteps(progress), cancellationToken));

    private async Task<PatchedLayer> CompareAsync(LayerArtifact before, LayerArtifact after, string sample, CancellationToken cancellationToken)
    {
        terminal.Say($"running the sample function on {Path.GetFileName(after.ZipPath)}");
        var checks = await SmokeRun.CheckAsync(after, sample, cancellationToken).ConfigureAwait(false);
        terminal.Say("comparing cold starts");
        var starts = await SmokeRun.CompareAsync(before, after, sample, cancellationToken).ConfigureAwait(false);
        var (old, now) = (await MissedAsync(before, cancellationToken).ConfigureAwait(false), await MissedAsync(after, cancellationToken).ConfigureAwait(false));
        return new PatchedLayer(before, after, old is null || now is null ? null : [.. old.ExceptBy(now.Select(fix => fix.Id), fix => fix.Id)], now, checks, starts);
    }

    /// <returns>Null where the data says nothing of one of the components: what is unknown is not none.</returns>
    private async Task<IReadOnlyList<MissedFix>?> MissedAsync(LayerArtifact layer, CancellationToken cancellationToken)
    {
        var report = await new Auditor(sources, DateOnly.FromDateTime(DateTime.UtcNow))
            .AuditAsync(Path.GetFileName(layer.ZipPath), layer.Manifest, null, null, cancellationToken).ConfigureAwait(false);
        return report.Components.Any(component => component.Standing == Standing.Unknown)
            ? null
            : [.. report.Components.SelectMany(component => component.Missed).DistinctBy(fix => fix.Id)];
    }
}
