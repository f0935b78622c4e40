namespace Pintle.RuntimeApi.Tests;

/// <summary>What tells one attempt of a request from another: taken from the event's headers, and sent back with whatever answers it.</summary>
public sealed class InvocationIdTests
{
    private const string Id = "5f3d0f0e-5b1c-4c58-9d0c-2f3a6c7b8d9e";
    private const string Header = "Lambda-Runtime-Invocation-Id";

    [Theory]
    [InlineData("Lambda-Runtime-Invocation-Id: " + Id, Id, false)]
    [InlineData("lambda-runtime-invocation-id:\t" + Id + " ", Id, false)]
    [InlineData("Lambda-Runtime-Invocation-Id: not a uuid; \"but\" printable ~", "not a uuid; \"but\" printable ~", false)]
    [InlineData("Lambda-Runtime-Invocation-Id:", "", false)]
    [InlineData("Lambda-Runtime-Invocation-Ids: " + Id, "", false)]
    [InlineData("Lambda-Runtime-Invocation-Id: tab\there", "", true)]
    [InlineData("Lambda-Runtime-Invocation-Id: caf\xc3\xa9", "", true)]
    [InlineData("Lambda-Runtime-Invocation-Id: \xff", "", true)]
    public void Is_what_the_service_sent_where_that_can_stand_in_a_header(string line, string expected, bool isUnusable)
    {
        using var invocation = new Invocation();
        using var client = Clients.Over(new ScriptedConnection(Wire.Next("{}", line + "\r\n")));

        Assert.True(client.Next(invocation).IsOk);

        Assert.Equal((expected, isUnusable), (Wire.Text(invocation.InvocationId), invocation.HasUnusableInvocationId));
    }

    [Theory]
    [InlineData(256, false)]
    [InlineData(257, true)]
    [InlineData(15_000, true)]
    public void Has_at_most_256_characters(int length, bool isUnusable)
    {
        using var invocation = new Invocation();
        using var client = Clients.Over(new ScriptedConnection(Wire.Next("{}", $"{Header}: {new string('i', length)}\r\n")));

        Assert.True(client.Next(invocation).IsOk);

        Assert.Equal((isUnusable ? 0 : length, isUnusable), (invocation.InvocationId.Length, invocation.HasUnusableInvocationId));
    }

    [Fact]
    public void Is_gone_with_its_invocation()
    {
        using var invocation = new Invocation();
        using var client = Clients.Over(new ScriptedConnection(Wire.Next("1", $"{Header}: {Id}\r\n"), Wire.Next("2"), Wire.Next("3", $"{Header}: \xff\r\n"), Wire.Response("403 No", "", "{}")));

        Assert.True(client.Next(invocation).IsOk);
        Assert.Equal(Id, Wire.Text(invocation.InvocationId));
        for (var i = 0; i < 3; i++)
        {
            var isReceived = client.Next(invocation).IsOk;
            Assert.True(invocation.InvocationId.IsEmpty);
            Assert.Equal(isReceived && i == 1, invocation.HasUnusableInvocationId);
        }
    }

    [Fact]
    public async Task Goes_back_with_each_kind_of_answer()
    {
        await using var peer = await KestrelPeer.StartAsync(KestrelPeer.AcceptAsync);
        using var client = Clients.At(peer.Port);
        var id = "5f3d0f0e \"quoted\" ~"u8;

        Assert.True(client.PostResponse("r-1"u8, "{}"u8, id).IsOk);
        Assert.True(client.PostInvocationError("r-2"u8, "T"u8, "{}"u8, "{}"u8, id).IsOk);
        Assert.True(client.BeginStream("r-3"u8, "{}"u8, id) && client.SendChunk("x"u8) && client.EndStream().IsOk);

        Assert.Equal(["r-1/response", "r-2/error", "r-3/response"], peer.Requests.Select(request => request.Target["/2018-06-01/runtime/invocation/".Length..]));
        Assert.All(peer.Requests, request => Assert.Equal("5f3d0f0e \"quoted\" ~", request.Headers[Header]));
    }

    [Fact]
    public async Task Is_not_made_up_where_the_service_sent_none()
    {
        await using var peer = await KestrelPeer.StartAsync(KestrelPeer.AcceptAsync);
        using var client = Clients.At(peer.Port);

        Assert.True(client.PostResponse("r-1"u8, "{}"u8).IsOk);
        Assert.True(client.PostInvocationError("r-2"u8, "T"u8, "{}"u8, "{}"u8).IsOk);
        Assert.True(client.BeginStream("r-3"u8, default) && client.EndStream().IsOk);
        Assert.True(client.PostInitError("T"u8, "{}"u8).IsOk);

        Assert.Equal(4, peer.Requests.Count);
        Assert.All(peer.Requests, request => Assert.DoesNotContain(Header, request.Headers.Keys));
    }

    [Theory]
    [InlineData("a\r\nX: 1")]
    [InlineData("a\0")]
    [InlineData("a\x7f")]
    [InlineData("\xe9")]
    public void That_would_end_the_headers_line_is_a_bug_of_the_caller(string id)
    {
        var connection = new ScriptedConnection(Wire.Accepted);
        using var client = Clients.Over(connection);

        Assert.Throws<ArgumentException>(() => client.PostResponse("r-1"u8, "{}"u8, Wire.Bytes(id)));
        Assert.Throws<ArgumentException>(() => client.PostInvocationError("r-1"u8, default, default, "{}"u8, Wire.Bytes(id)));
        Assert.Throws<ArgumentException>(() => client.BeginStream("r-1"u8, default, Wire.Bytes(id)));
        Assert.Equal(0, connection.Requests);
    }

    [Fact]
    public void That_came_too_late_is_answered_with_410_which_leaves_the_connection_as_it_is()
    {
        var connection = new ScriptedConnection(Wire.Response("410 Gone", "", "{\"errorType\":\"Runtime.InvokeTimeout\"}"), Wire.Next("{}"));
        using var client = Clients.Over(connection);
        using var invocation = new Invocation();

        var result = client.PostResponse("r-1"u8, "{}"u8, Wire.Bytes(Id));

        Assert.Equal((RuntimeApiResultKind.Refused, 410, "Runtime.InvokeTimeout"), (result.Kind, result.Status, result.ErrorType));
        Assert.Contains("the invocation has ended meanwhile", result.Describe(), StringComparison.Ordinal);
        Assert.True(client.Next(invocation).IsOk);
        Assert.False(connection.IsDisposed);
    }
}
