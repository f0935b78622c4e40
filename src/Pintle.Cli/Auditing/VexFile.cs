using System.Security.Cryptography;
using Pintle.Cli.Layers;
using Pintle.Layer.Audit;
using Pintle.Layer.Documents;
using Pintle.Layer.Tree;

namespace Pintle.Cli.Auditing;

/// <summary>The VEX beside a layer's zip, where its SBOM is too.</summary>
internal static class VexFile
{
    /// <summary>Called before any data is asked for: a folder has no zip, and so no SBOM for a VEX to point into.</summary>
    /// <returns>The full path.</returns>
    /// <exception cref="ToolException">It is a folder, or nothing may be written beside it.</exception>
    public static string Require(string layer) => Directory.Exists(layer)
        ? throw new ToolException($"Expected a layer's zip with --vex, which is about the SBOM beside it, but {layer} is a folder. Give the zip.")
        : OutputFile.Require("--vex", Path.ChangeExtension(layer, null) + LayerDocuments.VexEnding)!;

    /// <summary>Nothing is written where the data says nothing about a part: a VEX without a word on a vulnerability reads as if there were none.</summary>
    /// <returns>Whether one was written.</returns>
    public static async Task<bool> WriteAsync(string file, string zip, AuditReport report, LayerManifest manifest, Terminal terminal, CancellationToken cancellationToken)
    {
        string[] unknown = [.. report.Components.Where(component => component is { Purl: not null, Standing: Standing.Unknown }).Select(component => component.Name)];
        if (unknown.Length > 0)
        {
            terminal.Notice($"No VEX was written: no data says whether a security fix is missed of {string.Join(", ", unknown)}. Give release metadata that reaches from its version to the newest, with --advisories.");
            return false;
        }

        var bytes = await File.ReadAllBytesAsync(zip, cancellationToken).ConfigureAwait(false);
        var name = LayerName.Of(manifest, path => LayerZip.Read(bytes, path));
        await File.WriteAllBytesAsync(file, Vex.Write(report, manifest, name, Convert.ToHexStringLower(SHA256.HashData(bytes))), cancellationToken).ConfigureAwait(false);
        terminal.Say($"VEX: {file}");
        return true;
    }
}
