namespace Pintle.RuntimeApi.Tests;

public sealed class StatusTests
{
    [Theory]
    [InlineData(202)]
    [InlineData(200)]
    public void A_post_is_ok_with(int status)
    {
        using var client = Clients.Over(new ScriptedConnection(Wire.Response($"{status} X", "", "{\"status\":\"OK\"}")));

        foreach (var result in new[] { client.PostResponse("a"u8, "1"u8), client.PostInvocationError("a"u8, "T"u8, "{}"u8, "{}"u8), client.PostInitError("T"u8, "{}"u8) })
            Assert.Equal((RuntimeApiResultKind.Ok, status), (result.Kind, result.Status));
    }

    [Theory]
    [InlineData(201)]
    [InlineData(204)]
    [InlineData(301)]
    [InlineData(304)]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    [InlineData(413)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(599)]
    public void Every_call_is_refused_with(int status)
    {
        var body = status is 204 or 304 ? "" : "{}";
        // One for each call: after 413 the client takes a new one.
        using var client = Clients.Over(new ScriptedConnector([.. Enumerable.Range(0, 4).Select(_ => new ScriptedConnection(Wire.Response($"{status} X", "", body)))]));

        using var invocation = new Invocation();
        RuntimeApiResult[] results =
        [
            client.Next(invocation), client.PostResponse("a"u8, "1"u8), client.PostInvocationError("a"u8, "T"u8, "{}"u8, "{}"u8), client.PostInitError("T"u8, "{}"u8),
        ];

        Assert.All(results, result => Assert.Equal((RuntimeApiResultKind.Refused, status), (result.Kind, result.Status)));
        Assert.All(results, result => Assert.Contains($"found {status}", result.Describe(), StringComparison.Ordinal));
    }

    [Fact]
    public void Next_is_refused_with_202()
    {
        using var client = Clients.Over(new ScriptedConnection(Wire.Accepted));

        using var invocation = new Invocation();
        var result = client.Next(invocation);

        Assert.Equal(RuntimeApiResultKind.Refused, result.Kind);
        Assert.Contains("GET /runtime/invocation/next: expected status 200, found 202", result.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_says_what_the_api_says_and_what_to_do()
    {
        const string Body = "{\"stack\":[{\"errorType\":\"Inner\"}],\"errorMessage\":\"Transition from Ready to Ready is not\\nallowed.\",\"errorType\":\"InvalidStateTransition\"}";
        using var client = Clients.Over(new ScriptedConnection(Wire.Response("403 Forbidden", "", Body)));

        var result = client.PostResponse("a"u8, "1"u8);

        Assert.Equal("InvalidStateTransition", result.ErrorType);
        Assert.StartsWith(
            "Runtime API POST /runtime/invocation/{id}/response: expected status 202, found 403 InvalidStateTransition \"Transition from Ready to Ready is not allowed.\"; the API is in a state",
            result.Describe(), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', result.Describe());
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("not json", null)]
    [InlineData("[]", null)]
    [InlineData("\"errorType\"", null)]
    [InlineData("{\"errorType\":5}", null)]
    [InlineData("{\"errorType\":null,\"x\":{\"errorType\":\"Inner\"}}", null)]
    [InlineData("{\"errorType\":\"Early\",\"errorMessage\":\"cut of", "Early")]
    [InlineData("{\"errorType\":\"Early\"} and more", "Early")]
    [InlineData("{\"errorType\":\"\\u0045scaped\"}", "Escaped")]
    [InlineData("{\"errorType\":\"\xff\xfe\"}", null)]
    [InlineData("{\"errorType\":\"\\ud800\"}", null)]
    public void A_refusal_whose_body_is_odd_is_still_a_refusal(string body, string? errorType)
    {
        using var client = Clients.Over(new ScriptedConnection(Wire.Response("500 X", "", body)));

        var result = client.PostResponse("a"u8, "1"u8);

        Assert.Equal((RuntimeApiResultKind.Refused, 500, errorType), (result.Kind, result.Status, result.ErrorType));
        Assert.Contains("exit, and Lambda starts a new one", result.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_is_bounded()
    {
        var body = $"{{\"errorType\":\"{new string('t', 5000)}\",\"errorMessage\":\"{new string('m', 50_000)}\"}}";
        using var client = Clients.Over(new ScriptedConnection(Wire.Response("400 X", "", body)));

        Assert.InRange(client.PostResponse("a"u8, "1"u8).Describe().Length, 400, 700);
    }

    [Fact]
    public void A_result_that_nobody_set_is_no_success() => Assert.Equal((false, RuntimeApiResultKind.Unreachable), (default(RuntimeApiResult).IsOk, default(RuntimeApiResult).Kind));
}
