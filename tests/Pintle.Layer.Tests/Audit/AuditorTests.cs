using System.Text;
using Moq;
using NuGet.Versioning;
using Pintle.Layer.Audit;

namespace Pintle.Layer.Tests.Audit;

/// <summary>
/// releases-8.0.json holds real values: two releases of .NET 8 with their days, CVE numbers and end of support as Microsoft published them in October 2024. It is
/// cut down to what is read: no files, and no releases before 8.0.8. So do releases-10.0.json, the releases of July to September 2026, and releases-index.json, the
/// channels as listed in April 2026. The values are facts of <see href="https://github.com/dotnet/core/tree/main/release-notes"/>, a repository under the MIT licence.
/// Every other version and vulnerability in this file is made up.
/// </summary>
public sealed class AuditorTests
{
    private static readonly DateOnly Autumn2024 = new(2024, 11, 1);

    private static readonly string Published = Fixture("releases-8.0.json");

    [Fact]
    public async Task Names_exactly_the_vulnerabilities_between_two_real_releases()
    {
        var report = await AuditAsync("8.0.8", new FileSources(AdvisoryData.Load(Published)));

        var dotnet = Line(report, "Microsoft.NETCore.App");
        Assert.Equal(["CVE-2024-38229", "CVE-2024-43483", "CVE-2024-43484", "CVE-2024-43485"], dotnet.Missed.Select(fix => fix.Id).Order(StringComparer.Ordinal));
        Assert.All(dotnet.Missed, fix => Assert.Equal("8.0.10", fix.FixedIn));
        Assert.Equal(("8.0.10", new DateOnly(2026, 11, 10), Standing.SecurityFixMissed, 2), (dotnet.Latest, dotnet.EndOfSupport, dotnet.Standing, report.ExitCode));
        Assert.Equal((PatchOwner.You, "/opt/pintle/dotnet"), (dotnet.Owner, dotnet.Where));
    }

    public static TheoryData<string, string, string[]> Of2026 => new()
    {
        { "10.0.12", "10.0.12", [] },
        { "10.0.11", "10.0.12", [.. "69439 71328 69522 69304 58649 69806".Split(' ').Select(number => $"CVE-2026-{number}")] },
        { "10.0.10", "10.0.11", [.. "62898 62899 62900 62901 62886 62871 70354 62902 62897 62909".Split(' ').Select(number => $"CVE-2026-{number}")] },
    };

    [Theory]
    [MemberData(nameof(Of2026))]
    public async Task Names_exactly_the_vulnerabilities_that_the_next_release_of_2026_fixed(string installed, string next, string[] fixes)
    {
        var report = await AuditAsync(installed, new FileSources(AdvisoryData.Load(Fixture("releases-10.0.json"))), today: new DateOnly(2026, 9, 9));

        var dotnet = Line(report, "Microsoft.NETCore.App");
        Assert.Equal(fixes.Order(StringComparer.Ordinal), dotnet.Missed.Where(fix => fix.FixedIn == next).Select(fix => fix.Id).Order(StringComparer.Ordinal));
        Assert.Equal((fixes.Length == 0 ? 0 : 2, "10.0.12"), (report.ExitCode, dotnet.Latest));
        // This metadata names no end of support for 10.0, and nobody guesses one.
        Assert.Null(dotnet.EndOfSupport);
    }

    [Theory]
    [InlineData("8.0.33", "8.0.26")]
    [InlineData("9.0.22", "9.0.15")]
    public async Task Says_when_a_channel_ends_from_the_index_and_nothing_of_it_without_one(string installed, string newest)
    {
        var index = new FileSources(AdvisoryData.Load(Fixture("releases-index.json")));
        var before = Line(await AuditAsync(installed, index, today: new DateOnly(2026, 11, 10)), "Microsoft.NETCore.App");
        var after = Line(await AuditAsync(installed, index, today: new DateOnly(2026, 11, 23)), "Microsoft.NETCore.App");
        var offline = Line(await AuditAsync(installed, new FileSources(AdvisoryData.None), today: new DateOnly(2026, 11, 23)), "Microsoft.NETCore.App");

        Assert.Equal((Standing.Unknown, new DateOnly(2026, 11, 10)), (before.Standing, before.EndOfSupport));
        Assert.StartsWith($"The release metadata ends at {newest}, before {installed}", Assert.Single(before.Reasons), StringComparison.Ordinal);
        Assert.Equal((Standing.Unknown, new DateOnly(2026, 11, 10)), (after.Standing, after.EndOfSupport));
        Assert.Contains(after.Reasons, reason => reason.StartsWith($"Channel {installed[..3]} is out of support since 2026-11-10", StringComparison.Ordinal));
        Assert.Equal((Standing.Unknown, null), (offline.Standing, offline.EndOfSupport));
        Assert.Contains("the end of support are unknown", Assert.Single(offline.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audits_the_bootstraps_own_runtime_like_the_first()
    {
        var report = await AuditAsync("8.0.8", new FileSources(AdvisoryData.Load(Published)));

        var second = Line(report, "runtime.linux-x64.Microsoft.DotNet.ILCompiler (NativeAOT, inside bootstrap)");

        Assert.Equal((Standing.SecurityFixMissed, 4, "/opt/bootstrap"), (second.Standing, second.Missed.Count, second.Where));
    }

    [Fact]
    public async Task Is_content_with_the_newest_release_while_its_channel_is_supported()
    {
        var now = await AuditAsync("8.0.10", new FileSources(AdvisoryData.Load(Published)));
        var later = await AuditAsync("8.0.10", new FileSources(AdvisoryData.Load(Published)), today: new DateOnly(2026, 11, 11));

        Assert.Equal((Standing.Current, 0), (Line(now, "Microsoft.NETCore.App").Standing, now.ExitCode));
        Assert.Equal((Standing.Behind, 1), (Line(later, "Microsoft.NETCore.App").Standing, later.ExitCode));
        Assert.Contains("out of support since 2026-11-10", Assert.Single(Line(later, "Microsoft.NETCore.App").Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Could_not_tell_without_any_data()
    {
        var report = await AuditAsync("9.0.1", new FileSources(AdvisoryData.Load(Published)));

        Assert.Equal(3, report.ExitCode);
        Assert.Null(Line(report, "Microsoft.NETCore.App").Latest);
        Assert.Contains("No release metadata of channel 9.0 was given", Assert.Single(Line(report, "Microsoft.NETCore.App").Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Could_not_tell_of_a_pin_that_is_not_the_newest_of_its_feed_without_release_metadata()
    {
        var sources = new Mock<IAuditSources>(MockBehavior.Strict);
        _ = sources.Setup(each => each.ChannelAsync("8.0", It.IsAny<CancellationToken>())).ReturnsAsync((ReleaseChannel?)null);
        _ = sources.Setup(each => each.VersionsAsync(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync([new NuGetVersion("8.0.8"), new NuGetVersion("8.0.9"), new NuGetVersion("9.0.0"), new NuGetVersion("8.0.11-preview.1")]);
        _ = sources.Setup(each => each.Notices).Returns(["a notice"]);

        var report = await AuditAsync("8.0.8", sources.Object);

        Assert.Equal((Standing.Unknown, "8.0.9"), (Line(report, "Microsoft.NETCore.App").Standing, Line(report, "Microsoft.NETCore.App").Latest));
        Assert.Equal((3, "a notice"), (report.ExitCode, Assert.Single(report.Notices)));
    }

    /// <summary>The version is behind in each; what differs is how far the data goes.</summary>
    [Theory]
    [InlineData("""{ "runtime": { "version": "8.0.8" } }, { "runtime": { "version": "8.0.9" } }""", "8.0.9", 1)]
    [InlineData("""{ "runtime": { "version": "8.0.9" } }""", "8.0.9", 3)]
    [InlineData("""{ "runtime": { "version": "8.0.8" } }""", "8.0.9", 3)]
    [InlineData("""{ "runtime": { "version": "8.0.7" } }""", "8.0.8", 3)]
    [InlineData("""{ "runtime": { "version": "8.0.8" } }""", "8.0.8", 0)]
    [InlineData("""{ "security": true, "runtime": { "version": "8.0.9" } }""", "8.0.9", 2)]
    public async Task Tells_only_where_the_data_says_what_every_later_release_fixes(string releases, string newestOnTheFeed, int exitCode)
    {
        var data = AdvisoryData.None;
        data.Add(Encoding.UTF8.GetBytes($$"""{ "channel-version": "8.0", "releases": [ {{releases}} ] }"""));
        var sources = new Mock<IAuditSources>(MockBehavior.Strict);
        _ = sources.Setup(each => each.ChannelAsync("8.0", It.IsAny<CancellationToken>())).ReturnsAsync(data.Channel("8.0"));
        _ = sources.Setup(each => each.VersionsAsync(It.IsAny<string>(), It.IsAny<CancellationToken>())).ReturnsAsync([new NuGetVersion(newestOnTheFeed)]);
        _ = sources.Setup(each => each.Notices).Returns([]);

        Assert.Equal(exitCode, (await AuditAsync("8.0.8", sources.Object)).ExitCode);
    }

    [Fact]
    public async Task Has_one_line_for_each_native_library_and_none_for_a_system_that_is_not_the_layers()
    {
        FunctionLibrary sql = new("Sql", "3.1.0");
        NativePart[] natives =
        [
            .. ((string[])["linux-arm64", "linux-musl-x64", "linux-x64", "linux-s390x"]).Select(rid => new NativePart($"runtimes/{rid}/native/libsql.so", sql)),
            new("runtimes/linux/native/libboth.so", null), new("runtimes/linux-x64/native/libboth.so", null),
            new("runtimes/linux-arm64/native/libother.so", null),
            new("a/libplain.so", null), new("b/libplain.so", null),
        ];

        var report = await AuditAsync("8.0.10", new FileSources(AdvisoryData.Load(Published)), new FunctionContent(true, [sql], [], natives));

        Assert.Equal(
            ["/var/task/", "/var/task/runtimes/linux-x64/native/libsql.so", "/var/task/runtimes/linux-x64/native/libboth.so", "/var/task/a/libplain.so", "/var/task/b/libplain.so"],
            report.Components.Select(line => line.Where).Where(where => where.StartsWith("/var/task", StringComparison.Ordinal)));
        var line = Line(report, "libsql.so (native, in Sql)");
        Assert.Equal(("3.1.0", Standing.NotJudged), (line.Version, line.Standing));
        Assert.EndsWith("AWS's patches of the OS do not reach it. Its files for other systems, 3, are not used here.", Assert.Single(line.Reasons), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>not found</html>", "it is no JSON")]
    [InlineData("PK\u0003\u0004", "it is no JSON")]
    [InlineData("{}", "an empty object")]
    [InlineData("""{ "errors": [] }""", "an object that begins with \"errors\"")]
    [InlineData("""{ "id": "GHSA-1", "affected": [] }""", "an object that begins with \"id\"")]
    [InlineData("""[ { "@name": "base", "@id": "https://example.com/1.json" } ]""", "give the pages that it names")]
    [InlineData("[]", "a list")]
    [InlineData("3", "a single value")]
    public void Says_of_a_file_that_is_no_advisory_file_that_it_is_none(string content, string words)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["given.json"], content);

        var file = Assert.Throws<LayerException>(() => AdvisoryData.Load(folder["given.json"]));
        var whole = Assert.Throws<LayerException>(() => AdvisoryData.Load(folder.Path));

        Assert.Contains(words, file.Message, StringComparison.Ordinal);
        Assert.Contains("none of the folder's 1 .json files is one", whole.Message, StringComparison.Ordinal);
        File.Copy(Published, folder["releases.json"]);
        Assert.Contains("given.json is no release metadata", Assert.Single(new FileSources(AdvisoryData.Load(folder.Path)).Notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looks_into_the_function_for_packages_runtimes_and_native_code()
    {
        var data = AdvisoryData.Load(Published);
        data.Add("""{ "made.up": [ { "url": "https://example.com/advisories/GHSA-made-up", "severity": 2, "versions": "(, 1.2.0)" } ] }"""u8.ToArray());
        FunctionLibrary vulnerable = new("Made.Up", "1.1.0");
        var function = new FunctionContent(
            true, [vulnerable, new("Fine", "2.0.0")], [new("Microsoft.NETCore.App", "8.0.10", "F.runtimeconfig.json")], [new("libmadeup.so", vulnerable)]);

        var report = await AuditAsync("8.0.10", new FileSources(data), function);

        var found = Line(report, "Made.Up");
        var fix = Assert.Single(found.Missed);
        Assert.Equal(("GHSA-made-up (high)", "1.2.0"), (fix.Id, fix.FixedIn));
        Assert.Empty(found.Reasons);
        Assert.Equal(Standing.Current, Line(report, "Fine").Standing);
        var bundled = Assert.Single(report.Components, line => line.Where == "/var/task/F.runtimeconfig.json");
        Assert.Contains("patching the layer does not patch it", Assert.Single(bundled.Reasons), StringComparison.Ordinal);
        Assert.Equal(2, report.ExitCode);
    }

    [Fact]
    public async Task Names_what_of_the_function_needs_the_cultures_that_the_layer_lacks()
    {
        var function = new FunctionContent(true, [], [], []) { CultureNeeds = [new("Microsoft.Data.SqlClient", "opens no connection without cultures", true), new("Asks", "asks", false)] };

        var report = await AuditAsync("8.0.10", new FileSources(AdvisoryData.Load(Published)), function);

        var known = Assert.Single(Line(report, "cultures, for Microsoft.Data.SqlClient").Reasons);
        Assert.Contains("opens no connection without cultures, and this layer has the invariant culture only. Build the layer with pintle build --globalization icu", known, StringComparison.Ordinal);
        Assert.Contains("Where it does: Build the layer", Assert.Single(Line(report, "cultures, for Asks").Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaves_packages_unknown_without_vulnerability_data_and_native_code_without_a_package()
    {
        var function = new FunctionContent(false, [new("Some", "1.0.0")], [], [new("lib/libalone.so", null)]);

        var report = await AuditAsync("8.0.10", new FileSources(AdvisoryData.Load(Published)), function);

        Assert.All((string[])["the function's packages", "Some", "libalone.so"], name => Assert.Equal(Standing.Unknown, Line(report, name).Standing));
        Assert.Equal(3, report.ExitCode);
    }

    [Fact]
    public async Task Leaves_the_operating_system_to_AWS_with_its_page()
    {
        var report = await AuditAsync("8.0.10", new FileSources(AdvisoryData.Load(Published)));

        Assert.All(report.Components.Where(line => line.Owner == PatchOwner.Aws), line => Assert.Equal(AwsPages.SharedResponsibility, line.Page));
        Assert.Equal(2, report.Components.Count(line => line.Owner == PatchOwner.Aws));
    }

    [Fact]
    public async Task Writes_one_page_in_Markdown_and_HTML_that_no_name_breaks_out_of()
    {
        var function = new FunctionContent(true, [new("<script>alert(1)</script>|[x](y)", "1.0.0")], [], []);
        var report = await AuditAsync("8.0.8", new FileSources(AdvisoryData.Load(Published)), function);

        var markdown = ResponsibilityReport.Markdown(report);
        var html = ResponsibilityPage.Html(report);

        Assert.DoesNotContain("<script>", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
        Assert.Contains(@"\<script\>alert(1)\</script\>\|\[x\](y)", markdown, StringComparison.Ordinal);
        Assert.DoesNotMatch("&[#a-z0-9]+;", markdown);
        Assert.All(
            (string[])["CVE-2024-43483", "runtime-management-shared.html", "container image", "updates Manual", "2026-11-10"],
            words => Assert.True(markdown.Contains(words, StringComparison.Ordinal) && html.Contains(words, StringComparison.Ordinal), words));
    }

    private static Task<AuditReport> AuditAsync(string version, IAuditSources sources, FunctionContent? function = null, DateOnly? today = null)
    {
        var manifest = new TinyLayer
        {
            Edit = made => made with
            {
                Dotnet = version,
                Packages = [made.Packages[0] with { Version = version }, made.Packages[1]],
                Bootstrap = made.Bootstrap with { NativeAot = [made.Bootstrap.NativeAot[0] with { Version = version }] },
            },
        }.Manifest();
        return new Auditor(sources, today ?? Autumn2024).AuditAsync("layer.zip", manifest, function is null ? null : "function.zip", function, TestContext.Current.CancellationToken);
    }

    private static string Fixture(string name) => Path.Combine(BuiltLayer.Root, "tests", "Pintle.Layer.Tests", "Audit", name);

    private static AuditComponent Line(AuditReport report, string name) => report.Components.First(line => line.Name == name);
}
