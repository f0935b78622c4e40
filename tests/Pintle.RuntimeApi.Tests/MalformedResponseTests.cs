namespace Pintle.RuntimeApi.Tests;

public sealed class MalformedResponseTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";
    private const string Chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    /// <summary>What is sent, and a part of the reason it is refused for.</summary>
    public static TheoryData<string, string> Corpus => new()
    {
        { "220 smtp.example ESMTP\r\n", "does not begin with HTTP/1." },
        { "HTTP/2 200 OK\r\n", "does not begin with HTTP/1." },
        { "http/1.1 200 OK\r\n", "does not begin with HTTP/1." },
        { "\r\n", "does not begin with HTTP/1." },
        { "HTTP/1.1  200 OK\r\n", "is not a status line (RFC 9112 §4)" },
        { "HTTP/1.x 200 OK\r\n", "is not a status line (RFC 9112 §4)" },
        { "HTTP/1.1 20\r\n", "is not a status line (RFC 9112 §4)" },
        { "HTTP/1.1 2000 OK\r\n", "is not a status line (RFC 9112 §4)" },
        { "HTTP/1.1 2x0 OK\r\n", "is not a status line (RFC 9112 §4)" },
        { "HTTP/1.1 099 Low\r\n", "is not a status line (RFC 9112 §4)" },
        { "HTTP/1.1 600 High\r\n", "is not a status line (RFC 9112 §4)" },
        { "HTTP/1.1 200 O\0K\r\n", "is not a status line (RFC 9112 §4)" },
        { "HTTP/1.1 200 OK\n", "the status line ends in LF without CR (RFC 9112 §2.2)" },
        { "HTTP/1.1 200 " + new string('x', WireLimits.MaxStatusLine) + "\r\n", "the status line is longer than 512 bytes" },
        { "HTTP/1.1 101 Switching Protocols\r\n\r\n", "status 101" },
        { string.Concat(Enumerable.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 9)), "more than 8 informational responses" },
        { Ok + "X: a\nContent-Length: 0\r\n\r\n", "a header line ends in LF without CR (RFC 9112 §2.2)" },
        { Ok + "\n", "a header line ends in LF without CR (RFC 9112 §2.2)" },
        { Ok + "X: a\rb\r\n", "holds a control character (RFC 9110 §5.5)" },
        { Ok + "X: a\0b\r\n", "holds a control character (RFC 9110 §5.5)" },
        { Ok + "X: a\u007fb\r\n", "holds a control character (RFC 9110 §5.5)" },
        { Ok + "X: a\r\n b\r\n", "obsolete line folding" },
        { Ok + "\tX: a\r\n", "obsolete line folding" },
        { Ok + "no colon\r\n", "has no colon (RFC 9112 §5)" },
        { Ok + ": nameless\r\n", "is not a header name" },
        { Ok + "X : a\r\n", "white space before the colon" },
        { Ok + "X\0Y: a\r\n", "is not a header name" },
        { Ok + "Caf\xe9: a\r\n", "is not a header name" },
        { Ok + "X(Y): a\r\n", "is not a header name" },
        { Ok + "X: " + new string('a', WireLimits.MaxHeaderLine) + "\r\n", "a header line is longer than 16384 bytes" },
        { Ok + string.Concat(Enumerable.Repeat("X: a\r\n", 101)), "more than 100 headers" },
        { Ok + string.Concat(Enumerable.Repeat("X: " + new string('a', 16_000) + "\r\n", 5)), "the headers are longer than 65536 bytes" },
        { Ok + "\r\n", "neither Content-Length nor Transfer-Encoding" },
        { Ok + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", "Content-Length came twice" },
        { Ok + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", "Content-Length came twice" },
        { Ok + "Content-Length: 5, 5\r\n\r\nhello", "is not one decimal number" },
        { Ok + "Content-Length: -1\r\n\r\n", "is not one decimal number" },
        { Ok + "Content-Length: +1\r\n\r\n!", "is not one decimal number" },
        { Ok + "Content-Length: 0x5\r\n\r\nhello", "is not one decimal number" },
        { Ok + "Content-Length: 1.0\r\n\r\n!", "is not one decimal number" },
        { Ok + "Content-Length:\r\n\r\n", "Content-Length is empty" },
        { Ok + "Content-Length: 4294967297\r\n\r\n!", "is more than can be received" },
        { Ok + "Content-Length: 18446744073709551617\r\n\r\n!", "is more than can be received" },
        { Ok + $"Content-Length: {WireLimits.MaxEventBody + 1}\r\n\r\n", "is over the limit of 6356992 bytes" },
        { Ok + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", "both Transfer-Encoding and Content-Length" },
        { Ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "both Transfer-Encoding and Content-Length" },
        { Ok + "Transfer-Encoding: gzip\r\n\r\n", "only chunked, once, is understood" },
        { Ok + "Transfer-Encoding: gzip, chunked\r\n\r\n", "only chunked, once, is understood" },
        { Ok + "Transfer-Encoding: chunked, chunked\r\n\r\n", "only chunked, once, is understood" },
        { Ok + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", "only chunked, once, is understood" },
        { Ok + "Transfer-Encoding:\r\n\r\n", "only chunked, once, is understood" },
        { Ok + "Transfer-Encoding: \vchunked\r\n\r\n", "holds a control character" },
        { "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "in an HTTP/1.0 response" },
        { Ok + "Lambda-Runtime-Aws-Request-Id: a\r\nlambda-runtime-aws-request-id: b\r\n", "came twice (RFC 9110 §5.3)" },
        { Chunks + "\r\n", "a chunk size is not a hexadecimal number" },
        { Chunks + "g\r\n", "a chunk size is not a hexadecimal number" },
        { Chunks + " 5\r\nhello\r\n", "a chunk size is not a hexadecimal number" },
        { Chunks + "-5\r\nhello\r\n", "a chunk size is not a hexadecimal number" },
        { Chunks + "5 5\r\nhello\r\n", "something other than an extension" },
        { Chunks + "0x5\r\nhello\r\n", "something other than an extension" },
        { Chunks + "5;a\0b\r\nhello\r\n", "something other than an extension" },
        { Chunks + "5\nhello\r\n", "a chunk size line ends in LF without CR" },
        { Chunks + "5\r\nhello!\r\n", "longer or shorter than its size says" },
        { Chunks + "6\r\nhello\r\n0\r\n", "longer or shorter than its size says" },
        { Chunks + "5\r\nhello\n", "longer or shorter than its size says" },
        { Chunks + "5\r\nhello\rX", "longer or shorter than its size says" },
        { Chunks + "7fffffff\r\n", "the chunks are over the limit of 6356992 bytes" },
        { Chunks + "ffffffffffffffffffff\r\n", "the chunks are over the limit of 6356992 bytes" },
        { Chunks + $"5\r\nhello\r\n{WireLimits.MaxEventBody - 4:x}\r\n", "the chunks are over the limit of 6356992 bytes" },
        { Chunks + "5;" + new string('x', WireLimits.MaxChunkLine) + "\r\n", "a chunk size line is longer than 256 bytes" },
        { Chunks + new string('0', WireLimits.MaxChunkLine) + "5\r\n", "a chunk size line is longer than 256 bytes" },
        { Chunks + "0\r\nno colon\r\n\r\n", "has no colon" },
        { Chunks + "0\r\n folded\r\n\r\n", "obsolete line folding" },
        { Chunks + "0\r\nX: a\n\r\n", "a trailer line ends in LF without CR" },
        { Chunks + "0\r\n" + string.Concat(Enumerable.Repeat("X: a\r\n", 33)), "more than 32 trailers" },
        { Chunks + "0\r\nX: " + new string('a', WireLimits.MaxHeaderLine) + "\r\n", "a trailer line is longer than 16384 bytes" },
    };

    [Theory]
    [MemberData(nameof(Corpus))]
    public void Is_refused_with_its_reason_in_one_piece(string text, string reason)
    {
        using var parser = Feed.NewParser();

        var state = Feed.Whole(parser, Wire.Bytes(text));

        Assert.Equal(ParseState.Malformed, state);
        Assert.Contains(reason, parser.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Corpus))]
    public void Is_refused_with_the_same_reason_one_byte_at_a_time(string text, string reason)
    {
        var bytes = Wire.Bytes(text);
        using var parser = Feed.NewParser();

        var state = Feed.InPieces(parser, bytes, Enumerable.Repeat(1, bytes.Length));

        Assert.Equal(ParseState.Malformed, state);
        Assert.Contains(reason, parser.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Corpus))]
    public void Is_refused_with_the_same_reason_at_every_split_point(string text, string reason)
    {
        var bytes = Wire.Bytes(text);
        // Long entries differ from each other only in their filling: their ends and a sample between are enough.
        var step = Math.Max(1, bytes.Length / 500);
        for (var split = 0; split < bytes.Length; split += step)
        {
            using var parser = Feed.NewParser();

            var state = Feed.InPieces(parser, bytes, [split]);

            Assert.True(state == ParseState.Malformed, $"split at {split}: {state}");
            Assert.True(parser.Reason.Contains(reason, StringComparison.Ordinal), $"split at {split}: expected \"{reason}\", found \"{parser.Reason}\"");
        }
    }

    [Fact]
    public void Never_quotes_what_may_be_an_event()
    {
        using var parser = Feed.NewParser();

        _ = Feed.Whole(parser, Wire.Bytes(Chunks + "2\r\n{}secret-token\r\n"));
        var inChunk = parser.Reason;
        parser.Reset();
        _ = Feed.Whole(parser, "secret-token\r\n"u8);

        Assert.DoesNotContain("secret", inChunk + parser.Reason, StringComparison.Ordinal);
    }
}
