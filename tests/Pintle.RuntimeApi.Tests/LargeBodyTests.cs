namespace Pintle.RuntimeApi.Tests;

public sealed class LargeBodyTests
{
    private const int SixMebibytes = 6 * 1024 * 1024;
    private static readonly string RequestIdLine = $"Lambda-Runtime-Aws-Request-Id: {Wire.RequestId}\r\n";

    [Theory]
    [InlineData(SixMebibytes, int.MaxValue)]
    [InlineData(SixMebibytes + 100, 1460)]
    [InlineData(WireLimits.MaxEventBody, 65_536)]
    public void An_event_with_a_length_arrives_whole(int length, int piece)
    {
        var body = Wire.Random(length);
        var connection = new ScriptedConnection(Wire.Next(body)) { Piece = piece };

        AssertReceived(connection, body);
    }

    [Theory]
    [InlineData(SixMebibytes, 4096, 1460)]
    [InlineData(SixMebibytes, 32_768, int.MaxValue)]
    [InlineData(SixMebibytes, 1, int.MaxValue)]
    [InlineData(SixMebibytes, SixMebibytes, 65_536)]
    [InlineData(WireLimits.MaxEventBody, 8191, 65_536)]
    public void A_chunked_event_arrives_whole(int length, int chunk, int piece)
    {
        var body = Wire.Random(length);
        var connection = new ScriptedConnection(Wire.Chunked(body, chunk, RequestIdLine)) { Piece = piece };

        AssertReceived(connection, body);
    }

    [Fact]
    public void A_known_length_is_given_its_room_once()
    {
        var answer = Wire.Next(Wire.Random(SixMebibytes));
        var connection = new ScriptedConnection(answer);
        using var client = Clients.Over(connection);
        using var invocation = new Invocation();

        Assert.True(client.Next(invocation).IsOk);

        Assert.Equal(answer.Length, invocation.BufferLength);
        Assert.Equal(2, connection.Receives);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_buffer_goes_back_to_its_first_size_after_some_small_events(bool chunked)
    {
        var body = Wire.Random(SixMebibytes);
        byte[][] answers = [chunked ? Wire.Chunked(body, 10_000, RequestIdLine) : Wire.Next(body), .. Enumerable.Repeat(Wire.Next("{}"), 20)];
        using var client = Clients.Over(new ScriptedConnection(answers));
        using var invocation = new Invocation();
        var sizes = new List<int>();

        for (var i = 0; i < answers.Length; i++)
        {
            Assert.True(client.Next(invocation).IsOk);
            sizes.Add(invocation.BufferLength);
        }

        Assert.All(sizes[..9], size => Assert.InRange(size, SixMebibytes, WireLimits.MaxHeaderBytes + WireLimits.MaxEventBody + WireLimits.MaxHeaderLine));
        Assert.All(sizes[9..], size => Assert.Equal(WireLimits.InitialEventBuffer, size));
    }

    [Fact]
    public void Large_events_in_a_row_keep_their_buffer()
    {
        var large = Wire.Next(Wire.Random(SixMebibytes));
        var small = Wire.Next("{}");
        using var client = Clients.Over(new ScriptedConnection(large, small, small, small));
        using var invocation = new Invocation();

        for (var i = 0; i < 40; i++)
        {
            Assert.True(client.Next(invocation).IsOk);
            Assert.Equal(large.Length, invocation.BufferLength);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65_536)]
    public void An_event_over_the_limit_is_refused_before_it_is_received(int chunk)
    {
        var body = new byte[WireLimits.MaxEventBody + 1];
        var connection = new ScriptedConnection(chunk == 0 ? Wire.Next(body) : Wire.Chunked(body, chunk, RequestIdLine));
        using var client = Clients.Over(connection);

        using var invocation = new Invocation();
        var result = client.Next(invocation);

        Assert.Equal(RuntimeApiResultKind.Malformed, result.Kind);
        Assert.Contains("over the limit of 6356992 bytes", result.Describe(), StringComparison.Ordinal);
        Assert.True(connection.IsDisposed);
    }

    [Fact]
    public void An_answer_to_a_post_is_bounded_too()
    {
        using var client = Clients.Over(new ScriptedConnection(Wire.Response("202 Accepted", "", new string('x', WireLimits.MaxAnswerBody + 1))));

        var result = client.PostResponse("a1"u8, "{}"u8);

        Assert.Equal(RuntimeApiResultKind.Malformed, result.Kind);
        Assert.Contains("over the limit of 65536 bytes", result.Describe(), StringComparison.Ordinal);
    }

    private static void AssertReceived(ScriptedConnection connection, byte[] body)
    {
        using var client = Clients.Over(connection);
        using var invocation = new Invocation();

        var result = client.Next(invocation);

        Assert.True(result.IsOk, result.Describe());
        Assert.True(body.AsSpan().SequenceEqual(invocation.Body), $"expected the {body.Length} bytes sent, found {invocation.Body.Length} others");
        Assert.Equal(Wire.RequestId, Wire.Text(invocation.RequestId));
    }
}
