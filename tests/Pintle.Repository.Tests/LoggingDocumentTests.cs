using System.Text.RegularExpressions;

namespace Pintle.Repository.Tests;

/// <summary>docs/logging.md against the sources it speaks of.</summary>
public sealed partial class LoggingDocumentTests
{
    private static readonly MarkdownDocument Document = MarkdownDocument.Read("docs/logging.md");

    [Fact]
    public void Names_tests_that_exist()
    {
        var sources = Checkout.FilesIn("tests/", ".cs").Where(path => path.EndsWith(".cs", StringComparison.Ordinal)).ToLookup(path => Path.GetFileNameWithoutExtension(path), Checkout.Read);
        var named = Document.InlineTexts.Select(text => TestName().Match(text)).Where(match => match.Success).ToArray();

        Assert.NotEmpty(named);
        Checkout.ShouldBeNone(
            named.Where(match => !sources[match.Groups["class"].Value].Any(source => source.Contains($" {match.Groups["method"].Value}(", StringComparison.Ordinal))).Select(match => match.Value),
            "A test that docs/logging.md names is a method of the class in the file of that name.");
    }

    [Fact]
    public void Names_every_variable_that_logs_depend_on() =>
        Assert.Empty(Variable().Matches(Checkout.Read("src/Pintle.Host/HostEnvironment.cs")).Select(match => match.Value).Except(Document.InlineTexts));

    [GeneratedRegex(@"^(?<class>\w+)\.(?<method>[A-Z][a-zA-Z0-9]*(_\w+)+)$")]
    private static partial Regex TestName();

    [GeneratedRegex(@"(?<="")\w*LOG_(LEVEL|FORMAT|FD|LINES)(?="")|(?<="")PINTLE_LOG(?="")")]
    private static partial Regex Variable();
}
