namespace Pintle.EndToEnd.Tests;

/// <summary>What the environment variables do to a function's log.</summary>
public sealed class LoggingSettings
{
    private static readonly string[] Words = ["trace", "debug", "information", "warning", "error", "critical"];

    [Theory]
    [InlineData("AWS_LAMBDA_LOG_LEVEL", "TRACE", 0)]
    [InlineData("AWS_LAMBDA_LOG_LEVEL", "DEBUG", 1)]
    [InlineData("AWS_LAMBDA_LOG_LEVEL", "INFO", 2)]
    [InlineData("AWS_LAMBDA_LOG_LEVEL", "WARN", 3)]
    [InlineData("AWS_LAMBDA_LOG_LEVEL", "ERROR", 4)]
    [InlineData("AWS_LAMBDA_LOG_LEVEL", "FATAL", 5)]
    [InlineData("AWS_LAMBDA_HANDLER_LOG_LEVEL", "Warning", 3)]
    public async Task Records_below_the_level_are_dropped(string variable, string level, int first)
    {
        var (output, _, result) = await LoggingLines.OfAsync("Logs.ToLogger", "\"hi\"", (variable, level));

        Assert.False(result.IsError, result.ToString());
        Assert.Equal(Words[first..], output.Select(line => line.Split('\t')[^1].Split(':')[0]).Where(word => word is not ("log" or "line")));
        Assert.Equal(first <= 2 ? 1 : 0, output.Count(line => line.EndsWith("\tline: hi", StringComparison.Ordinal)));
        Assert.Contains("log: hi", output);
    }

    [Fact]
    public async Task The_handlers_own_variables_come_before_the_services()
    {
        var (output, error, _) = await LoggingLines.OfAsync("Logs.ToConsole", "\"hi\"",
            ("AWS_LAMBDA_LOG_LEVEL", "FATAL"), ("AWS_LAMBDA_HANDLER_LOG_LEVEL", "Error"), ("AWS_LAMBDA_LOG_FORMAT", "JSON"), ("AWS_LAMBDA_HANDLER_LOG_FORMAT", "Default"));

        // What was written there has no line end, and so is no line yet.
        Assert.Empty(output);
        Assert.Equal(["<time>\t<id>\tfail\terror: hi"], error);
    }

    [Fact]
    public async Task A_static_message_without_a_level_passes_every_filter()
    {
        var (output, _, _) = await LoggingLines.OfAsync("Logs.ToStaticLogger", "\"hi\"", ("AWS_LAMBDA_LOG_LEVEL", "FATAL"));

        Assert.Equal(["<time>\t<id>\ttrce\tstatic: hi"], output);
    }

    [Fact]
    public async Task Unformatted_is_the_message_alone()
    {
        var (output, error, _) = await LoggingLines.OfAsync("Logs.ToConsole", "\"hi\"", ("AWS_LAMBDA_HANDLER_LOG_FORMAT", "Unformatted"));

        Assert.Equal(["out, without a line end: hi"], output);
        Assert.Equal(["error: hi"], error);
    }

    [Fact]
    public async Task Lines_of_one_record_are_lines_of_the_log_unless_they_are_joined()
    {
        var (apart, _, _) = await LoggingLines.OfAsync("Logs.SeveralLines", "{}");
        var (joined, _, _) = await LoggingLines.OfAsync("Logs.SeveralLines", "{}", ("PINTLE_LOG_LINES", "join"));

        Assert.Equal(["<time>\t<id>\tinfo\tfirst", "second", "third"], apart);
        Assert.Equal(["<time>\t<id>\tinfo\tfirst\rsecond\rthird"], joined);
    }

    [Fact]
    public async Task A_joined_exception_is_one_line()
    {
        var (output, _, _) = await LoggingLines.OfAsync("LoggingCalls.Throws", "{}", ("PINTLE_LOG_LINES", "join"));

        Assert.StartsWith("<time>\t<id>\tfail\tSystem.InvalidOperationException: thrown, not logged\r   at Handlers.LoggingCalls.Throws()", Assert.Single(output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hosts_own_trace_goes_to_standard_error_and_shows_sizes_only()
    {
        var (output, error, result) = await LoggingLines.OfAsync("Logs.SeveralLines", "\"secret event\"", ("PINTLE_LOG", "debug"));

        Assert.False(result.IsError, result.ToString());
        Assert.Equal(["<time>\t<id>\tinfo\tfirst", "second", "third"], output);
        Assert.Contains(error, line => line.StartsWith("pintle: debug at ", StringComparison.Ordinal) && line.EndsWith("invocation <id> begins in slot 0, event of 14 bytes", StringComparison.Ordinal));
        Assert.DoesNotContain(error, line => line.Contains("secret", StringComparison.Ordinal));
    }
}
