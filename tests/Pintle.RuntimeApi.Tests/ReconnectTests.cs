namespace Pintle.RuntimeApi.Tests;

public sealed class ReconnectTests
{
    private static readonly byte[] AcceptedAndClosed = Wire.Response("202 Accepted", "Connection: close\r\n", "{}");

    [Fact]
    public void One_connection_carries_all_requests()
    {
        var connection = new ScriptedConnection(Wire.Next("{}"), Wire.Accepted);
        var connector = new ScriptedConnector(connection);
        using var client = Clients.Over(connector);
        using var invocation = new Invocation();

        for (var i = 0; i < 10; i++)
        {
            Assert.True(client.Next(invocation).IsOk);
            Assert.True(client.PostResponse(invocation.RequestId, invocation.Body).IsOk);
        }

        Assert.Equal((1, 20, 20), (connector.Connects, connection.Requests, connection.Receives));
    }

    [Fact]
    public void Nothing_is_opened_before_it_is_needed()
    {
        var connector = new ScriptedConnector(new ScriptedConnection());

        Clients.Over(connector).Dispose();

        Assert.Equal(0, connector.Connects);
    }

    [Fact]
    public void A_connection_that_the_server_ends_is_replaced_for_the_next_request()
    {
        ScriptedConnection first = new(AcceptedAndClosed), second = new(Wire.Accepted);
        using var client = Clients.Over(first, second);

        Assert.True(client.PostResponse("a"u8, "1"u8).IsOk);
        Assert.True(first.IsDisposed);
        Assert.True(client.PostResponse("b"u8, "2"u8).IsOk);

        Assert.Equal((1, 1), (first.Requests, second.Requests));
    }

    [Fact]
    public void A_connection_found_closed_while_idle_is_replaced_before_anything_is_sent()
    {
        ScriptedConnection first = new(Wire.Accepted), second = new(Wire.Accepted);
        using var client = Clients.Over(first, second);
        Assert.True(client.PostResponse("a"u8, "1"u8).IsOk);

        first.IsStale = true;
        Assert.True(client.PostResponse("b"u8, "2"u8).IsOk);

        Assert.Equal((1, 1, true), (first.Requests, second.Requests, first.IsDisposed));
        Assert.Contains("/b/response", Wire.Text(second.Sent.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_that_may_have_arrived_is_not_sent_again()
    {
        ScriptedConnection first = new(), second = new(Wire.Accepted);
        var connector = new ScriptedConnector(first, second);
        using var client = Clients.Over(connector);

        var result = client.PostResponse("a"u8, "1"u8);

        Assert.Equal((RuntimeApiResultKind.Unreachable, 1, true), (result.Kind, connector.Connects, first.IsDisposed));
        Assert.Contains("the connection closed by the API after 0 bytes of an answer; the API may or may not have taken the request", result.Describe(), StringComparison.Ordinal);
        Assert.Equal(0, second.Requests);
    }

    [Fact]
    public void An_answer_that_breaks_off_is_unreachable_at_every_place()
    {
        var answer = Wire.Next("{\"a\":1}");
        for (var length = 1; length < answer.Length; length++)
        {
            var connector = new ScriptedConnector(new ScriptedConnection(answer[..length]), new ScriptedConnection(answer));
            using var client = Clients.Over(connector);

            using var invocation = new Invocation();
            var result = client.Next(invocation);

            Assert.Equal((length, RuntimeApiResultKind.Unreachable, 1), (length, result.Kind, connector.Connects));
            Assert.Contains($"after {length} bytes of an answer", result.Describe(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_failed_send_is_not_sent_again()
    {
        ScriptedConnection first = new(Wire.Accepted) { FailsToSend = true }, second = new(Wire.Accepted);
        using var client = Clients.Over(first, second);

        var result = client.PostResponse("a"u8, "1"u8);

        Assert.Equal((RuntimeApiResultKind.Unreachable, 0, 0), (result.Kind, second.Requests, first.Receives));
        Assert.Contains("scripted failure", result.Describe(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("413 Request Entity Too Large", RuntimeApiResultKind.Refused)]
    [InlineData("202 Accepted", RuntimeApiResultKind.Unreachable)]
    [InlineData("nonsense", RuntimeApiResultKind.Unreachable)]
    public void After_a_failed_send_only_a_refusal_that_is_already_there_counts(string status, RuntimeApiResultKind kind)
    {
        var connection = new ScriptedConnection(Wire.Response(status, "", "{\"errorType\":\"RequestEntityTooLarge\"}")) { FailsToSend = true, IsStale = true };
        using var client = Clients.Over(connection);

        var result = client.PostResponse("a"u8, "1"u8);

        Assert.Equal(kind, result.Kind);
        Assert.True(connection.IsDisposed);
    }

    [Fact]
    public void A_failed_receive_is_unreachable()
    {
        var connector = new ScriptedConnector(new ScriptedConnection { FailsToReceive = true }, new ScriptedConnection(Wire.Accepted));
        using var client = Clients.Over(connector);

        var result = client.PostResponse("a"u8, "1"u8);

        Assert.Equal((RuntimeApiResultKind.Unreachable, 1), (result.Kind, connector.Connects));
        Assert.Contains("scripted failure", result.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_malformed_answer_ends_the_connection()
    {
        ScriptedConnection first = new(Wire.Bytes("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n")), second = new(Wire.Accepted);
        using var client = Clients.Over(first, second);

        Assert.Equal(RuntimeApiResultKind.Malformed, client.PostResponse("a"u8, "1"u8).Kind);
        Assert.True(first.IsDisposed);
        Assert.True(client.PostResponse("b"u8, "1"u8).IsOk);

        Assert.Equal(1, second.Requests);
    }

    [Fact]
    public void After_413_the_next_request_goes_onto_a_new_connection_because_the_API_may_close_this_one_without_a_word()
    {
        ScriptedConnection first = new(Wire.Response("413 X", "", "{}")), second = new(Wire.Next("{}"));
        using var client = Clients.Over(new ScriptedConnector(first, second));

        Assert.Equal(RuntimeApiResultKind.Refused, client.PostResponse("a"u8, "1"u8).Kind);
        using var invocation = new Invocation();
        Assert.True(client.Next(invocation).IsOk);

        Assert.True(first.IsDisposed);
    }

    [Theory]
    [InlineData("HTTP/1.0 202 Accepted\r\n\r\n", RuntimeApiResultKind.Ok)]
    [InlineData("HTTP/1.0 202 Accepted\r\n\r\n{\"status\":\"OK\"}", RuntimeApiResultKind.Ok)]
    [InlineData("HTTP/1.1 200 OK\r\nServer: x\r\n\r\n", RuntimeApiResultKind.Ok)]
    [InlineData("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n{\"errorType\":\"InvalidStateTransition\"", RuntimeApiResultKind.Refused)]
    public void An_answer_to_a_post_that_does_not_say_where_it_ends_counts_by_its_status_and_ends_the_connection(string answer, RuntimeApiResultKind kind)
    {
        foreach (var piece in (int[])[1, int.MaxValue])
        {
            ScriptedConnection first = new(Wire.Bytes(answer)) { Piece = piece }, second = new(Wire.Next("{}"));
            using var client = Clients.Over(first, second);
            using var invocation = new Invocation();

            var result = client.PostResponse("a"u8, "1"u8);

            Assert.Equal((kind, true), (result.Kind, first.IsDisposed));
            Assert.True(client.Next(invocation).IsOk);
            Assert.Equal(1, second.Requests);
        }
    }

    [Fact]
    public void An_event_that_does_not_say_where_it_ends_is_refused()
    {
        using var client = Clients.Over(new ScriptedConnection(Wire.Bytes("HTTP/1.0 200 OK\r\nLambda-Runtime-Aws-Request-Id: a\r\n\r\n{}")));
        using var invocation = new Invocation();

        Assert.Equal(RuntimeApiResultKind.Malformed, client.Next(invocation).Kind);
    }

    [Fact]
    public void Another_refusal_keeps_the_connection()
    {
        var connection = new ScriptedConnection(Wire.Response("403 X", "", "{}"), Wire.Next("{}"));
        using var client = Clients.Over(connection);

        Assert.Equal(RuntimeApiResultKind.Refused, client.PostResponse("a"u8, "1"u8).Kind);
        using var invocation = new Invocation();
        Assert.True(client.Next(invocation).IsOk);

        Assert.False(connection.IsDisposed);
    }

    [Fact]
    public void Nobody_listening_says_where_and_why()
    {
        using var client = Clients.Over(new ScriptedConnector());

        using var invocation = new Invocation();
        var result = client.Next(invocation);

        Assert.Equal(RuntimeApiResultKind.Unreachable, result.Kind);
        Assert.Equal(
            "Runtime API GET /runtime/invocation/next: expected an answer, found no connection to 127.0.0.1:9001 (scripted refusal); check AWS_LAMBDA_RUNTIME_API and that the API listens there",
            result.Describe());
    }

    [Fact]
    public void A_disposed_client_closes_its_connection_and_takes_no_more_calls()
    {
        var connection = new ScriptedConnection(Wire.Accepted);
        var client = Clients.Over(connection);
        Assert.True(client.PostResponse("a"u8, "1"u8).IsOk);

        client.Dispose();

        Assert.True(connection.IsDisposed);
        Assert.Throws<ObjectDisposedException>(() => client.PostResponse("a"u8, "1"u8));
    }
}
