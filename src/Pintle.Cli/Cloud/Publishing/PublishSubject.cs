using System.IO.Compression;
using System.Security.Cryptography;
using Pintle.Cli.Layers;
using Pintle.Layer.Audit;
using Pintle.Layer.Tree;
using Pintle.Layer.Verify;

namespace Pintle.Cli.Cloud.Publishing;

/// <summary>A layer's zip that may be published: every byte compared with its manifest, and its .NET checked against the known fixes.</summary>
internal sealed record PublishSubject(string Path, byte[] Zip, LayerManifest Manifest, string Sha256, long UnzippedSize)
{
    private const int MostShown = 3; // Chosen, not measured: what is read at a glance.

    public string CodeSha256 => Convert.ToBase64String(Convert.FromHexString(Sha256));

    public string Architecture => Manifest.Rid == "linux-arm64" ? "arm64" : "x86_64";

    public string Description => new LayerDescription(Manifest.Dotnet, Manifest.Framework, Manifest.Components.Any(each => each.Name == "icu") ? "icu" : "invariant", Manifest.Rid, Sha256).ToString();

    /// <exception cref="ToolException">It differs from its manifest, or misses a security fix.</exception>
    public static async Task<PublishSubject> ReadAsync(string zip, IAuditSources sources, bool allowBehind, Terminal terminal, CancellationToken cancellationToken)
    {
        var report = await LayerVerifier.VerifyAsync(zip, LayerSource.FindPins(), cancellationToken).ConfigureAwait(false);
        if (report.Manifest is not { } manifest)
            throw new ToolException(report.Unknown.Count > 0 ? report.Unknown[0] : $"Expected a layer that Pintle built at {zip}, found otherwise: {First(report).TrimEnd('.')}. Build it again.");
        if (report.Findings.Count > 0)
            throw new ToolException($"Expected {zip} to be what its manifest says, found differences: {First(report).TrimEnd('.')}. Build it again; pintle verify says more.");
        foreach (var unknown in report.Unknown)
            terminal.Sentence(unknown);
        var name = System.IO.Path.GetFileName(zip);
        var audit = await new Auditor(sources, DateOnly.FromDateTime(terminal.Surroundings.Clock.GetUtcNow().UtcDateTime)).AuditAsync(name, manifest, null, null, cancellationToken).ConfigureAwait(false);
        var missed = audit.Missed.Select(fix => fix.Id).ToArray();
        var words = $"{string.Join(", ", missed.Take(MostShown))}{(missed.Length > MostShown ? $" and {missed.Length - MostShown} more" : "")}";
        if (missed.Length > 0 && !allowBehind)
            throw new ToolException($"Expected {name} to miss no security fix, found {words}. Move the pin (pintle patch) and build it again, or add --allow-behind. Nothing was published.");
        if (missed.Length > 0)
            terminal.Notice($"{name} misses {words}; it is published because of --allow-behind.");
        foreach (var notice in audit.Notices)
            terminal.Sentence(notice);
        var bytes = await File.ReadAllBytesAsync(zip, cancellationToken).ConfigureAwait(false);
        using var archive = new ZipArchive(new MemoryStream(bytes));
        return new PublishSubject(zip, bytes, manifest, Convert.ToHexStringLower(SHA256.HashData(bytes)), archive.Entries.Sum(entry => entry.Length));
    }

    private static string First(VerifyReport report) => string.Join("; ", report.Findings.Take(MostShown).Select(finding => finding.ToString()).Concat(report.Unknown));
}
