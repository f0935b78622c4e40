namespace Pintle.RuntimeApi.Tests;

public sealed class ResponseParserTests
{
    /// <summary>Name, bytes, status, body.</summary>
    public static TheoryData<string, string, int, string> Valid => new()
    {
        { "length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello" },
        { "empty body", "HTTP/1.1 202 Accepted\r\ncontent-length:0\r\n\r\n", 202, "" },
        { "leading zeros in the length", "HTTP/1.1 200 OK\r\nContent-Length: 0005\r\n\r\nhello", 200, "hello" },
        { "no reason", "HTTP/1.1 200 \r\nContent-Length: 1\r\n\r\n!", 200, "!" },
        { "no reason and no space", "HTTP/1.1 200\r\nContent-Length: 1\r\n\r\n!", 200, "!" },
        { "names in any case", "HTTP/1.1 200 OK\r\ncOnTeNt-LENGTH: 1\r\n\r\n!", 200, "!" },
        { "white space around a value", "HTTP/1.1 200 OK\r\nContent-Length:  \t 1 \t\r\nX: \ta b\tc\r\n\r\n!", 200, "!" },
        { "an empty value", "HTTP/1.1 200 OK\r\nX-Empty:\r\nContent-Length: 1\r\n\r\n!", 200, "!" },
        { "bytes above 0x7F in a value", "HTTP/1.1 200 OK\r\nX: caf\xe9\r\nContent-Length: 1\r\n\r\n!", 200, "!" },
        { "chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n", 200, "hello, world" },
        { "chunks that hold line ends", "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n6\r\n\r\n0\r\n\r\r\n0\r\n\r\n", 200, "\r\n0\r\n\r" },
        { "upper and lower hexadecimal digits", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n0B\r\n0123456789A\r\n0\r\n\r\n", 200, "01234567890123456789A" },
        { "chunk extensions", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b;c=\"d e\"\r\nhi\r\n1 ; x\r\n!\r\n000;last\r\n\r\n", 200, "hi!" },
        { "trailers", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nDigest: abc\r\nContent-Length: 9\r\n\r\n", 200, "hi" },
        { "no chunk at all", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 200, "" },
        { "204 without a body", "HTTP/1.1 204 No Content\r\n\r\n", 204, "" },
        { "304 with the length of what it does not send", "HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n", 304, "" },
        { "informational responses first", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", 200, "hi" },
        { "HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", 200, "hi" },
    };

    [Theory]
    [MemberData(nameof(Valid))]
    public void Reads_the_same_response_at_every_split_point(string name, string text, int status, string body)
    {
        var bytes = Wire.Bytes(text);
        for (var split = 0; split <= bytes.Length; split++)
        {
            using var parser = Feed.NewParser();

            var state = Feed.InPieces(parser, bytes, [split]);

            Assert.True(state == ParseState.Complete, $"{name}, split at {split}: {state}, {parser.Reason}");
            Assert.Equal((name, split, status, body), (name, split, parser.Head.Status, Wire.Text(parser.Body)));
        }
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void Reads_the_same_response_one_byte_at_a_time(string name, string text, int status, string body)
    {
        var bytes = Wire.Bytes(text);
        using var parser = Feed.NewParser();

        var state = Feed.InPieces(parser, bytes, Enumerable.Repeat(1, bytes.Length));

        Assert.True(state == ParseState.Complete, $"{name}: {state}, {parser.Reason}");
        Assert.Equal((status, body), (parser.Head.Status, Wire.Text(parser.Body)));
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void Wants_more_after_every_prefix(string name, string text, int status, string body)
    {
        var bytes = Wire.Bytes(text);
        for (var length = 0; length < bytes.Length; length++)
        {
            using var parser = Feed.NewParser();

            var state = Feed.Whole(parser, bytes.AsSpan(0, length));

            Assert.True(state == ParseState.NeedMore, $"{name} ({status}, {body.Length} bytes), cut to {length}: {state}, {parser.Reason}");
            Assert.True(parser.Body.IsEmpty, $"{name}, cut to {length}: an unfinished body is visible");
        }
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void Refuses_a_byte_after_the_end(string name, string text, int status, string body)
    {
        using var parser = Feed.NewParser();

        var state = Feed.Whole(parser, Wire.Bytes(text + "H"));

        Assert.True(state == ParseState.Malformed, $"{name} ({status}, {body.Length} bytes): {state}");
        Assert.True(parser.Body.IsEmpty, $"{name}: a body of what is refused is visible");
        Assert.Contains("1 bytes came after the end", parser.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void Forgets_the_response_before(string name, string text, int status, string body)
    {
        using var parser = Feed.NewParser();
        var first = Wire.Chunked(Wire.Random(20_000), 3000, "Lambda-Runtime-Trace-Id: Root=1\r\nConnection: close\r\n");
        Assert.Equal(ParseState.Complete, Feed.Whole(parser, first));

        parser.Reset();
        var state = Feed.Whole(parser, Wire.Bytes(text));

        Assert.True(state == ParseState.Complete, $"{name}: {state}, {parser.Reason}");
        Assert.Equal((status, body), (parser.Head.Status, Wire.Text(parser.Body)));
        Assert.True(parser[LambdaHeader.TraceId].IsEmpty);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n", false)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nconnection: x-a,\t Close \r\nContent-Length: 0\r\n\r\n", true)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", true)]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", true)]
    public void Knows_whether_the_connection_goes_on(string text, bool closes)
    {
        using var parser = Feed.NewParser();

        Assert.Equal(ParseState.Complete, Feed.Whole(parser, Wire.Bytes(text)));

        Assert.Equal(closes, parser.Head.Closes);
    }
}
