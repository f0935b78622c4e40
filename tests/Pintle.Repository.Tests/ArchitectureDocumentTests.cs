using System.Text.RegularExpressions;

namespace Pintle.Repository.Tests;

/// <summary>docs/architecture.md and the code have the same numbers: each step names a file and a member, and stands above that member.</summary>
public sealed partial class ArchitectureDocumentTests
{
    [Fact]
    public void Every_step_stands_where_the_page_says()
    {
        var steps = Steps();

        Assert.True(steps.Count > 20, $"{steps.Count} steps");
        Assert.Empty(steps.Where(step => !Member(step.Member).IsMatch(Code(step.File, step.Number))).Select(step => $"{step.Number}: expected // {step.Number} of docs/architecture.md. above {step.Member} in {step.File}"));
    }

    [Fact]
    public void Every_number_in_the_code_is_a_step_of_the_page() =>
        Assert.Equal(
            Steps().Select(step => $"{step.Number} {step.File}").Order(StringComparer.Ordinal),
            Checkout.FilesIn("src/", ".cs").SelectMany(file => Mark().Matches(Checkout.Read(file)).Select(match => $"{match.Groups[1].Value} {file}")).Order(StringComparer.Ordinal));

    private static List<(string Number, string File, string Member)> Steps() =>
        [.. Row().Matches(Checkout.Read("docs/architecture.md")).Select(match => (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value))];

    /// <summary>The line below the mark; empty where there is none.</summary>
    private static string Code(string file, string number)
    {
        var lines = Checkout.Read(file).Split('\n');
        var mark = Array.FindIndex(lines, line => line.Trim() == $"// {number} of docs/architecture.md.");
        return mark < 0 ? "" : lines[mark + 1];
    }

    private static Regex Member(string name) => new($@"^\s+(public|private|internal)\b.*\b{name}\(", RegexOptions.CultureInvariant);

    [GeneratedRegex(@"^\| ([SI][0-9]+) \|.*\| `([^`]+)` `(\w+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"// ([SI][0-9]+) of docs/architecture\.md\.")]
    private static partial Regex Mark();
}
