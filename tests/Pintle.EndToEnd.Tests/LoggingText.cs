using Pintle.Testing;

namespace Pintle.EndToEnd.Tests;

/// <summary>The lines of a function's log in the text format, exactly.</summary>
public sealed class LoggingText
{
    [Fact]
    public async Task WriteLine_of_the_console_is_a_record_at_info_or_fail_and_Write_goes_out_as_it_is()
    {
        var (output, error, result) = await LoggingLines.OfAsync("Logs.ToConsole", "\"hi\"");

        Assert.False(result.IsError, result.ToString());
        Assert.Equal(["out, without a line end: <time>\t<id>\tinfo\thi"], output);
        Assert.Equal(["<time>\t<id>\tfail\terror: hi"], error);
    }

    [Fact]
    public async Task Write_has_neither_time_nor_level()
    {
        var (output, error, _) = await LoggingLines.OfAsync("LoggingCalls.Raw", "{}");

        Assert.Equal(["no line end, 7"], output);
        Assert.Equal(["raw error"], error);
    }

    [Fact]
    public async Task The_contexts_logger_writes_from_information_on_to_standard_output()
    {
        var (output, error, _) = await LoggingLines.OfAsync("Logs.ToLogger", "\"hi\"");

        Assert.Equal(
            ["log: hi", "<time>\t<id>\tinfo\tline: hi", "<time>\t<id>\tinfo\tinformation: hi", "<time>\t<id>\twarn\twarning: hi", "<time>\t<id>\tfail\terror: hi", "<time>\t<id>\tcrit\tcritical: hi"], output);
        Assert.Empty(error);
    }

    [Theory]
    [InlineData("AWS_LAMBDA_LOG_LEVEL", "INFO")]
    [InlineData("AWS_LAMBDA_LOG_LEVEL", "FATAL")]
    [InlineData("AWS_LAMBDA_LOG_FORMAT", "JSON")]
    [InlineData("AWS_LAMBDA_HANDLER_LOG_FORMAT", "Unformatted")]
    public async Task Log_of_the_contexts_logger_is_raw_text_whatever_the_level_and_the_format(string variable, string value)
    {
        var (output, _, result) = await LoggingLines.OfAsync("Logs.Raw", "\"hi\"", (variable, value));
        var (alone, _, _) = await LoggingLines.OfAsync("Logs.RawAlone", "\"hi\"", (variable, value));

        Assert.True(result.Text == "\"own\"", result.ToString());
        Assert.Equal(["{\"_aws\":\"hi\"}", "half 😀", "again"], output.Where(line => !line.EndsWith("line", StringComparison.Ordinal) && !line.Contains("\"line\"", StringComparison.Ordinal)));
        Assert.Equal(["hi, half 😀"], alone);
    }

    [Fact]
    public async Task Templates_with_odd_braces_formats_and_counts_are_as_on_AWS()
    {
        var (output, _, result) = await LoggingLines.OfAsync("LoggingCalls.OddTemplates", "{}");

        Assert.False(result.IsError, result.ToString());
        Assert.Equal(
            [
                "<time>\t<id>\tinfo\t7}",
                "<time>\t<id>\tinfo\t7} 8",
                "<time>\t<id>\tinfo\t7 8.5 9.5",
                "<time>\t<id>\tinfo\t1 2 3",
                "<time>\t<id>\tinfo\t7 text 8",
                "<time>\t<id>\tinfo\tformatted x True plain",
                "<time>\t<id>\tinfo\t{{a}} {{1}} {a",
                "<time>\t<id>\tinfo\t1 2 3 4",
                "<time>\t<id>\tinfo\t1",
                "<time>\t<id>\tinfo\t{a} {b}",
                "<time>\t<id>\tinfo\t",
            ], output);
    }

    [Fact]
    public async Task The_static_logger_writes_a_message_without_a_level_as_trace_and_fills_templates()
    {
        var (output, _, _) = await LoggingLines.OfAsync("Logs.ToStaticLogger", "\"hi\"");

        Assert.Equal(
            ["<time>\t<id>\ttrce\tstatic: hi", "<time>\t<id>\twarn\tstatic of hi", "<time>\t<id>\tfail\tstatic with an exception of hi", "System.InvalidOperationException: logged statically"], output);
    }

    [Fact]
    public async Task Templates_are_filled_by_name_by_number_and_with_formats()
    {
        var (output, _, _) = await LoggingLines.OfAsync("LoggingCalls.Templates", "{}");

        Assert.Equal(
            [
                "<time>\t<id>\tinfo\tnamed a1 9.50",
                "<time>\t<id>\tinfo\tnumbered first before second",
                "<time>\t<id>\tinfo\tmissing only a {b}",
                "<time>\t<id>\tinfo\t{{doubled}} 1",
                "<time>\t<id>\tinfo\tnull {a}, list {b}",
                "<time>\t<id>\tinfo\tbytes 01FF, time 2026-01-02T03:04:05.006Z",
                "<time>\t<id>\tinfo\tobject Item { Name = pen, Count = 2 }",
                "<time>\t<id>\tinfo\twithout arguments {a}",
            ], output);
    }

    [Fact]
    public async Task An_exception_follows_the_message_on_lines_of_its_own()
    {
        var (output, _, _) = await LoggingLines.OfAsync("LoggingCalls.Exceptions", "{}");

        string[] exception = ["System.InvalidOperationException: sold out", " ---> System.FormatException: inner", "   --- End of inner exception stack trace ---"];
        Assert.Equal(["<time>\t<id>\twarn\torder a1", .. exception, $"<time>\t<id>\tfail\t{exception[0]}", .. exception[1..]], output);
    }

    [Fact]
    public async Task What_a_handler_throws_is_logged_whole_at_fail()
    {
        var (output, error, result) = await LoggingLines.OfAsync("LoggingCalls.Throws", "{}");

        Assert.True(result.IsError, result.ToString());
        Assert.Equal("<time>\t<id>\tfail\tSystem.InvalidOperationException: thrown, not logged", output[0]);
        Assert.StartsWith("   at Handlers.LoggingCalls.Throws()", output[1], StringComparison.Ordinal);
        Assert.Empty(error);
    }

    [Fact]
    public async Task Records_of_the_init_phase_have_no_request_id()
    {
        var options = await Functions.OptionsAsync("Handlers::Handlers.LoggingBeforeInvocation::Nothing");
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);
        _ = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(["<time>\t\tinfo\tconstructed"], LoggingLines.Of(function.Logs, LogChannel.Output, ""));
    }

    [Fact]
    public async Task Records_of_other_threads_have_the_request_id_of_the_invocation()
    {
        var (output, _, _) = await LoggingLines.OfAsync("LoggingCalls.AfterAwait", "{}");

        Assert.Equal(["<time>\t<id>\tinfo\ton another thread", "<time>\t<id>\tinfo\ton a third"], output);
    }

    [Fact]
    public async Task Each_invocations_records_have_its_own_request_id()
    {
        await using var function = await Functions.StartAsync("Handlers::Handlers.LoggingCalls::AfterAwait");

        for (var i = 0; i < 3; i++)
        {
            var result = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);
            Assert.All(result.Logs, line => Assert.Contains($"\t{result.RequestId}\t", line.Text, StringComparison.Ordinal));
            Assert.Equal(2, result.Logs.Count);
        }
    }

    [Fact]
    public async Task Half_a_surrogate_pair_becomes_the_replacement_character_and_two_halves_one_character()
    {
        var (output, _, _) = await LoggingLines.OfAsync("LoggingCalls.Odd", "{}");

        Assert.Equal(["<time>\t<id>\tinfo\thalf \uFFFD", "😀", "<time>\t<id>\tinfo\tzero \0 bell \a"], output);
    }

    [Fact]
    public async Task A_function_of_the_first_Amazon_Lambda_Core_logs_alike()
    {
        var options = await Functions.OptionsAsync("OldFunction::OldFunction.Function::Context");
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);

        var result = await function.InvokeAsync("\"hi\"", new InvocationOptions
        {
            ClientContext = """{"client":{"app_title":"title"},"custom":{"k":"v"}}""",
            CognitoIdentity = """{"cognitoIdentityId":"identity"}""",
        }, TestContext.Current.CancellationToken);

        Assert.False(result.IsError, result.ToString());
        Assert.Equal(["log", "<time>\t<id>\tinfo\tline: hi", "<time>\t<id>\ttrce\tstatic"], LoggingLines.Of(result.Logs, LogChannel.Output, result.RequestId));
    }
}
