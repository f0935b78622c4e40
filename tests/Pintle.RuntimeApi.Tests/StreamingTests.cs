using System.Text;

namespace Pintle.RuntimeApi.Tests;

/// <summary>A streamed response on the wire: to the byte over a scripted connection, and as another HTTP implementation understands it.</summary>
public sealed class StreamingTests
{
    private const string Head =
        "POST /2018-06-01/runtime/invocation/r-1/response HTTP/1.1\r\nHost: 127.0.0.1:9001\r\nUser-Agent: pintle/0.1.0 (dotnet/10.0.14)\r\n" +
        "Content-Type: application/vnd.awslambda.http-integration-response\r\nLambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n" +
        "Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n\r\n";

    [Fact]
    public void Sends_the_head_at_once_and_each_piece_as_a_chunk()
    {
        var connection = new ScriptedConnection(Wire.Accepted);
        using var client = Clients.Over(connection);

        Assert.True(client.BeginStream("r-1"u8, default));
        Assert.Equal(Head, Wire.Text(connection.Sent.ToArray()));
        Assert.True(client.SendChunk("first"u8));
        Assert.True(client.SendChunk(Wire.Bytes(new string('x', 27))));
        var result = client.EndStream();

        Assert.True(result.IsOk, result.Describe());
        Assert.Equal($"{Head}5\r\nfirst\r\n1B\r\n{new string('x', 27)}\r\n0\r\n\r\n", Wire.Text(connection.Sent.ToArray()));
    }

    [Fact]
    public void Ends_a_prelude_with_eight_NULs()
    {
        var connection = new ScriptedConnection(Wire.Accepted);
        using var client = Clients.Over(connection);

        Assert.True(client.BeginStream("r-1"u8, "{\"statusCode\":201}"u8));
        var result = client.EndStream();

        Assert.True(result.IsOk, result.Describe());
        Assert.Equal($"{Head}1A\r\n{{\"statusCode\":201}}\0\0\0\0\0\0\0\0\r\n0\r\n\r\n", Wire.Text(connection.Sent.ToArray()));
    }

    [Fact]
    public void Sends_nothing_for_a_piece_of_nothing_which_would_end_the_response()
    {
        var connection = new ScriptedConnection(Wire.Accepted);
        using var client = Clients.Over(connection);

        Assert.True(client.BeginStream("r-1"u8, default));
        Assert.True(client.SendChunk(default));

        Assert.Equal(Head, Wire.Text(connection.Sent.ToArray()));
    }

    [Fact]
    public void Says_in_its_trailers_that_it_failed_half_way()
    {
        var connection = new ScriptedConnection(Wire.Accepted);
        using var client = Clients.Over(connection);

        Assert.True(client.BeginStream("r-1"u8, default));
        Assert.True(client.SendChunk("half"u8));
        var result = client.EndStream("Bad\r\nX-Injected: 1"u8, "{\n  \"errorMessage\": \"no\"\n}\n"u8);

        Assert.True(result.IsOk, result.Describe());
        var body = Convert.ToBase64String("{\n  \"errorMessage\": \"no\"\n}\n"u8);
        Assert.Equal(
            $"{Head}4\r\nhalf\r\n0\r\nLambda-Runtime-Function-Error-Type: Bad__X-Injected: 1\r\nLambda-Runtime-Function-Error-Body: {body}\r\n\r\n", Wire.Text(connection.Sent.ToArray()));
    }

    [Fact]
    public void Leaves_an_error_body_out_that_no_service_would_take()
    {
        var connection = new ScriptedConnection(Wire.Accepted);
        using var client = Clients.Over(connection);

        Assert.True(client.BeginStream("r-1"u8, default));
        var result = client.EndStream("T"u8, new byte[(512 * 1024) + 1]);

        Assert.True(result.IsOk, result.Describe());
        Assert.Equal($"{Head}0\r\nLambda-Runtime-Function-Error-Type: T\r\n\r\n", Wire.Text(connection.Sent.ToArray()));
    }

    [Fact]
    public async Task Is_what_another_implementation_understands_and_leaves_the_connection_usable()
    {
        await using var peer = await KestrelPeer.StartAsync(KestrelPeer.AcceptAsync);
        using var client = Clients.At(peer.Port);
        var piece = Wire.Random(300_000);

        Assert.True(client.BeginStream("a1"u8, "{}"u8));
        for (var i = 0; i < 10; i++)
            Assert.True(client.SendChunk(piece));
        var streamed = client.EndStream("T"u8, Wire.Bytes(new string('e', 256 * 1024)));
        var after = client.PostResponse("a2"u8, "{}"u8);

        Assert.All([streamed, after], result => Assert.True(result.IsOk, result.Describe()));
        UnderstoodRequest[] requests = [.. peer.Requests];
        Assert.Equal(("POST", "/2018-06-01/runtime/invocation/a1/response"), (requests[0].Method, requests[0].Target));
        Assert.Equal(["Content-Type", "Host", "Lambda-Runtime-Function-Response-Mode", "Trailer", "Transfer-Encoding", "User-Agent"], requests[0].Headers.Keys.Order());
        Assert.Equal("streaming", requests[0].Headers["Lambda-Runtime-Function-Response-Mode"]);
        Assert.Equal(["Lambda-Runtime-Function-Error-Body", "Lambda-Runtime-Function-Error-Type"], requests[0].Trailers.Keys.Order());
        Assert.Equal(new string('e', 256 * 1024), Encoding.Latin1.GetString(Convert.FromBase64String(requests[0].Trailers["Lambda-Runtime-Function-Error-Body"])));
        byte[] expected = [.. "{}\0\0\0\0\0\0\0\0"u8, .. Enumerable.Repeat(piece, 10).SelectMany(each => each)];
        Assert.True(expected.AsSpan().SequenceEqual(requests[0].Body), "the body was changed on its way");
        Assert.Single(requests.Select(request => request.Connection).Distinct());
    }

    [Fact]
    public void Notices_a_refusal_that_comes_before_its_end()
    {
        var connection = new ScriptedConnection(Wire.Response("413 Payload Too Large", "", "{\"errorType\":\"RequestEntityTooLarge\"}"));
        using var client = Clients.Over(connection);

        Assert.True(client.BeginStream("r-1"u8, default));
        connection.IsStale = true;
        Assert.False(client.SendChunk("too much"u8));
        Assert.False(client.SendChunk("more"u8));
        var result = client.EndStream("T"u8, "{}"u8);

        Assert.Equal((RuntimeApiResultKind.Refused, 413, "RequestEntityTooLarge"), (result.Kind, result.Status, result.ErrorType));
        Assert.Equal(Head, Wire.Text(connection.Sent.ToArray()));
        Assert.True(connection.IsDisposed);
    }

    [Fact]
    public void Takes_a_success_before_its_end_for_none()
    {
        var connection = new ScriptedConnection(Wire.Accepted);
        using var client = Clients.Over(connection);

        Assert.True(client.BeginStream("r-1"u8, default));
        connection.IsStale = true;

        Assert.False(client.SendChunk("more"u8));
        Assert.Equal(RuntimeApiResultKind.Unreachable, client.EndStream().Kind);
    }

    [Fact]
    public void Fails_with_the_connection_and_uses_another_for_what_comes_after()
    {
        ScriptedConnection first = new() { FailsToSend = true }, second = new(Wire.Accepted);
        using var client = Clients.Over(first, second);

        Assert.False(client.BeginStream("r-1"u8, default));
        Assert.False(client.SendChunk("x"u8));
        var result = client.EndStream();
        var after = client.PostResponse("r-2"u8, "{}"u8);

        Assert.Equal(RuntimeApiResultKind.Unreachable, result.Kind);
        Assert.Contains("scripted failure", result.Describe(), StringComparison.Ordinal);
        Assert.True(after.IsOk, after.Describe());
        Assert.Equal((1, 1, true), (first.Requests, second.Requests, first.IsDisposed));
    }

    [Theory(Timeout = 600_000)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTT")]
    [InlineData("HTTP/1.1 202 Accepted\r\nContent-Le")]
    public async Task Goes_on_when_an_informational_answer_or_the_beginning_of_one_comes_before_its_end(string early)
    {
        using var pair = new SocketPair();
        using RuntimeApiClient client = new(Clients.Endpoint("127.0.0.1:9001"), Clients.UserAgent, new OneConnection(pair.Connection));
        var answer = Wire.Accepted;
        var begun = early.LastIndexOf("HTT", StringComparison.Ordinal);
        var rest = early.EndsWith("\r\n\r\n", StringComparison.Ordinal) ? answer : Wire.Bytes("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"[(early.Length - begun)..]);
        Assert.True(client.BeginStream("r-1"u8, default));
        await pair.Peer.SendAsync(Wire.Bytes(early), TestContext.Current.CancellationToken);

        // The first piece finds the early answer, and the second nothing that it did not.
        var taken = await Task.Run(() => new[] { client.SendChunk("one"u8), client.SendChunk("two"u8) }, TestContext.Current.CancellationToken);
        await pair.Peer.SendAsync(rest, TestContext.Current.CancellationToken);
        var result = await Task.Run(client.EndStream, TestContext.Current.CancellationToken);

        Assert.Equal([true, true], taken);
        Assert.True(result.IsOk, result.Describe());
    }

    [Fact]
    public void Fails_at_the_next_piece_when_the_API_has_closed_the_connection()
    {
        using var pair = new SocketPair();
        using RuntimeApiClient client = new(Clients.Endpoint("127.0.0.1:9001"), Clients.UserAgent, new OneConnection(pair.Connection));

        Assert.True(client.BeginStream("r-1"u8, default));
        Assert.True(client.SendChunk("first"u8));
        pair.Peer.Dispose();

        // The peer's end takes a moment to arrive, and until then the connection takes pieces.
        var isTaken = true;
        for (var i = 0; isTaken && i < 1_000_000; i++)
            isTaken = client.SendChunk("second"u8);

        var result = client.EndStream();
        Assert.False(isTaken);
        Assert.Equal(RuntimeApiResultKind.Unreachable, result.Kind);
        Assert.Contains("it is not sent again", result.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void Fails_where_nobody_listens()
    {
        using var client = Clients.Over();

        Assert.False(client.BeginStream("r-1"u8, default));

        var result = client.EndStream();
        Assert.Equal(RuntimeApiResultKind.Unreachable, result.Kind);
        Assert.Contains("scripted refusal", result.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_other_calls_out_until_its_end()
    {
        using var client = Clients.Over(new ScriptedConnection(Wire.Accepted));
        using var invocation = new Invocation();

        Assert.Throws<InvalidOperationException>(() => client.SendChunk("x"u8));
        Assert.Throws<InvalidOperationException>(() => client.EndStream());
        Assert.True(client.BeginStream("r-1"u8, default));

        Assert.Throws<InvalidOperationException>(() => client.BeginStream("r-1"u8, default));
        Assert.Throws<InvalidOperationException>(() => client.PostResponse("r-1"u8, default));
        Assert.Throws<InvalidOperationException>(() => client.Next(invocation));
        Assert.Throws<ArgumentException>(() => client.BeginStream("a/b"u8, default));
    }

    [Fact]
    public void Allocates_nothing_when_warm()
    {
        const int Rounds = 250;
        using var client = Clients.Over(new ScriptedConnection(Wire.Accepted) { Records = false });
        var piece = new byte[10_000];
        var least = long.MaxValue;
        for (var batch = 0; batch < 5; batch++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Rounds; i++)
                Stream(client, piece);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    private static void Stream(RuntimeApiClient client, byte[] piece)
    {
        var isSent = client.BeginStream("r-1"u8, "{}"u8) && client.SendChunk(piece) && client.SendChunk(piece);
        var result = client.EndStream();
        if (!isSent || !result.IsOk)
            throw new InvalidOperationException(result.Describe());
    }

    private sealed class OneConnection(IConnection connection) : IConnector
    {
        public IConnection? Connect(RuntimeApiEndpoint endpoint, out string? reason)
        {
            reason = null;
            return connection;
        }
    }
}
