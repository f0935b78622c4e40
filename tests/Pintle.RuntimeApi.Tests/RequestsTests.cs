using System.Text;
using Microsoft.AspNetCore.Http;

namespace Pintle.RuntimeApi.Tests;

/// <summary>The four requests, judged by another HTTP implementation.</summary>
public sealed class RequestsTests
{
    private const string ErrorContent = "application/vnd.aws.lambda.error+json";

    [Fact]
    public async Task Next_is_a_plain_get()
    {
        await using var peer = await KestrelPeer.StartAsync(async context =>
        {
            context.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = Wire.RequestId;
            context.Response.Headers["Lambda-Runtime-Deadline-Ms"] = "1542409706888";
            context.Response.Headers["Lambda-Runtime-Trace-Id"] = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700";
            await context.Response.WriteAsync("{\"event\":true}");
        });
        using var client = Clients.At(peer.Port);
        using var invocation = new Invocation();

        var result = client.Next(invocation);

        Assert.True(result.IsOk, result.Describe());
        var request = Assert.Single(peer.Requests);
        Assert.Equal(("GET", "/2018-06-01/runtime/invocation/next"), (request.Method, request.Target));
        Assert.Equal(["Host", "User-Agent"], request.Headers.Keys.Order());
        Assert.Equal(($"127.0.0.1:{peer.Port}", Clients.UserAgent), (request.Headers["Host"], request.Headers["User-Agent"]));
        Assert.Equal((Wire.RequestId, 1542409706888), (Wire.Text(invocation.RequestId), invocation.DeadlineMs));
        Assert.Equal(("Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700", "{\"event\":true}"), (Wire.Text(invocation.TraceId), Wire.Text(invocation.Body)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(6 * 1024 * 1024)]
    public async Task A_response_arrives_as_it_was_given(int length)
    {
        await using var peer = await KestrelPeer.StartAsync(KestrelPeer.AcceptAsync);
        using var client = Clients.At(peer.Port);
        var body = Wire.Random(length);

        var result = client.PostResponse(Wire.Bytes(Wire.RequestId), body);

        Assert.True(result.IsOk, result.Describe());
        Assert.Equal(202, result.Status);
        var request = Assert.Single(peer.Requests);
        Assert.Equal(("POST", $"/2018-06-01/runtime/invocation/{Wire.RequestId}/response"), (request.Method, request.Target));
        Assert.Equal(["Content-Length", "Content-Type", "Host", "User-Agent"], request.Headers.Keys.Order());
        Assert.Equal(("application/json", $"{length}"), (request.Headers["Content-Type"], request.Headers["Content-Length"]));
        Assert.True(body.AsSpan().SequenceEqual(request.Body), "the body was changed on its way");
    }

    [Fact]
    public async Task An_invocation_error_carries_type_and_cause()
    {
        await using var peer = await KestrelPeer.StartAsync(KestrelPeer.AcceptAsync);
        using var client = Clients.At(peer.Port);

        var result = client.PostInvocationError("a1"u8, "ArgumentException"u8, "{\"paths\":[]}"u8, "{\"errorMessage\":\"no\"}"u8);

        Assert.True(result.IsOk, result.Describe());
        var request = Assert.Single(peer.Requests);
        Assert.Equal(("POST", "/2018-06-01/runtime/invocation/a1/error"), (request.Method, request.Target));
        Assert.Equal(ErrorContent, request.Headers["Content-Type"]);
        Assert.Equal("ArgumentException", request.Headers["Lambda-Runtime-Function-Error-Type"]);
        Assert.Equal("{\"paths\":[]}", request.Headers["Lambda-Runtime-Function-XRay-Error-Cause"]);
        Assert.Equal("{\"errorMessage\":\"no\"}", Encoding.UTF8.GetString(request.Body));
    }

    [Fact]
    public async Task An_init_error_carries_its_type()
    {
        await using var peer = await KestrelPeer.StartAsync(KestrelPeer.AcceptAsync);
        using RuntimeApiClient client = new(Clients.Endpoint($"localhost:{peer.Port}/MyFunction"), Clients.UserAgent);

        var result = client.PostInitError("Runtime.InvalidEntrypoint"u8, "{}"u8);

        Assert.True(result.IsOk, result.Describe());
        var request = Assert.Single(peer.Requests);
        Assert.Equal(("POST", "/MyFunction/2018-06-01/runtime/init/error"), (request.Method, request.Target));
        Assert.Equal(["Content-Length", "Content-Type", "Host", "Lambda-Runtime-Function-Error-Type", "User-Agent"], request.Headers.Keys.Order());
        Assert.Equal((ErrorContent, "Runtime.InvalidEntrypoint"), (request.Headers["Content-Type"], request.Headers["Lambda-Runtime-Function-Error-Type"]));
    }

    [Fact]
    public async Task Values_that_would_end_a_header_line_are_made_harmless()
    {
        await using var peer = await KestrelPeer.StartAsync(KestrelPeer.AcceptAsync);
        using var client = Clients.At(peer.Port);

        var result = client.PostInvocationError("a1"u8, "Bad\r\nX-Injected: 1\0\u007f"u8, "{\n  \"message\":\r\n\"h\u00e9\"\n}"u8, default);

        Assert.True(result.IsOk, result.Describe());
        var request = Assert.Single(peer.Requests);
        Assert.DoesNotContain("X-Injected", request.Headers.Keys);
        Assert.Equal("Bad__X-Injected: 1__", request.Headers["Lambda-Runtime-Function-Error-Type"]);
        Assert.Equal("{   \"message\":  \"h\u00e9\" }", request.Headers["Lambda-Runtime-Function-XRay-Error-Cause"]);
    }

    [Fact]
    public async Task Empty_and_oversized_values_are_left_out_or_cut()
    {
        await using var peer = await KestrelPeer.StartAsync(KestrelPeer.AcceptAsync);
        using var client = Clients.At(peer.Port);
        var longType = Encoding.UTF8.GetBytes(new string('t', 255) + "\u00e9 and more");

        var empty = client.PostInvocationError("a1"u8, default, default, "{}"u8);
        var large = client.PostInvocationError("a2"u8, longType, new byte[1024 * 1024], "{}"u8);
        var largest = client.PostInvocationError("a3"u8, "T"u8, Wire.Bytes(new string('c', (1024 * 1024) - 1)), "{}"u8);
        var after = client.PostResponse("a4"u8, "{}"u8);

        Assert.All([empty, large, largest, after], result => Assert.True(result.IsOk, result.Describe()));
        UnderstoodRequest[] requests = [.. peer.Requests];
        Assert.DoesNotContain(requests[0].Headers.Keys, name => name.StartsWith("Lambda-", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(new string('t', 255), requests[1].Headers["Lambda-Runtime-Function-Error-Type"]);
        Assert.DoesNotContain("Lambda-Runtime-Function-XRay-Error-Cause", requests[1].Headers.Keys);
        Assert.Equal((1024 * 1024) - 1, requests[2].Headers["Lambda-Runtime-Function-XRay-Error-Cause"].Length);
        Assert.Single(requests.Select(request => request.Connection).Distinct());
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a\r\nX: 1")]
    [InlineData("%2e%2e")]
    [InlineData("a?b")]
    public void A_request_id_that_would_change_the_path_is_a_bug_of_the_caller(string id)
    {
        var connection = new ScriptedConnection(Wire.Accepted);
        using var client = Clients.Over(connection);

        Assert.Throws<ArgumentException>(() => client.PostResponse(Wire.Bytes(id), "{}"u8));
        Assert.Throws<ArgumentException>(() => client.PostInvocationError(Wire.Bytes(id), default, default, "{}"u8));
        Assert.Equal(0, connection.Requests);
    }

    [Theory]
    [InlineData("agent\r\nX: 1")]
    [InlineData("ag\u00ebnt")]
    [InlineData("")]
    public void A_user_agent_that_is_not_printable_ascii_is_a_bug_of_the_caller(string userAgent) =>
        Assert.Throws<ArgumentException>(() => new RuntimeApiClient(Clients.Endpoint("localhost"), userAgent));
}
