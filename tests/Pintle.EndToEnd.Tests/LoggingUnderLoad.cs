using System.Text.RegularExpressions;

namespace Pintle.EndToEnd.Tests;

/// <summary>Nothing of a log is lost, cut or mixed.</summary>
public sealed partial class LoggingUnderLoad
{
    /// <summary>Pipes take 64 KB, and this library cuts lines after CloudWatch's 256 KiB.</summary>
    private const int Long = 3_000_000;

    [Theory]
    [InlineData("Text")]
    [InlineData("JSON")]
    public async Task A_hundred_threads_writing_at_once_lose_and_mix_nothing(string format)
    {
        const int Records = 50;
        var (output, _, result) = await LoggingLines.OfAsync("LoggingCalls.HundredThreads", $"{Records}", ("AWS_LAMBDA_LOG_FORMAT", format));

        Assert.False(result.IsError, result.ToString());
        Assert.Equal(100 * Records, output.Length);
        var found = output.Select(line => (format == "JSON" ? JsonLine() : TextLine()).Match(line)).ToArray();
        Assert.All(found.Zip(output), each => Assert.True(each.First.Success, each.Second));
        for (var thread = 0; thread < 100; thread++)
        {
            var own = found.Where(match => match.Groups["thread"].Value == $"{thread}").ToArray();
            Assert.Equal(Enumerable.Range(0, Records).Select(record => $"{record}"), own.Select(match => match.Groups["record"].Value));
            Assert.All(own, match => Assert.Equal(new string((char)('a' + (thread % 26)), 200), match.Groups["text"].Value));
        }
    }

    [Fact]
    public async Task A_very_long_line_arrives_whole()
    {
        var (output, _, result) = await LoggingLines.OfAsync("LoggingCalls.LongLine", $"{Long}");

        Assert.False(result.IsError, result.ToString());
        Assert.Equal("<time>\t<id>\tinfo\t" + new string('x', Long), string.Concat(output));
    }

    [Fact]
    public async Task A_pipe_that_is_full_and_does_not_block_loses_nothing()
    {
        var (output, _, result) = await LoggingLines.OfAsync("LoggingCalls.OverFullPipe", $"{Long}");

        Assert.False(result.IsError, result.ToString());
        Assert.Equal("<time>\t<id>\tinfo\t" + new string('y', Long) + "<time>\t<id>\tinfo\tand on", string.Concat(output));
    }

    [GeneratedRegex("^<time>\t<id>\tinfo\t(?<thread>\\d+)/(?<record>\\d+) (?<text>[a-z]+)$")]
    private static partial Regex TextLine();

    [GeneratedRegex("^\\{\"timestamp\":\"<time>\",\"level\":\"Information\",\"requestId\":\"<id>\",(\"traceId\":\"[^\"]+\",)?\"message\":\"(?<thread>\\d+)/(?<record>\\d+) (?<text>[a-z]+)\"(,\"thread\":\\d+,\"record\":\\d+,\"text\":\"[a-z]+\")?\\}$")]
    private static partial Regex JsonLine();
}
