using Pintle.Layer.Audit;
using Pintle.Layer.Definition;
using Pintle.Layer.Patch;
using Pintle.Layer.Pins;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Tests.Patch;

public sealed class PatchSummaryTests
{
    private static readonly PinMove Move = new(
        "10.0",
        [new PinChange("x64", "frameworks", "core", TinyLayer.Runtime, TinyLayer.Runtime with { Version = "10.0.12", Sha512 = new string('A', 88) })],
        new Dictionary<string, string> { ["arm64"] = "it is at 10.0.12 already" });

    [Fact]
    public void Names_what_moved_what_stays_which_fixes_are_closed_and_what_was_measured()
    {
        var old = new TinyLayer().Manifest();
        var now = old with { Dotnet = "10.0.12", Files = [old.Files[0] with { Sha256 = new string('0', 64) }, .. old.Files.Skip(2), old.Files[1] with { Path = "pintle/new.dll" }] };
        var layer = new PatchedLayer(
            Artifact(old, 1000), Artifact(now, 1234),
            [new MissedFix("CVE-2026-1", "https://example.com/1", "10.0.12")], [],
            ["Orders.Function::Place answered as expected (bubblewrap)."],
            new ColdStarts(TimeSpan.FromMilliseconds(30.25), TimeSpan.FromMilliseconds(29), 11, 0.96, 0.9, 1.04));

        var text = PatchSummary.Write(Move, [layer], ["a notice"]);

        Assert.Contains("- The pin `10.0` is at .NET 10.0.12 for x64 from 10.0.11.\n- arm64 stays: it is at 10.0.12 already.\n", text, StringComparison.Ordinal);
        Assert.Contains("| Microsoft.NETCore.App.Runtime.linux-x64 | 10.0.11 | 10.0.12 | `AAAAAAAAAAAAAAAA…` |", text, StringComparison.Ordinal);
        Assert.Contains("Security fixes closed: [CVE-2026-1](https://example.com/1). Missed still: none.", text, StringComparison.Ordinal);
        Assert.Contains("| zip, bytes | 1,000 | 1,234 |", text, StringComparison.Ordinal);
        Assert.Contains("| start to first answer, median of 11, ms | 30.3 | 29.0 |", text, StringComparison.Ordinal);
        Assert.Contains("Files: 1 changed, 1 added, 1 removed.\n- added `pintle/new.dll`\n- removed `", text, StringComparison.Ordinal);
        Assert.EndsWith("\na notice\n", text, StringComparison.Ordinal);
    }

    /// <summary>The bootstrap's own .NET stays where it is, and misses what it missed.</summary>
    [Fact]
    public void Closes_a_fix_in_the_part_that_has_it_now_and_says_which_parts_still_miss_one()
    {
        MissedFix fix = new("CVE-1", null, "10.0.12");
        var old = Report(("runtime", Standing.SecurityFixMissed, [fix]), ("bootstrap", Standing.SecurityFixMissed, [fix]));
        var now = Report(("runtime", Standing.Current, []), ("bootstrap", Standing.SecurityFixMissed, [fix]));
        var unknown = Report(("runtime", Standing.Unknown, []), ("bootstrap", Standing.Current, []));
        var layer = new PatchedLayer(Artifact(new TinyLayer().Manifest(), 1), Artifact(new TinyLayer().Manifest(), 1), null, null, [], null);

        var compared = layer.With(old, now);

        Assert.Equal((fix, fix, "bootstrap"), (Assert.Single(compared.Closed!), Assert.Single(compared.Open!), Assert.Single(compared.OpenIn)));
        Assert.Contains("Security fixes closed: CVE-1. Missed still: CVE-1 (in bootstrap).", PatchSummary.Write(Move, [compared], []), StringComparison.Ordinal);
        Assert.Null(layer.With(old, unknown).Closed);

        static AuditReport Report(params (string Name, Standing Standing, MissedFix[] Missed)[] parts) => new(
            "layer.zip", null, new DateOnly(2026, 12, 1),
            [.. parts.Select(part => new AuditComponent(part.Name, "10.0.11", "/opt", PatchOwner.You, AwsPages.Layers, part.Standing, null, part.Missed, null, []))], []);
    }

    [Fact]
    public void Shows_no_figure_that_was_not_measured()
    {
        var manifest = new TinyLayer().Manifest();

        var text = PatchSummary.Write(Move, [new PatchedLayer(Artifact(manifest, 1), Artifact(manifest, 1), null, null, [], null)], []);

        Assert.DoesNotContain("start to first answer", text, StringComparison.Ordinal);
        Assert.Contains("Security fixes closed: unknown. Missed still: unknown.", text, StringComparison.Ordinal);
        Assert.Contains("Files: 0 changed, 0 added, 0 removed.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_would_be_built_after_a_move_has_its_pins_and_leaves_the_file_alone()
    {
        var now = LayerDefinition.Load(Path.Combine(BuiltLayer.Root, "layer"));
        var core = now.Pins.Find(null).For(LayerArchitecture.X64).Frameworks["core"];
        PinChange[] changes = [.. now.Pins.Find(null).For(LayerArchitecture.X64).Packages.Where(each => each.Kind != "bootstrap").Select(each => new PinChange("x64", each.Kind, each.Key, each.Package, each.Package with { Version = "10.0.99" }))];

        var after = PinWriter.After(new PinMove("10.0", changes, new Dictionary<string, string>()), now);

        Assert.Equal("10.0.99", after.Pins.Find(null).For(LayerArchitecture.X64).Frameworks["core"].Version);
        Assert.Equal(core, PinFileReader.Read("pins.json", after.PinBytes).Find(null).Previous!["x64"].Frameworks["core"]);
        Assert.Equal(now.PinBytes.ToArray(), File.ReadAllBytes(Path.Combine(BuiltLayer.Root, "layer", "pins.json")));
    }

    private static LayerArtifact Artifact(LayerManifest manifest, long size) => new("/layers/a.zip", "/layers/a", manifest, size, size * 3, WasUpToDate: false);
}
