using System.Security.Cryptography;
using System.Text.Json;
using Pintle.Layer.Audit;
using Pintle.Layer.Documents;

namespace Pintle.Layer.Tests.Documents;

/// <summary>The releases are those of <c>AuditorTests</c>: what Microsoft published of .NET 8 in October 2024.</summary>
public sealed class VexTests
{
    private static readonly string Published = Path.Combine(BuiltLayer.Root, "tests", "Pintle.Layer.Tests", "Audit", "releases-8.0.json");

    private const string Runtime = "pkg:nuget/Microsoft.NETCore.App.Runtime.linux-x64@8.0.8";
    private const string NativeAot = "pkg:nuget/runtime.linux-x64.Microsoft.DotNet.ILCompiler@8.0.10";

    [Fact]
    public async Task Says_of_each_vulnerability_whether_it_is_open_or_fixed_and_where()
    {
        using var vex = JsonDocument.Parse(await WriteAsync(AdvisoryData.Load(Published)));
        JsonElement[] all = [.. vex.RootElement.GetProperty("vulnerabilities").EnumerateArray()];

        // The runtime is at 8.0.8 and the bootstrap's at 8.0.10, which fixes four.
        foreach (var id in (string[])["CVE-2024-38229", "CVE-2024-43483", "CVE-2024-43484", "CVE-2024-43485"])
        {
            var open = Assert.Single(all, each => Text(each, "id") == id && State(each) == "exploitable");
            var closed = Assert.Single(all, each => Text(each, "id") == id && State(each) == "resolved");
            Assert.EndsWith("#" + Runtime, Text(Assert.Single(open.GetProperty("affects").EnumerateArray()), "ref"), StringComparison.Ordinal);
            Assert.EndsWith("#" + NativeAot, Text(Assert.Single(closed.GetProperty("affects").EnumerateArray()), "ref"), StringComparison.Ordinal);
            Assert.Contains("8.0.10 or later", Text(open, "recommendation"), StringComparison.Ordinal);
            Assert.StartsWith("Fixed in 8.0.10,", Text(closed.GetProperty("analysis"), "detail"), StringComparison.Ordinal);
            Assert.Equal(("affected", "unaffected"), (Status(open), Status(closed)));
        }
    }

    [Fact]
    public async Task Points_into_the_SBOM_beside_the_zip()
    {
        var zip = Layer.Write();
        var manifest = Layer.Manifest().ToBytes();
        using var sbom = JsonDocument.Parse(LayerDocuments.Write(Convert.ToHexStringLower(SHA256.HashData(zip)), manifest, _ => null)[LayerDocuments.SbomEnding]);
        using var vex = JsonDocument.Parse(await WriteAsync(AdvisoryData.Load(Published)));

        var link = Text(sbom.RootElement, "serialNumber").Replace("urn:uuid:", "urn:cdx:", StringComparison.Ordinal) + "/1#";
        string[] known = [.. sbom.RootElement.GetProperty("components").EnumerateArray().Select(component => link + Text(component, "bom-ref"))];
        string[] named = [.. vex.RootElement.GetProperty("vulnerabilities").EnumerateArray().SelectMany(each => each.GetProperty("affects").EnumerateArray()).Select(each => Text(each, "ref")).Distinct()];

        Assert.Equal(2, named.Length);
        Assert.All(named, each => Assert.Contains(each, known));
        Assert.NotEqual(Text(sbom.RootElement, "serialNumber"), Text(vex.RootElement, "serialNumber"));
    }

    [Fact]
    public async Task Is_the_same_to_the_byte_whatever_the_order_of_the_data_and_the_day()
    {
        var turned = AdvisoryData.None;
        var channel = AdvisoryData.Load(Published).Channel("8.0")!;
        turned.Add(channel with { Releases = [.. channel.Releases.Reverse().Select(release => release with { Cves = [.. release.Cves.Reverse()] })] });

        var first = await WriteAsync(AdvisoryData.Load(Published));

        Assert.Equal(first, await WriteAsync(turned, new DateOnly(2030, 1, 1)));
        Assert.NotEqual(first, await WriteAsync(AdvisoryData.None));
    }

    [Fact]
    public async Task A_vulnerability_that_was_fixed_again_is_open_until_the_later_fix()
    {
        var data = AdvisoryData.None;
        data.Add("""
            { "channel-version": "8.0", "releases": [
              { "cve-list": [ { "cve-id": "CVE-1" } ], "runtime": { "version": "8.0.7" } },
              { "cve-list": [ { "cve-id": "CVE-2" } ], "runtime": { "version": "8.0.8" } },
              { "cve-list": [ { "cve-id": "CVE-1" } ], "runtime": { "version": "8.0.9" } },
              { "runtime": { "version": "8.0.10" } } ] }
            """u8.ToArray());

        using var vex = JsonDocument.Parse(await WriteAsync(data));

        Assert.Equal(
            ["CVE-1:affected:8.0.9", "CVE-1:fixed:8.0.9", "CVE-2:fixed:8.0.8"],
            vex.RootElement.GetProperty("vulnerabilities").EnumerateArray().Select(each => Text(each, "bom-ref")));
    }

    private static TinyLayer Layer { get; } = new()
    {
        Edit = made => made with
        {
            Dotnet = "8.0.8",
            Packages = [made.Packages[0] with { Version = "8.0.8" }, made.Packages[1]],
            Bootstrap = made.Bootstrap with { NativeAot = [made.Bootstrap.NativeAot[0] with { Version = "8.0.10" }] },
        },
    };

    private static async Task<byte[]> WriteAsync(AdvisoryData data, DateOnly? today = null)
    {
        var manifest = Layer.Manifest();
        var report = await new Auditor(new FileSources(data), today ?? new DateOnly(2024, 11, 1)).AuditAsync("layer.zip", manifest, null, null, TestContext.Current.CancellationToken);
        return Vex.Write(report, manifest, "layer", Convert.ToHexStringLower(SHA256.HashData(Layer.Write())));
    }

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;

    private static string State(JsonElement vulnerability) => Text(vulnerability.GetProperty("analysis"), "state");

    private static string Status(JsonElement vulnerability) => Text(vulnerability.GetProperty("affects")[0].GetProperty("versions")[0], "status");
}
