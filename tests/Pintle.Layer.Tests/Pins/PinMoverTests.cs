using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Moq;
using NuGet.Versioning;
using Pintle.Layer.Definition;
using Pintle.Layer.Pins;

namespace Pintle.Layer.Tests.Pins;

public sealed class PinMoverTests : IDisposable
{
    private const string Changelog = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A thing.\n\n## [0.1.0]\n\n- First.\n";

    private readonly TempFolder _folder = new();
    private readonly Mock<IPinFeed> _feed = new(MockBehavior.Strict);
    private readonly byte[] _pins = NeverMoved();

    public PinMoverTests()
    {
        File.WriteAllBytes(_folder["pins.json"], _pins);
        File.WriteAllText(_folder["CHANGELOG.md"], Changelog);
        _ = _feed.Setup(feed => feed.VersionsAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((string id, CancellationToken _) => [.. (id.Contains("arm64", StringComparison.Ordinal) ? "10.0.12 11.0.0" : "10.0.12 10.0.98 10.0.99 10.0.100-preview.1 11.0.0").Split(' ').Select(NuGetVersion.Parse)]);
        _ = _feed.Setup(feed => feed.DescribeAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((string id, string version, CancellationToken _) => Known(id, version) ?? new PackagePin(id, version, Convert.ToBase64String(SHA512.HashData(Encoding.ASCII.GetBytes(id + version))), "MIT", "https://dot.net/"));
    }

    /// <summary>The repository's pins, whatever they are at, before their first move.</summary>
    private static byte[] NeverMoved()
    {
        var pins = JsonNode.Parse(File.ReadAllBytes(Path.Combine(BuiltLayer.Root, "layer", "pins.json")))!;
        foreach ((_, var pin) in pins["pins"]!.AsObject())
            _ = pin!.AsObject().Remove("previous");
        return Encoding.UTF8.GetBytes(pins.ToJsonString());
    }

    private static string ArmBootstrap(PinFile pins) => pins.Find(null).For(LayerArchitecture.Arm64).Bootstrap["runtime"].Version;

    private void Offer(params string[] versions) =>
        _feed.Setup(feed => feed.VersionsAsync(It.IsAny<string>(), It.IsAny<CancellationToken>())).ReturnsAsync([.. versions.Select(NuGetVersion.Parse)]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Moves_to_the_newest_release_where_there_is_one_and_back_to_the_same_bytes_of_the_pin()
    {
        var move = await Mover().ToLatestAsync(null, "10.0", null, Token);
        await PinWriter.WriteAsync(move, _folder["pins.json"], _folder["CHANGELOG.md"], Token);

        Assert.Equal("10.0.99", Pins().Find(null).For(LayerArchitecture.X64).Frameworks["core"].Version);
        Assert.Equal("10.0.12", Pins().Find(null).For(LayerArchitecture.Arm64).Frameworks["core"].Version);
        Assert.Equal(["arm64", "arm64, bootstrap"], move.Staying.Keys);
        var bootstrap = ArmBootstrap(PinFileReader.Read("pins.json", _pins));
        Assert.Equal(["it is at 10.0.12 already", $"it is at {bootstrap} already"], move.Staying.Values);
        Assert.All(Pins().Find(null).For(LayerArchitecture.X64).Bootstrap.Values, package => Assert.Equal("10.0.99", package.Version));
        Assert.All(Pins().Find(null).For(LayerArchitecture.Arm64).Bootstrap.Values, package => Assert.Equal(bootstrap, package.Version));

        var back = await Mover().BackAsync(null, null, Token);
        await PinWriter.WriteAsync(back, _folder["pins.json"], _folder["CHANGELOG.md"], Token);

        var before = PinFileReader.Read("pins.json", _pins);
        Assert.Equivalent(before.Find(null).Architectures, Pins().Find(null).Architectures, strict: true);
        string[] changed = [.. (await File.ReadAllLinesAsync(_folder["CHANGELOG.md"], Token)).Where(line => line.StartsWith("- The pin", StringComparison.Ordinal))];
        var version = before.Find(null).For(LayerArchitecture.X64).Frameworks["core"].Version;
        Assert.Equal([$"- The pin `10.0` is at .NET {version} for x64, back from 10.0.99.", $"- The pin `10.0` is at .NET 10.0.99 for x64 from {version}."], changed);
    }

    [Fact]
    public async Task Writes_into_the_unreleased_part_of_the_changelog_only()
    {
        await PinWriter.WriteAsync(await Mover().ToAsync(null, "10.0.98", null, Token), _folder["pins.json"], _folder["CHANGELOG.md"], Token);

        var version = PinFileReader.Read("pins.json", _pins).Find(null).For(LayerArchitecture.X64).Frameworks["core"].Version;
        var bootstrap = PinFileReader.Read("pins.json", _pins).Find(null).For(LayerArchitecture.X64).Bootstrap["runtime"].Version;
        Assert.Equal(
            $"# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A thing.\n\n### Changed\n\n- The pin `10.0` is at .NET 10.0.98 for x64 from {version}.\n- The bootstrap is at NativeAOT 10.0.98 for x64 from {bootstrap}.\n\n## [0.1.0]\n\n- First.\n",
            await File.ReadAllTextAsync(_folder["CHANGELOG.md"], Token));
    }

    [Fact]
    public async Task Adds_a_preview_as_a_pin_of_its_own_and_moves_it_to_the_next_preview_and_to_the_release()
    {
        Offer("11.0.0-preview.6.25358.103", "11.0.0-preview.7.25380.108");
        var added = await Mover().ToAsync("next", "11.0.0-preview.6.25358.103", null, Token);
        await PinWriter.WriteAsync(added, _folder["pins.json"], _folder["CHANGELOG.md"], Token);

        var pin = Pins().Find("next");
        Assert.Equal(["11.0.0-preview.6.25358.103"], pin.Architectures.Values.SelectMany(each => each.Packages).Select(each => each.Package.Version).Distinct());
        Assert.All(pin.Architectures.Values, each => Assert.Empty(each.Bootstrap));
        Assert.Null(pin.Previous);
        Assert.Equal("10.0", Pins().DefaultPin);
        Assert.Contains("- The pin `next` is at .NET 11.0.0-preview.6.25358.103 for x64, a pin that is new.\n", await File.ReadAllTextAsync(_folder["CHANGELOG.md"], Token), StringComparison.Ordinal);

        await PinWriter.WriteAsync(await Mover().ToNewestAsync("next", null, Token), _folder["pins.json"], null, Token);
        Assert.Equal("11.0.0-preview.7.25380.108", Pins().Find("next").For(LayerArchitecture.X64).Frameworks["core"].Version);

        Offer("11.0.0-preview.7.25380.108", "11.0.0");
        await PinWriter.WriteAsync(await Mover().ToNewestAsync("next", null, Token), _folder["pins.json"], null, Token);
        Assert.Equal("11.0.0", Pins().Find("next").For(LayerArchitecture.X64).Frameworks["core"].Version);

        await PinWriter.WriteAsync(await Mover().BackAsync("next", null, Token), _folder["pins.json"], null, Token);
        Assert.Equal("11.0.0-preview.7.25380.108", Pins().Find("next").For(LayerArchitecture.X64).Frameworks["core"].Version);
    }

    [Fact]
    public async Task Adds_a_pin_for_the_architectures_that_a_source_has_and_says_which_are_left_out()
    {
        _ = _feed.Setup(feed => feed.VersionsAsync(It.IsRegex("x64"), It.IsAny<CancellationToken>())).ReturnsAsync([NuGetVersion.Parse("9.0.22"), NuGetVersion.Parse("9.1.0-rc.1")]);

        var added = await Mover().ToLatestAsync("nine", "9.0", null, Token);
        await PinWriter.WriteAsync(added, _folder["pins.json"], null, Token);

        Assert.Equal(["x64"], Pins().Find("nine").Architectures.Keys);
        Assert.Equal("no source has a release of 9.0 for it", added.Staying["arm64"]);
    }

    [Theory]
    [InlineData("new", "12.0.0", "The pin \"new\" could not be added: no source has 12.0.0 for it, on any architecture.")]
    [InlineData("a b", "11.0.0", "a name of letters, digits, dots and hyphens for the new pin, 40 at most, found \"a b\"")]
    [InlineData("new", "11.0", "an exact version such as 10.0.14, found \"11.0\"")]
    public async Task Adds_no_pin_for_a_version_that_there_is_not_or_under_a_name_that_is_none(string name, string version, string words)
    {
        var refused = await Assert.ThrowsAsync<LayerException>(() => Mover().ToAsync(name, version, null, Token));

        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.97", "no source has 10.0.97 for it, on any architecture")]
    [InlineData("10.0", "an exact version such as 10.0.14, found \"10.0\"")]
    [InlineData("11.0.0", "a version of channel 10.0")]
    [InlineData("[10.0.1,)", "an exact version")]
    public async Task Refuses_a_version_that_there_is_not(string version, string words)
    {
        var refused = await Assert.ThrowsAsync<LayerException>(() => Mover().ToAsync(null, version, null, Token));

        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_to_go_back_to_a_package_whose_bytes_changed_since_and_where_it_never_was()
    {
        var never = await Assert.ThrowsAsync<LayerException>(() => Mover().BackAsync(null, null, Token));
        await PinWriter.WriteAsync(await Mover().ToAsync(null, "10.0.98", null, Token), _folder["pins.json"], null, Token);
        _ = _feed.Setup(feed => feed.DescribeAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync((string id, string version, CancellationToken _) => new PackagePin(id, version, "other", "MIT", "https://dot.net/"));

        var changed = await Assert.ThrowsAsync<LayerException>(() => Mover().BackAsync(null, null, Token));

        Assert.Contains("There is nothing to go back to.", never.Message, StringComparison.Ordinal);
        Assert.Equal(LayerFault.DigestMismatch, changed.Fault);
        Assert.Contains("found other", changed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bootstrap_stays_where_its_packages_are_missing_or_older_and_the_frameworks_move_all_the_same()
    {
        _ = _feed.Setup(feed => feed.VersionsAsync(It.IsRegex("NativeAOT"), It.IsAny<CancellationToken>())).ReturnsAsync([NuGetVersion.Parse("10.0.11"), NuGetVersion.Parse("10.0.12")]);

        var up = await Mover().ToAsync(null, "10.0.98", null, Token);
        var down = await Mover().ToLatestAsync(null, "10.0", null, Token);

        Assert.DoesNotContain(up.Changes.Concat(down.Changes), change => change.Kind == "bootstrap");
        Assert.Equal("its NativeAOT packages are not there in that version; it is at 10.0.12", up.Staying["x64, bootstrap"]);
        Assert.Equal("it is at 10.0.12 already", down.Staying["x64, bootstrap"]);
    }

    [Fact]
    public async Task A_package_that_is_not_signed_stops_the_move_before_anything_is_written()
    {
        _ = _feed.Setup(feed => feed.DescribeAsync(It.IsRegex("Crossgen2"), It.IsAny<string>(), It.IsAny<CancellationToken>())).ThrowsAsync(new LayerException(LayerFault.SignatureInvalid, "unsigned"));

        _ = await Assert.ThrowsAsync<LayerException>(() => Mover().ToAsync(null, "10.0.98", null, Token));

        Assert.Equal(_pins, await File.ReadAllBytesAsync(_folder["pins.json"], Token));
    }

    [Fact]
    public async Task A_changelog_without_its_part_leaves_the_pins_as_they_were()
    {
        await File.WriteAllTextAsync(_folder["CHANGELOG.md"], "nothing", Token);

        _ = await Assert.ThrowsAsync<LayerException>(async () => await PinWriter.WriteAsync(await Mover().ToAsync(null, "10.0.98", null, Token), _folder["pins.json"], _folder["CHANGELOG.md"], Token));

        Assert.Equal(_pins, await File.ReadAllBytesAsync(_folder["pins.json"], Token));
        Assert.Equal(["CHANGELOG.md", "pins.json"], _folder.Content);
    }

    public void Dispose() => _folder.Dispose();

    private PinMover Mover() => new(Pins(), _feed.Object);

    private PinFile Pins() => PinFileReader.Read("pins.json", File.ReadAllBytes(_folder["pins.json"]));

    /// <summary>What the repository pins already keeps its digest.</summary>
    private PackagePin? Known(string id, string version) => PinFileReader.Read("pins.json", _pins).Pins.Values
        .SelectMany(pin => pin.Architectures.Values)
        .SelectMany(packages => packages.Packages.Select(each => each.Package))
        .FirstOrDefault(package => package.Id == id && package.Version == version);
}
