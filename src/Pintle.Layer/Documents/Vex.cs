using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Pintle.Layer.Audit;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Documents;

/// <summary>
/// Writes what is known of each vulnerability of a layer's .NET (affected, or fixed and by which release) as a CycloneDX VEX that points into the layer's SBOM: <see href="https://cyclonedx.org/capabilities/vex/"/>.
/// It has no time in it: the same layer and the same advisories give the same bytes. It says nothing of the function.
/// </summary>
public static class Vex
{
    private const string Source = "Microsoft's .NET release metadata";
    private const string Cve = "CVE-";

    /// <param name="name">The layer's, without an ending.</param>
    /// <param name="zipSha256">In lower-case hexadecimal digits.</param>
    public static byte[] Write(AuditReport report, LayerManifest manifest, string name, string zipSha256)
    {
        AuditComponent[] parts = [.. report.Components.Where(component => component.Purl is not null)];
        var vulnerabilities = new JsonArray(
        [
            .. parts.SelectMany(part => part.Missed.Select(fix => (Part: part, Fix: fix, IsFixed: false)).Concat(part.Contained.Select(fix => (Part: part, Fix: fix, IsFixed: true))))
                .Where(each => each.Fix.Id.StartsWith(Cve, StringComparison.Ordinal))
                .GroupBy(each => (each.Fix.Id, each.IsFixed, each.Fix.FixedIn))
                .OrderBy(same => same.Key.Id, StringComparer.Ordinal).ThenBy(same => same.Key.IsFixed).ThenBy(same => same.Key.FixedIn, StringComparer.Ordinal)
                .Select(same => Vulnerability(same.First().Fix, same.Key.IsFixed, [.. same.Select(each => each.Part)], Sbom.Uuid(zipSha256))),
        ]);
        var document = new JsonObject
        {
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["serialNumber"] = "",
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["tools"] = new JsonObject { ["components"] = Items(new JsonObject { ["type"] = "application", ["name"] = "pintle", ["version"] = manifest.Pintle }) },
                ["component"] = new JsonObject
                {
                    ["type"] = "platform",
                    ["bom-ref"] = "layer",
                    ["name"] = name,
                    ["version"] = manifest.Dotnet,
                    ["hashes"] = Items(new JsonObject { ["alg"] = "SHA-256", ["content"] = zipSha256 }),
                },
                ["properties"] = new JsonArray([.. parts.Select(Known)]),
            },
            ["vulnerabilities"] = vulnerabilities,
        };
        document["serialNumber"] = $"urn:uuid:{Sbom.Uuid(Convert.ToHexStringLower(SHA256.HashData(LayerDocuments.Bytes(document))))}";
        return LayerDocuments.Bytes(document);
    }

    /// <summary>How far the data goes, and which of its security releases name no vulnerability: what the data lacks, this document lacks.</summary>
    private static JsonObject Known(AuditComponent part) => new()
    {
        ["name"] = $"pintle:newest-known:{part.Purl}",
        ["value"] = string.Join("; ", part.Missed.Where(fix => !fix.Id.StartsWith(Cve, StringComparison.Ordinal)).Select(fix => fix.Id).Prepend(part.Latest ?? "none")),
    };

    private static JsonObject Vulnerability(MissedFix fix, bool isFixed, IReadOnlyList<AuditComponent> parts, string sbom)
    {
        var described = new JsonObject
        {
            ["bom-ref"] = $"{fix.Id}:{(isFixed ? "fixed" : "affected")}:{fix.FixedIn}",
            ["id"] = fix.Id,
            ["source"] = new JsonObject { ["name"] = Source, ["url"] = OnlineSources.MicrosoftReleases.OriginalString },
        };
        if (fix.Url is not null)
            described["advisories"] = Items(new JsonObject { ["title"] = fix.Id, ["url"] = fix.Url });
        if (!isFixed)
            described["recommendation"] = $"Move the pin to {fix.FixedIn} or later, build the layer again, publish and attach it.";
        var analysis = new JsonObject { ["state"] = isFixed ? "resolved" : "exploitable" };
        if (!isFixed)
            analysis["response"] = new JsonArray("update");
        analysis["detail"] = isFixed
            ? $"Fixed in {fix.FixedIn}, which the version in the layer is or follows."
            : $"The version in the layer is before {fix.FixedIn}, which has the fix. Whether a function reaches the code is not known.";
        described["analysis"] = analysis;
        described["affects"] = new JsonArray(
        [
            .. parts.OrderBy(part => part.Purl, StringComparer.Ordinal).Select(part => new JsonObject
            {
                // A BOM-Link: the component as the SBOM beside the zip has it.
                ["ref"] = $"urn:cdx:{sbom}/1#{part.Purl}",
                ["versions"] = Items(new JsonObject { ["version"] = part.Version, ["status"] = isFixed ? "unaffected" : "affected" }),
            }),
        ]);
        return described;
    }

    private static JsonArray Items(params IEnumerable<JsonObject> items) => new([.. items]);
}
