using System.Text.RegularExpressions;

namespace Pintle.Repository.Tests;

public sealed partial class ConformanceDocumentTests
{
    private static readonly MarkdownDocument Document = MarkdownDocument.Read("docs/conformance.md");

    [Fact]
    public void Every_behaviour_names_its_tests_and_nothing_else()
    {
        Assert.NotEmpty(Document.Tables);
        var odd = Document.Tables.SelectMany(table => table.Rows).Where(row => row.Length != 2 || !Tests().IsMatch(row[1]));

        Checkout.ShouldBeNone(odd.Select(row => string.Join(" | ", row)), "Expected each row of docs/conformance.md to be: a behaviour, then `Class.Method` for each of its tests.");
    }

    [Fact]
    public void Every_test_that_is_named_exists()
    {
        var named = Document.Tables.SelectMany(table => table.Rows).SelectMany(row => Test().Matches(row[^1])).Select(match => (Class: match.Groups["class"].Value, Method: match.Groups["method"].Value));

        var missing = named.Distinct().Where(test => !Checkout.FilesIn("tests/", $"/{test.Class}.cs").Any(path => HasTest(Checkout.Read(path), test.Method)));

        Checkout.ShouldBeNone(missing.Select(test => $"{test.Class}.{test.Method}"), "docs/conformance.md names tests that no file of that class holds: correct the name there, or bring the test back.");
    }

    [Fact]
    public void A_method_without_a_test_s_attribute_does_not_count()
    {
        Assert.True(HasTest("    [Theory]\n    [InlineData(\"a(b)\")]\n    public async Task Passes(string text)\n", "Passes"));
        Assert.False(HasTest("    private static void Passes(string text)\n", "Passes"));
        Assert.False(HasTest("    [Fact]\n    public void Passes_too()\n", "Passes"));
    }

    private static bool HasTest(string source, string method) =>
        Regex.IsMatch(source, $@"\[(Fact|Theory)[^\n]*\]\n(\s+\[[^\n]*\]\n)*\s+public (unsafe )?(async )?(void|Task) {Regex.Escape(method)}\(", RegexOptions.None, TimeSpan.FromSeconds(5));

    [GeneratedRegex(@"\A`\w+\.\w+`(, `\w+\.\w+`)*\z")]
    private static partial Regex Tests();

    [GeneratedRegex(@"`(?<class>\w+)\.(?<method>\w+)`")]
    private static partial Regex Test();
}
