using System.Text.RegularExpressions;

namespace Pintle.Repository.Tests;

public sealed partial class InvocationsDocumentTests
{
    [Fact]
    public void Names_tests_that_exist()
    {
        var document = MarkdownDocument.Read("docs/invocations.md");
        string[] cells = [.. document.TableUnder("Whose code runs when").Column("test"), .. document.TableUnder("Which test holds which row").Column("test")];
        string[] named = [.. cells.SelectMany(cell => cell.Split(',', StringSplitOptions.TrimEntries))];

        var methods = Checkout.FilesIn("tests/", ".cs").SelectMany(TestsOf).ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(named);
        Checkout.ShouldBeNone(named.Where(name => !methods.Contains(name.Trim('`'))), "docs/invocations.md names tests as Class.Method.");
    }

    private static IEnumerable<string> TestsOf(string path)
    {
        var text = Checkout.Read(path);
        return MethodName().Matches(text).Select(match => $"{Path.GetFileNameWithoutExtension(path)}.{match.Groups[1].Value}");
    }

    [GeneratedRegex(@"public (?:unsafe )?(?:async )?(?:void|Task) (\w+)\(")]
    private static partial Regex MethodName();
}
