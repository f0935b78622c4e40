using System.Text.RegularExpressions;
using Pintle.Cli.Benchmarking;

namespace Pintle.Cli.Tests;

public sealed partial class BenchPageTests
{
    private static readonly Series Mine = new("mine", 128, [BenchFigures.Run(40, 50), BenchFigures.Run(44, 55)], ["one", "two"], BenchFigures.Function);
    private static readonly Series Other = new("<script>alert(1)</script> & \"other\"", 128, [BenchFigures.Run(80, 100), BenchFigures.Run(88, 110)], null, BenchFigures.Function);

    [Fact]
    public void Needs_nothing_from_anywhere()
    {
        var page = BenchPage.Write(BenchFigures.Result(Mine, Other));

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<!-- result -->", page, StringComparison.Ordinal);
        Assert.Empty(Outside().Matches(page).Select(match => match.Value));
    }

    [Fact]
    public void Shows_names_as_they_are() =>
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;other&quot;", BenchPage.Write(BenchFigures.Result(Mine, Other)), StringComparison.Ordinal);

    [Fact]
    public void Has_phases_figures_ratios_and_what_was_read()
    {
        var page = BenchPage.Write(BenchFigures.Result(Mine, Other));

        foreach (var part in (string[])["response: 10.5 ms, from 42.0 to 52.5 ms", ">42.0 (41.0–43.0)<", ">0.50 (0.50–0.50)<", ">libcoreclr.so<", ">2<", ">2.10 (2.05–2.15)<"])
            Assert.True(page.Contains(part, StringComparison.Ordinal), $"Expected {part} in the page:\n{page}");
    }

    [Fact]
    public void Says_how_much_memory_where_that_differs() =>
        Assert.Contains("mine, 128 MB", BenchPage.Write(BenchFigures.Result(Mine, Mine with { MemoryMB = 512 })), StringComparison.Ordinal);

    [Fact]
    public void Warns_of_a_noisy_machine()
    {
        var result = BenchFigures.Result(Mine) with { Noise = ["a load average of 9.0 on 2 processors before the first run"] };

        Assert.Contains("The machine was noisy: a load average of 9.0", BenchPage.Write(result), StringComparison.Ordinal);
    }

    [GeneratedRegex("""(src|href)=|url\(|@import|https?://""")]
    private static partial Regex Outside();
}
