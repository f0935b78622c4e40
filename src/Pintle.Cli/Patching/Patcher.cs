using NuGet.Versioning;
using Pintle.Cli.Functions;
using Pintle.Cli.Layers;
using Pintle.Layer;
using Pintle.Layer.Audit;
using Pintle.Layer.Patch;
using Pintle.Layer.Pins;

namespace Pintle.Cli.Patching;

/// <summary>
/// Builds each layer before and after a move of the pins, and finds out what differs. The pins and the changelog are not touched: a step that fails leaves them as they were.
/// </summary>
/// <param name="source">Of the layers.</param>
/// <param name="sources">Of security fixes.</param>
/// <param name="maxStartRatio">How much longer than on the old layer a start may take on the new one.</param>
/// <param name="terminal">Gets each step.</param>
internal sealed class Patcher(LayerSource source, IAuditSources sources, double maxStartRatio, Terminal terminal)
{
    /// <summary>Where the new layers stand until the move is written.</summary>
    private string NewLayers { get; } = Path.Combine(Path.GetDirectoryName(source.DefaultOutput)!, "patch");

    public async Task<IReadOnlyList<PatchedLayer>> RunAsync(PinMove move, IReadOnlyList<LayerRequest> requests, CancellationToken cancellationToken)
    {
        var sample = await SampleAsync(NuGetVersion.Parse(move.Changes[0].To.Version), cancellationToken).ConfigureAwait(false);
        var patched = new List<PatchedLayer>();
        foreach (var request in requests)
        {
            var before = await source.BuildAsync(request with { OutputDirectory = source.DefaultOutput }, terminal, cancellationToken).ConfigureAwait(false);
            var after = await source.BuildAsync(PinWriter.After(move, source.Definition), request with { OutputDirectory = NewLayers }, terminal, cancellationToken).ConfigureAwait(false);
            patched.Add(await CompareAsync(before, after, sample, cancellationToken).ConfigureAwait(false));
        }

        return patched;
    }

    /// <returns>Null where there is no sample that runs on that version: the packed tool has it compiled for one .NET.</returns>
    private async Task<string?> SampleAsync(NuGetVersion version, CancellationToken cancellationToken)
    {
        var isOfTheTools = version.Major >= NuGetVersion.Parse(source.OwnPins.Find(null).For(LayerNames.OfThisMachine).Frameworks["core"].Version).Major;
        if (isOfTheTools)
            return await SampleFunction.ZipAsync(source.Sample, terminal, cancellationToken).ConfigureAwait(false);
        return source.Sample.EndsWith(".zip", StringComparison.Ordinal)
            ? null
            : await SampleFunction.ZipAsync(source.Sample, $"net{version.Major}.{version.Minor}", terminal, cancellationToken).ConfigureAwait(false);
    }

    private async Task<PatchedLayer> CompareAsync(LayerArtifact before, LayerArtifact after, string? sample, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> checks = ["The sample function was not run: this tool has it compiled for a later .NET. Run one of your functions with pintle invoke --layer."];
        ColdStarts? starts = null;
        if (sample is not null)
        {
            terminal.Say($"running the sample function on {Path.GetFileName(after.ZipPath)}");
            checks = await SmokeRun.CheckAsync(after, sample, cancellationToken).ConfigureAwait(false);
            terminal.Say("comparing cold starts");
            starts = await SmokeRun.CompareAsync(before, after, sample, cancellationToken).ConfigureAwait(false);
            if (starts is not null)
                SmokeRun.RequireRatio(starts, maxStartRatio, before, after);
        }

        return new PatchedLayer(before, after, null, null, checks, starts)
            .With(await AuditAsync(before, cancellationToken).ConfigureAwait(false), await AuditAsync(after, cancellationToken).ConfigureAwait(false));
    }

    private Task<AuditReport> AuditAsync(LayerArtifact layer, CancellationToken cancellationToken) =>
        new Auditor(sources, DateOnly.FromDateTime(DateTime.UtcNow)).AuditAsync(Path.GetFileName(layer.ZipPath), layer.Manifest, null, null, cancellationToken);
}
