using System.Text;
using Pintle.Emulator;
using Pintle.Testing;

namespace Pintle.EndToEnd.Tests;

/// <summary>Events and responses at their limits and out of shape: a clear error where there is one, and the next invocation in the same environment unharmed.</summary>
public sealed class BadInput
{
    private const int LargestEvent = 6_291_456;
    private const int LargestResponse = 6_291_556;

    /// <summary>Method, event (Latin-1, so that each character is a byte), what the error says; then an event that is fine, and its response.</summary>
    public static TheoryData<string, string, string, string, string> Events => new()
    {
        { "Values::Upper", "", "System.String", "\"a\"", "\"A\"" },
        { "Values::Greet", "", "Handlers.Person", "{}", """{"Text":"Hello,  (0)"}""" },
        { "Values::Increment", "", "System.Int32", "1", "2" },
        { "Values::Upper", "not JSON", "System.String", "\"a\"", "\"A\"" },
        { "Values::Upper", "\"\u00ff\u00fe\"", "System.String", "\"a\"", "\"A\"" },
        { "Values::Upper", "\"\\ud800\"", "System.String", "\"a\"", "\"A\"" },
        { "Values::Upper", "\"\u0000\"", "System.String", "\"a\"", "\"A\"" },
        { "Values::Greet", "{\"Name\":\"Ada\"", "Handlers.Person", "{}", """{"Text":"Hello,  (0)"}""" },
        { "Values::Greet", "{\"Name\":\"Ada\"}}", "Handlers.Person", "{}", """{"Text":"Hello,  (0)"}""" },
        { "Values::Greet", "[]", "Handlers.Person", "{}", """{"Text":"Hello,  (0)"}""" },
        { "Values::Increment", "\"1\"", "System.Int32", "1", "2" },
        { "Values::Increment", "2147483648", "System.Int32", "1", "2" },
        { "Values::Increment", "1.5", "System.Int32", "1", "2" },
        { "Results::Anything", new string('[', 65) + new string(']', 65), "System.Object", "[]", "[]" },
    };

    [Theory]
    [MemberData(nameof(Events))]
    public async Task An_event_that_is_no_such_value_is_the_invocations_error(string method, string bad, string message, string good, string expected)
    {
        await using var function = await Functions.StartAsync($"Handlers::Handlers.{method}");

        var failed = await InvokeAsync(function, Encoding.Latin1.GetBytes(bad));
        var next = await InvokeAsync(function, Encoding.Latin1.GetBytes(good));

        Functions.AssertError(failed, "JsonSerializerException", message);
        Assert.True(next is { Kind: AnswerKind.Response, InitDuration: null } && next.Text == expected, next.ToString());
    }

    [Theory]
    [InlineData("Streams::Echo", "")]
    [InlineData("Streams::Echo", "\u00ff\u0000\u00fe")]
    [InlineData("Streams::EchoAsync", "")]
    [InlineData("Streams::EchoMemory", "\u0000")]
    public async Task A_stream_passes_any_bytes_as_they_are(string method, string bytes)
    {
        await using var function = await Functions.StartAsync($"Handlers::Handlers.{method}");

        for (var i = 0; i < 2; i++)
        {
            var result = await InvokeAsync(function, Encoding.Latin1.GetBytes(bytes));
            Assert.True(result.Kind == AnswerKind.Response && Encoding.Latin1.GetString(result.Payload.Span) == bytes, result.ToString());
        }
    }

    [Theory]
    [InlineData("NoInput::Text", "")]
    [InlineData("NoInput::Text", "\u00ff")]
    public async Task A_handler_without_input_never_looks_at_the_event(string method, string bytes)
    {
        await using var function = await Functions.StartAsync($"Handlers::Handlers.{method}");

        var result = await InvokeAsync(function, Encoding.Latin1.GetBytes(bytes));

        Assert.True(result.Text == "\"no input\"", result.ToString());
    }

    [Fact]
    public async Task The_largest_event_reaches_a_typed_handler()
    {
        var payload = new byte[LargestEvent];
        payload.AsSpan().Fill((byte)'a');
        payload[0] = payload[^1] = (byte)'"';
        await using var function = await Functions.StartAsync("Handlers::Handlers.Values::Upper");

        var result = await InvokeAsync(function, payload);
        var next = await InvokeAsync(function, "\"next\""u8.ToArray());

        Assert.Equal(AnswerKind.Response, result.Kind);
        Assert.Equal((LargestEvent, -1), (result.Payload.Length, result.Payload.Span[1..^1].IndexOfAnyExcept((byte)'A')));
        Assert.True(next is { Text: "\"NEXT\"", InitDuration: null }, next.ToString());
    }

    [Theory]
    [InlineData("Bytes")]
    [InlineData("Text")]
    public async Task The_largest_response_passes_and_one_byte_more_is_the_callers_error(string method)
    {
        await using var function = await Functions.StartAsync($"Handlers::Handlers.Sizes::{method}");

        var largest = await InvokeAsync(function, Encoding.ASCII.GetBytes($"{LargestResponse}"));
        var larger = await InvokeAsync(function, Encoding.ASCII.GetBytes($"{LargestResponse + 1}"));
        var next = await InvokeAsync(function, "7"u8.ToArray());

        Assert.Equal((AnswerKind.Response, LargestResponse), (largest.Kind, largest.Payload.Length));
        Assert.True(larger is { Kind: AnswerKind.ResponseTooLarge, WireErrorType: "Function.ResponseSizeTooLarge" }, larger.ToString());
        Assert.True(next is { Kind: AnswerKind.Response, Payload.Length: 7, InitDuration: null }, next.ToString());
        Assert.Equal([202, 413, 202], function.RuntimeApiExchanges.Where(each => each.Path.EndsWith("/response", StringComparison.Ordinal)).Select(each => each.Status ?? 0));
        Assert.Matches($"^pintle: the response of .*{LargestResponse + 1}", Assert.Single(function.Logs).Text);
    }

    private static Task<InvocationResult> InvokeAsync(LambdaFunction function, ReadOnlyMemory<byte> payload) =>
        function.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);
}
