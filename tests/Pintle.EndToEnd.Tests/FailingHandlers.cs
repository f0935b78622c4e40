using System.Text.Json;

namespace Pintle.EndToEnd.Tests;

/// <summary>What a caller sees of a handler that throws; the environment stays in use.</summary>
public sealed class FailingHandlers
{
    [Theory]
    [InlineData("Throws", "\"four\"", "InvalidOperationException", "thrown for an event of 4 characters")]
    [InlineData("ThrowsAsync", "\"four\"", "InvalidOperationException", "thrown for an event of 4 characters")]
    [InlineData("ThrowsBeforeTask", "\"four\"", "InvalidOperationException", "thrown for an event of 4 characters")]
    [InlineData("ThrowsFromStream", "x", "NotSupportedException", "thrown from a Stream handler")]
    [InlineData("ThrowsFromTask", "x", "TimeoutException", "thrown through a Task")]
    [InlineData("ThrowsAggregateAsync", "x", "InvalidOperationException", "first")]
    [InlineData("ThrowsOwn", "x", "OrderRejectedException", "an exception of the function's own")]
    [InlineData("Throws", "not JSON", "JsonSerializerException", "")]
    [InlineData("Unwritable", "x", "JsonSerializerException", "")]
    public async Task An_exception_is_the_invocations_error(string method, string payload, string errorType, string message)
    {
        await using var function = await Functions.StartAsync($"Handlers::Handlers.Failures::{method}");

        var result = await function.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);
        var again = await function.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);

        Functions.AssertError(result, errorType, message);
        Functions.AssertError(again, errorType, message);
        Assert.Null(again.InitDuration);
        var exchange = function.RuntimeApiExchanges.First(each => each.Path.EndsWith("/error", StringComparison.Ordinal));
        Assert.Contains(exchange.Headers, header => header.Key == "Lambda-Runtime-Function-Error-Type" && header.Value == errorType);
        Assert.Contains(exchange.Headers, header => header.Key == "Content-Type" && header.Value == "application/vnd.aws.lambda.error+json");
        using var cause = JsonDocument.Parse(exchange.Headers.Single(header => header.Key == "Lambda-Runtime-Function-XRay-Error-Cause").Value);
        Assert.Equal(errorType, cause.RootElement.GetProperty("exceptions")[0].GetProperty("type").GetString());
        Assert.Contains(result.Logs, line => line.Channel == Testing.LogChannel.Output && line.Text.Contains(errorType, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Inner_exceptions_are_causes()
    {
        var result = await Functions.InvokeOnceAsync("Handlers::Handlers.Failures::ThrowsNested", "{}");

        using var json = JsonDocument.Parse(result.Payload);
        var middle = json.RootElement.GetProperty("cause");
        Assert.Equal("IOException", middle.GetProperty("errorType").GetString());
        Assert.Equal("ArgumentException", middle.GetProperty("cause").GetProperty("errorType").GetString());
    }

    [Fact]
    public async Task An_aggregate_lists_each_of_its_exceptions()
    {
        var result = await Functions.InvokeOnceAsync("Handlers::Handlers.Failures::ThrowsAggregate", "{}");

        using var json = JsonDocument.Parse(result.Payload);
        Assert.Equal("AggregateException", json.RootElement.GetProperty("errorType").GetString());
        Assert.Equal(["InvalidOperationException", "ArgumentException"], json.RootElement.GetProperty("causes").EnumerateArray().Select(each => each.GetProperty("errorType").GetString()));
    }

    [Fact]
    public async Task An_exception_that_cannot_say_its_message_is_still_reported()
    {
        var result = await Functions.InvokeOnceAsync("Handlers::Handlers.Failures::ThrowsSpeechless", "{}");

        Functions.AssertError(result, "SpeechlessException", "");
    }

    [Fact]
    public async Task An_error_over_256_KB_says_so()
    {
        var result = await Functions.InvokeOnceAsync("Handlers::Handlers.Failures::ThrowsLong", "300");

        Assert.Equal("""{"errorMessage": "Exception exceeded maximum payload size of 256KB."}""", result.Text);
    }

    [Fact]
    public async Task A_null_stream_is_a_NullReferenceException()
    {
        var result = await Functions.InvokeOnceAsync("Handlers::Handlers.Streams::Null", "{}");

        Functions.AssertError(result, "NullReferenceException", "null");
    }
}
