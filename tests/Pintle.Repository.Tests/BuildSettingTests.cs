using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Pintle.Repository.Tests;

public sealed partial class BuildSettingTests
{
    private static readonly string[] Silencers = ["NoWarn", "WarningsNotAsErrors", "MSBuildWarningsAsMessages"];

    private static IEnumerable<string> BuildFiles => Checkout.Files.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal) || path.EndsWith(".props", StringComparison.Ordinal) || path.EndsWith(".targets", StringComparison.Ordinal));

    private static IReadOnlyList<string> InSolution => [.. XDocument.Parse(Checkout.Read("Pintle.slnx")).Descendants("Project").Select(project => (string)project.Attribute("Path")!)];

    [Fact]
    public void Audit_warnings_of_packages_are_never_switched_off()
    {
        var silenced = from path in BuildFiles
                       from line in Checkout.Read(path).Split('\n')
                       where AuditSilenced().IsMatch(line)
                       select $"{path}: {line.Trim()}";

        Checkout.ShouldBeNone(silenced, "NU1901 to NU1904 say that a package has a known vulnerability: update the package.");
    }

    [Fact]
    public void Every_package_is_audited_also_those_that_others_bring()
    {
        string[] settings = ["<NuGetAudit>true</NuGetAudit>", "<NuGetAuditMode>all</NuGetAuditMode>", "<NuGetAuditLevel>low</NuGetAuditLevel>", "<TreatWarningsAsErrors>true</TreatWarningsAsErrors>"];
        var elsewhere = from path in BuildFiles
                        where path != "Directory.Build.props"
                        from line in Checkout.Read(path).Split('\n')
                        where AuditSetting().IsMatch(line)
                        select $"{path}: {line.Trim()}";
        var alone = from path in BuildFiles
                    where path.EndsWith("/Directory.Build.props", StringComparison.Ordinal) && !Checkout.Read(path).Contains("GetPathOfFileAbove('Directory.Build.props'", StringComparison.Ordinal)
                    select path;

        Assert.All(settings, setting => Assert.Contains(setting, Checkout.Read("Directory.Build.props"), StringComparison.Ordinal));
        Checkout.ShouldBeNone(elsewhere, "Whether packages are audited, and that warnings are errors, is said once, in Directory.Build.props.");
        Checkout.ShouldBeNone(alone, "A Directory.Build.props of a folder imports the one above it, so that its settings hold for every project.");
    }

    [Fact]
    public void Every_silenced_warning_has_its_reason_in_the_comment_above_it()
    {
        var without = from path in BuildFiles
                      from element in XDocument.Parse(Checkout.Read(path)).Descendants().Where(element => Silencers.Contains(element.Name.LocalName))
                      from Match code in WarningCode().Matches(element.Value)
                      where !CommentAbove(element).Contains(code.Value, StringComparison.Ordinal)
                      select $"{path}: {code.Value}";

        Checkout.ShouldBeNone(without, "The comment right above a NoWarn names each of its codes and gives the reason.");
    }

    [Fact]
    public void No_pragma_silences_a_whole_file()
    {
        var open = from path in Checkout.FilesIn("", ".cs")
                   let text = Checkout.Read(path)
                   where PragmaCount(text, "disable") > PragmaCount(text, "restore")
                   select path;

        Checkout.ShouldBeNone(open, "A #pragma warning disable is taken back in the same file.");
    }

    [Fact]
    public void Every_project_is_in_the_solution() => Checkout.ShouldBeNone(
        ProjectFile.All.Select(project => project.Path).Except(InSolution), "dotnet build and dotnet test at the root see what is in Pintle.slnx.");

    [Fact]
    public void Every_project_of_the_solution_is_in_the_repository() => Checkout.ShouldBeNone(InSolution.Except(Checkout.Files), "Pintle.slnx names projects that exist.");

    [Fact]
    public void Every_project_has_its_lock_file() => Checkout.ShouldBeNone(
        ProjectFile.All.Select(project => Path.GetDirectoryName(project.Path) + "/packages.lock.json").Except(Checkout.Files),
        "A restore takes exactly the packages that were tested: build the project and commit its packages.lock.json.");

    [Fact]
    public void Package_versions_are_central()
    {
        var own = from project in ProjectFile.All
                  from package in project.Items("PackageReference")
                  where package.Attribute("Version") is not null || package.Attribute("VersionOverride") is not null
                  select $"{project.Path}: {(string?)package.Attribute("Include")}";

        Checkout.ShouldBeNone(own, "Versions are in Directory.Packages.props.");
    }

    private static string CommentAbove(XElement element)
    {
        var above = element.PreviousNode;
        while (above is XText text && string.IsNullOrWhiteSpace(text.Value))
            above = above.PreviousNode;
        return above is XComment comment ? comment.Value : "";
    }

    private static int PragmaCount(string text, string action) => Regex.Count(text, $@"^\s*#pragma warning {action}\b", RegexOptions.Multiline);

    [GeneratedRegex(@"(NoWarn|WarningsNotAsErrors|MSBuildWarningsAsMessages).*NU190|<NuGetAudit>\s*false|<NuGetAuditSuppress\b")]
    private static partial Regex AuditSilenced();

    [GeneratedRegex(@"<(NuGetAudit\w*|TreatWarningsAsErrors)\b")]
    private static partial Regex AuditSetting();

    [GeneratedRegex(@"\b[A-Z]{2,}\d{3,}\b")]
    private static partial Regex WarningCode();
}
