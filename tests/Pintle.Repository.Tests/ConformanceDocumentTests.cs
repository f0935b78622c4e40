using System.Text.RegularExpressions;

namespace Pintle.Repository.Tests;

public sealed partial class ConformanceDocumentTests
{
    /// <summary>The first has such tables only; of the others those count whose last column is "tests", or which have a column of tests for each processor.</summary>
    public static TheoryData<string> Documents => ["docs/conformance.md", "docs/local.md", "docs/packages.md", "docs/reliability.md", "docs/wire.md", "SECURITY.md"];

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

    /// <summary>What is emulated has a test that exists, and what isn't says so and has none.</summary>
    [Fact]
    public void What_AWS_answers_is_emulated_with_a_test_or_said_not_to_be()
    {
        var rows = MarkdownDocument.Read("docs/local.md").Tables.Single(table => table.Columns is [_, "emulated", "test"]).Rows;

        var odd = rows.Where(row => !(row[1].StartsWith("yes", StringComparison.Ordinal) ? Tests().IsMatch(row[2]) && Test().Matches(row[2]).All(test => Checkout.FilesIn("tests/", $"/{test.Groups["class"].Value}.cs").Any(path => HasTest(Checkout.Read(path), test.Groups["method"].Value))) : row[1].StartsWith("no", StringComparison.Ordinal) && row[2].Length == 0));

        Checkout.ShouldBeNone(odd.Select(row => string.Join(" | ", row)), "Expected each row to be: what AWS does, then yes with `Class.Method` of tests that exist, or no without any.");
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
