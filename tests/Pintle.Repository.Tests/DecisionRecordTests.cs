namespace Pintle.Repository.Tests;

public sealed class DecisionRecordTests
{
    private static readonly string[] Sections = ["Context", "Decision", "Consequences", "Revisit when"];

    private static IReadOnlyList<string> Records => [.. Checkout.FilesIn("docs/adr/", ".md").Where(path => path != "docs/adr/README.md")];

    [Fact]
    public void Are_numbered_from_0001_without_a_gap() =>
        Assert.Equal(Enumerable.Range(1, Records.Count).Select(number => $"{number:0000}"), Records.Select(path => Path.GetFileName(path)[..4]));

    [Fact]
    public void Have_their_number_in_the_title_and_the_four_sections()
    {
        Assert.NotEmpty(Records);
        Assert.All(Records, path =>
        {
            var record = MarkdownDocument.Read(path);
            Assert.StartsWith(Path.GetFileName(path)[..4] + ". ", record.Headings[0], StringComparison.Ordinal);
            Assert.Equal(Sections, record.Headings.Skip(1));
        });
    }

    [Fact]
    public void Are_in_the_index_with_number_and_title()
    {
        var index = MarkdownDocument.Read("docs/adr/README.md").TableUnder("Decisions");

        var expected = Records.Select(path =>
        {
            var title = MarkdownDocument.Read(path).Headings[0];
            return $"{title[..4]} | [{title[6..]}]({Path.GetFileName(path)})";
        });
        Assert.Equal(expected, index.Lines("number", "decision"));
    }
}
