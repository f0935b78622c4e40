using System.Text.RegularExpressions;

namespace Pintle.Repository.Tests;

public sealed partial class DocumentLinkTests
{
    private static IEnumerable<MarkdownDocument> Documents => Checkout.FilesIn("", ".md").Select(MarkdownDocument.Read);

    [Fact]
    public void Relative_links_lead_to_files_and_headings()
    {
        var broken = from document in Documents
                     from link in document.Links
                     where !link.Contains("://", StringComparison.Ordinal)
                     let reason = Broken(document, link)
                     where reason is not null
                     select $"{document.Path}: ({link}) {reason}";

        Checkout.ShouldBeNone(broken, "A relative link names a file of the repository and, after #, one of its headings.");
    }

    [Fact]
    public void Paths_in_code_type_exist()
    {
        var missing = from document in Documents
                      from text in document.InlineTexts
                      where RepositoryPath().IsMatch(text) && !File.Exists(Checkout.Absolute(text)) && !Directory.Exists(Checkout.Absolute(text))
                      select $"{document.Path}: `{text}`";

        Checkout.ShouldBeNone(missing, "A path below src, tests, layer or docs that a document names exists.");
    }

    [Fact]
    public void File_names_in_code_type_exist()
    {
        var names = Checkout.Files.Select(Path.GetFileName).ToHashSet();

        var missing = from document in Documents
                      from text in document.InlineTexts
                      where SourceFileName().IsMatch(text) && !names.Contains(text)
                      select $"{document.Path}: `{text}`";
        Checkout.ShouldBeNone(missing, "A C# file that a document names exists.");
    }

    [Fact]
    public void Commands_that_run_a_project_name_one_that_exists()
    {
        var commands = Documents.SelectMany(document => document.Code.Concat(document.InlineTexts), (document, text) => (document.Path, Match: ProjectArgument().Match(text))).Where(found => found.Match.Success).ToArray();

        Assert.NotEmpty(commands);
        Checkout.ShouldBeNone(
            commands.Where(found => ProjectFile.All.Count(project => Path.GetDirectoryName(project.Path) == found.Match.Groups["path"].Value) != 1).Select(found => $"{found.Path}: {found.Match.Value}"),
            "--project in a document names a folder with one project.");
    }

    [Fact]
    public void Documents_that_code_names_exist()
    {
        var named = Checkout.FilesIn("src/", ".cs").SelectMany(path => Document().Matches(Checkout.Read(path)), (path, match) => (Path: path, Link: match.Value)).ToArray();

        Assert.NotEmpty(named);
        var broken = from found in named
                     let parts = found.Link.Split('#', 2)
                     let reason = Broken(parts[0], parts.Length == 1 ? null : parts[1])
                     where reason is not null
                     select $"{found.Path}: {found.Link} {reason}";
        Checkout.ShouldBeNone(broken, "A document that code names, for its reasons and figures mostly, is there, and so is the heading after #.");
    }

    private static string? Broken(MarkdownDocument document, string link)
    {
        var parts = link.Split('#', 2);
        var target = parts[0].Length == 0
            ? document.Path
            : Path.GetRelativePath(Checkout.Root, Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Checkout.Absolute(document.Path))!, parts[0])));
        return Broken(target, parts.Length == 1 ? null : parts[1]);
    }

    private static string? Broken(string target, string? anchor)
    {
        if (!Checkout.Files.Contains(target))
            return $"leads to {target}, which is no file of the repository";
        return anchor is null || MarkdownDocument.Read(target).Headings.Any(heading => MarkdownDocument.Anchor(heading) == anchor)
            ? null
            : $"leads to #{anchor}, which is no heading of {target}";
    }

    /// <summary>Not those of other repositories, which lie deeper.</summary>
    [GeneratedRegex(@"(?<![\w/])docs/(adr/)?[\w-]+\.md(#[\w-]+)?")]
    private static partial Regex Document();

    [GeneratedRegex(@"^(src|tests|layer|docs|\.ci)/[\w./-]+$")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"^\w+\.cs$")]
    private static partial Regex SourceFileName();

    [GeneratedRegex(@"dotnet (run|test) --project (?<path>[\w./-]+)")]
    private static partial Regex ProjectArgument();
}
