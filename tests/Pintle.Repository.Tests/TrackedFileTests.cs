using System.Text.RegularExpressions;

namespace Pintle.Repository.Tests;

public sealed class TrackedFileTests
{
    private static readonly string[] Folders = [".ci", ".github", "docs", "layer", "src", "tests"];

    /// <summary>The product's own, and what git, editors and .NET read only from the root.</summary>
    private static readonly string[] Files =
    [
        ".editorconfig", ".gitattributes", ".gitignore", "CHANGELOG.md", "CONTRIBUTING.md", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "LICENSE", "Pintle.slnx",
        "README.md", "SECURITY.md", "build.ps1", "global.json",
    ];

    /// <summary>Put together here, so that this file holds none of them.</summary>
    private static readonly string[] RegistryHosts =
    [
        "nuget" + ".org", "myget" + ".org", "pkgs.dev.azure" + ".com", "npmjs" + ".org", "npmjs" + ".com", "yarnpkg" + ".com", "pypi" + ".org", "crates" + ".io", "docker" + ".io", "docker" + ".com",
        "ghcr" + ".io", "quay" + ".io", "mcr.microsoft" + ".com", "ecr" + ".aws", "debian" + ".org", "archive.ubuntu" + ".com", "maven" + ".org", "rubygems" + ".org", "proxy.golang" + ".org",
    ];

    /// <summary>Homes and workplaces of people and build machines; sbx_user is Lambda's own user, and its home is the same everywhere.</summary>
    private static readonly Regex MachinePath = new($"""(?<![\w.~$)\]>-])(/(?:{string.Join('|', "work", "root", "home", "Users")})/(?!sbx_)\w|/tmp/{"wt"}/|[A-Z]:\\{"Users"}\\)""");

    [Fact]
    public void Nothing_else_is_at_the_top()
    {
        var top = Checkout.Files.Select(path => path.Split('/', 2)).Select(parts => parts.Length == 1 ? parts[0] : parts[0] + "/").Distinct();

        Checkout.ShouldBeNone(top.Except(Files).Except(Folders.Select(folder => folder + "/")), "The top level is fixed: a new part goes below src, tests, layer or docs.");
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("CHANGELOG.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("SECURITY.md")]
    [InlineData("LICENSE")]
    [InlineData("build.ps1")]
    [InlineData(".ci/run")]
    [InlineData("global.json")]
    [InlineData("docs/errors.md")]
    [InlineData("docs/host-abi.md")]
    [InlineData("docs/adr/README.md")]
    public void Has(string path) => Assert.Contains(path, Checkout.Files);

    [Fact]
    public void The_CI_script_can_be_executed() =>
        Assert.True(File.GetUnixFileMode(Checkout.Absolute(".ci/run")).HasFlag(UnixFileMode.UserExecute), "Expected .ci/run to have the executable bit: git update-index --chmod=+x .ci/run");

    [Fact]
    public void No_file_names_a_registry_s_host() => Checkout.ShouldBeNone(
        Texts().SelectMany(file => RegistryHosts.Where(host => file.Text.Contains(host, StringComparison.OrdinalIgnoreCase)).Select(host => $"{file.Path}: {host}")),
        "Packages come from whatever feed the user's own configuration names.");

    [Fact]
    public void No_file_holds_a_path_of_a_machine() => Checkout.ShouldBeNone(
        Texts().SelectMany(file => MachinePath.Matches(file.Text).Select(match => $"{file.Path}: {match.Value}")), "A path of somebody's machine is nowhere else.");

    [Fact]
    public void Text_files_have_unix_line_ends() => Checkout.ShouldBeNone(Texts().Where(file => file.Text.Contains('\r', StringComparison.Ordinal)).Select(file => file.Path), "Line ends are LF.");

    [Fact]
    public void No_merge_conflict_is_left() => Checkout.ShouldBeNone(
        Texts().Where(file => Regex.IsMatch(file.Text, "^(<{7}|>{7}) ", RegexOptions.Multiline)).Select(file => file.Path), "Conflict markers are resolved.");

    private static IEnumerable<(string Path, string Text)> Texts() =>
        Checkout.Files.Select(path => (Path: path, Text: Checkout.Read(path))).Where(file => !file.Text.Contains('\0', StringComparison.Ordinal));
}
