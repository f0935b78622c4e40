using System.Text.Json;
using System.Text.RegularExpressions;
using Pintle.Testing;

namespace Pintle.EndToEnd.Tests;

/// <summary>The lines of a function's log in the JSON format, exactly.</summary>
public sealed partial class LoggingJson
{
    private const string Head = "{\"timestamp\":\"<time>\",\"level\":\"Information\",\"requestId\":\"<id>\",\"traceId\":\"<trace>\"";

    [Fact]
    public async Task A_record_is_one_line_however_many_lines_are_in_it()
    {
        var lines = await OfAsync("Logs.SeveralLines", "{}");

        Assert.Equal([Head + ""","message":"first\nsecond\nthird"}"""], lines);
    }

    [Fact]
    public async Task The_values_of_a_template_are_properties()
    {
        var lines = await OfAsync("LoggingCalls.Templates", "{}");

        Assert.Equal(
            [
                Head + ""","message":"named a1 9.50","id":"a1","price":"9.50"}""",
                Head + ""","message":"numbered first before second","1":"first","0":"second"}""",
                Head + ""","message":"missing only a {b}","a":"only a"}""",
                Head + ""","message":"{{doubled}} 1","a":1}""",
                Head + ""","message":"null {a}, list {b}","b":[1,2]}""",
                Head + ""","message":"bytes 01FF, time 2026-01-02T03:04:05.006Z","a":"01FF","b":"2026-01-02T03:04:05.006Z"}""",
                Head + ""","message":"object Item { Name = pen, Count = 2 }","item":{"Name":"pen","Count":2}}""",
                Head + ""","message":"without arguments {a}"}""",
            ], lines);
    }

    [Fact]
    public async Task Templates_with_odd_braces_and_formats_have_AWSs_properties()
    {
        var lines = await OfAsync("LoggingCalls.OddTemplates", "{}");

        Assert.Equal(
            [
                Head + ""","message":"7}","\u0022a\u0022":"7"}""",
                Head + ""","message":"7} 8","a":"7","c":8}""",
                Head + ""","message":"7 8.5 9.5","a,10":7,"b,-3":"8.5","c":"9.5"}""",
                Head + ""","message":"1 2 3","0":1,"name":2,"0":3}""",
                Head + ""","message":"7 text 8","a":"7","b":"text","c":8}""",
                Head + ""","message":"formatted x True plain","a":"formatted x True","b":"plain"}""",
                Head + ""","message":"{{a}} {{1}} {a","a":1}""",
                Head + ""","message":"1 2 3 4","$a":1,"b":2,"a b":3,"a.b":4}""",
                Head + ""","message":"1","a":1}""",
                Head + ""","message":"{a} {b}"}""",
                Head + ""","message":""}""",
            ], lines);
    }

    [Fact]
    public async Task An_exception_is_type_message_and_the_lines_of_its_text()
    {
        var lines = await OfAsync("LoggingCalls.Exceptions", "{}");

        const string Exception = ""","errorType":"System.InvalidOperationException","errorMessage":"sold out","stackTrace":["System.InvalidOperationException: sold out","---\u003E System.FormatException: inner","--- End of inner exception stack trace ---"]}""";
        Assert.Equal(
            [
                Head.Replace("Information", "Warning", StringComparison.Ordinal) + ",\"message\":\"order a1\",\"id\":\"a1\"" + Exception,
                Head.Replace("Information", "Error", StringComparison.Ordinal) + ",\"message\":\"\"" + Exception,
            ], lines);
    }

    [Fact]
    public async Task The_tenant_stands_between_request_id_and_trace_id()
    {
        var lines = await OfAsync("LoggingCalls.AfterAwait", "{}", tenant: "tenant-1");

        Assert.Equal(Head.Replace("\"traceId\"", "\"tenantId\":\"tenant-1\",\"traceId\"", StringComparison.Ordinal) + ",\"message\":\"on another thread\"}", lines[0]);
    }

    [Fact]
    public async Task Options_that_the_function_sets_act_on_both_loggers_and_never_break_the_line()
    {
        var lines = await OfAsync("LoggingCalls.Structured", "{}");

        Assert.Equal([Head + ",\"message\":\"context Item { Name = pen, Count = 2 }\",\"item\":{\"name\":\"pen\",\"count\":2}}", Head + ",\"message\":\"static Item { Name = pen, Count = 2 }\",\"item\":{\"name\":\"pen\",\"count\":2}}"], lines);
    }

    [Fact]
    public async Task WriteLine_of_the_console_is_JSON_and_Write_is_not()
    {
        var (output, error, _) = await LoggingLines.OfAsync("LoggingCalls.Odd", "{}", ("AWS_LAMBDA_HANDLER_LOG_FORMAT", "Json"));

        using var first = JsonDocument.Parse(output[0]);
        Assert.Equal(("Information", "half \uFFFD"), (first.RootElement.GetProperty("level").GetString(), first.RootElement.GetProperty("message").GetString()));
        Assert.Equal("😀", output[1]);
        using var last = JsonDocument.Parse(output[2]);
        Assert.Equal("zero \0 bell \a", last.RootElement.GetProperty("message").GetString());
        Assert.Empty(error);
    }

    private static async Task<string[]> OfAsync(string method, string payload, string? tenant = null)
    {
        // The service adds to the header what a trace of its own has.
        const string Trace = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1";
        var options = await Functions.OptionsAsync($"Handlers::Handlers.{method.Replace(".", "::", StringComparison.Ordinal)}");
        await using var function = await LambdaFunction.StartAsync(options with { LogFormat = "JSON" }, TestContext.Current.CancellationToken);
        var result = await function.InvokeAsync(payload, new InvocationOptions { TraceId = Trace, TenantId = tenant }, TestContext.Current.CancellationToken);
        Assert.False(result.IsError, result.ToString());
        return [.. LoggingLines.Of(result.Logs, LogChannel.Output, result.RequestId).Select(line => TraceId().Replace(line, "<trace>"))];
    }

    [GeneratedRegex("(?<=\"traceId\":\")Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700[^\"]*")]
    private static partial Regex TraceId();
}
