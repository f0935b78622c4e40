using System.Text.RegularExpressions;

namespace Pintle.Repository.Tests;

public sealed partial class ConformanceDocumentTests
{
    /// <summary>The first has such tables only; of the others those count whose last column is "tests", or which have a column of tests for each processor.</summary>
    public static TheoryData<string> Documents => ["docs/conformance.md", "docs/local.md", "docs/packages.md"];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_behaviour_names_its_tests_and_nothing_else(string path)
    {
        var rows = Rows(path);

        Assert.NotEmpty(rows);
        var odd = rows.Where(row => row.Length < 2 || row.Skip(1).Any(cell => !Tests().IsMatch(cell)));
        Checkout.ShouldBeNone(odd.Select(row => string.Join(" | ", row)), $"Expected each row of {path} to be: a behaviour, then `Class.Method` for each of its tests, in each column.");
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_test_that_is_named_exists(string path)
    {
        var named = Rows(path).SelectMany(row => row.Skip(1)).SelectMany(cell => Test().Matches(cell)).Select(match => (Class: match.Groups["class"].Value, Method: match.Groups["method"].Value));

        var missing = named.Distinct().Where(test => !Checkout.FilesIn("tests/", $"/{test.Class}.cs").Any(path => HasTest(Checkout.Read(path), test.Method)));

        Checkout.ShouldBeNone(missing.Select(test => $"{test.Class}.{test.Method}"), $"{path} names tests that no file of that class holds: correct the name there, or bring the test back.");
    }

    [Fact]
    public void A_method_without_a_test_s_attribute_does_not_count()
    {
        Assert.True(HasTest("    [Theory]\n    [InlineData(\"a(b)\")]\n    public async Task Passes(string text)\n", "Passes"));
        Assert.False(HasTest("    private static void Passes(string text)\n", "Passes"));
        Assert.False(HasTest("    [Fact]\n    public void Passes_too()\n", "Passes"));
    }

    private static string[][] Rows(string path)
    {
        var tables = MarkdownDocument.Read(path).Tables.Where(table => path == "docs/conformance.md" || table.Columns is [.., "tests"] or [_, "x64", "arm64"]);
        return [.. tables.SelectMany(table => table.Rows)];
    }

    private static bool HasTest(string source, string method) =>
        Regex.IsMatch(source, $@"\[(Fact|Theory)[^\n]*\]\n(\s+\[[^\n]*\]\n)*\s+public (unsafe )?(async )?(void|Task) {Regex.Escape(method)}\(", RegexOptions.None, TimeSpan.FromSeconds(5));

    [GeneratedRegex(@"\A`\w+\.\w+`(, `\w+\.\w+`)*\z")]
    private static partial Regex Tests();

    [GeneratedRegex(@"`(?<class>\w+)\.(?<method>\w+)`")]
    private static partial Regex Test();
}
