using System.Text.RegularExpressions;
using Pintle.Host.Logging;

namespace Pintle.Host.Tests.Logging;

/// <summary>In this process no variable of Lambda's is set: the text format, from Information.</summary>
[Collection(InvocationFixture.Collection)]
public sealed partial class FunctionLogTests
{
    private const int Threads = 100;
    private const int Records = 200;

    [Fact]
    public void Writes_one_record_in_one_piece()
    {
        using var invocation = new InvocationFixture("{}");
        using var log = new LogCapture();

        FunctionLog.Write("Warning", new InvalidOperationException("sold out"), "order {id}\nfailed", ["a1"]);

        Assert.Matches("^[-0-9]{10}T[:.0-9]{12}Z\tr-1\twarn\torder a1\nfailed\nSystem.InvalidOperationException: sold out\n$", Assert.Single(log.Texts));
        Assert.Equal(LogWriter.StandardOutput, log.Calls[0].Descriptor);
    }

    [Theory]
    [InlineData("Trace", false)]
    [InlineData("debug", false)]
    [InlineData("1", false)]
    [InlineData("Information", true)]
    [InlineData("CRITICAL", true)]
    [InlineData("42", true)]
    public void Drops_what_is_below_the_level(string level, bool isWritten)
    {
        using var log = new LogCapture();

        FunctionLog.Write(level, null, "hello", null);

        Assert.Equal(isWritten ? 1 : 0, log.Calls.Count);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Info")]
    [InlineData("verbose")]
    public void Writes_a_level_that_is_none_as_Trace_and_never_drops_it(string? level)
    {
        using var log = new LogCapture();

        FunctionLog.Write(level, null, "hello", null);

        Assert.EndsWith("\t\ttrce\thello\n", Assert.Single(log.Texts), StringComparison.Ordinal);
    }

    [Fact]
    public void Replaces_half_a_surrogate_pair()
    {
        using var log = new LogCapture();

        FunctionLog.Write(Severity.Information, "half \uD83D");
        FunctionLog.Write(Severity.Information, "\uDE00 half");
        FunctionLog.Write(Severity.Information, "\uDE00\uD83D");
        FunctionLog.Write(Severity.Information, "\uD83D\uDE00");

        Assert.Equal(["half \uFFFD\n", "\uFFFD half\n", "\uFFFD\uFFFD\n", "😀\n"], log.Texts.Select(text => text.Split('\t')[^1]));
    }

    [Fact]
    public void Writes_a_very_long_record_in_one_piece()
    {
        using var log = new LogCapture();
        var message = new string('ü', 3_000_000);

        FunctionLog.Write(Severity.Information, message);

        Assert.EndsWith($"\t{message}\n", Assert.Single(log.Texts), StringComparison.Ordinal);
    }

    [Fact]
    public void Loses_and_mixes_nothing_of_a_hundred_threads()
    {
        using var log = new LogCapture();
        var threads = Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            for (var record = 0; record < Records; record++)
                FunctionLog.Write("Information", null, "{thread}/{record} {text}", [thread, record, new string((char)('a' + (thread % 26)), 50 + thread)]);
        })).ToArray();

        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            Assert.True(thread.Join(TimeSpan.FromMinutes(1)));

        var found = log.Texts.Select(text => Line().Match(text)).ToArray();
        Assert.All(found, match => Assert.True(match.Success));
        for (var thread = 0; thread < Threads; thread++)
        {
            var own = found.Where(match => match.Groups["thread"].Value == $"{thread}").ToArray();
            Assert.Equal(Enumerable.Range(0, Records).Select(record => $"{record}"), own.Select(match => match.Groups["record"].Value));
            Assert.All(own, match => Assert.Equal(new string((char)('a' + (thread % 26)), 50 + thread), match.Groups["text"].Value));
        }
    }

    [GeneratedRegex("^[^\t\n]+\t\tinfo\t(?<thread>\\d+)/(?<record>\\d+) (?<text>[a-z]+)\n$")]
    private static partial Regex Line();
}
