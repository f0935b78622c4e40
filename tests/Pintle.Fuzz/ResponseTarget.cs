using System.Text;
using Pintle.RuntimeApi;

namespace Pintle.Fuzz;

/// <summary>
/// The response parser and chunked decoding. The first byte is flags (bit 0: whether a length is needed), the second seeds the sizes of the reads, 1 to 61 bytes each, and the rest is what the server
/// sends. The outcomes are a closed list: whole, broken with a reason, or not at its end yet.
/// </summary>
internal static class ResponseTarget
{
    private const int LargestRead = 61;

    private const string Ok = "HTTP/1.1 200 OK\r\n";

    public static IReadOnlyList<byte[]> Seeds { get; } =
    [
        Seed($"{Ok}Content-Length: 5\r\nLambda-Runtime-Aws-Request-Id: r\r\n\r\nhello"),
        Seed($"{Ok}Transfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n00A\r\n0123456789\r\n0\r\nX: a\r\n\r\n"),
        Seed($"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 X\r\nA: b\r\n\r\n{Ok}Content-Length: 0\r\nConnection: close\r\n\r\n"),
        Seed("HTTP/1.0 202\r\n\r\n{}"), Seed("HTTP/1.1 204 X\r\nTransfer-Encoding: chunked\r\n\r\n"), Seed("HTTP/1.1 304 X\r\nContent-Length: 5\r\n\r\n"),
        Seed($"{Ok}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"), Seed($"{Ok}X: a\r\n b\r\n\r\n"), Seed($"{Ok}Content-Length: 18446744073709551621\r\n\r\n"),
    ];

    public static void Run(byte[] input)
    {
        if (input.Length < 2)
            return;
        var needsLength = (input[0] & 1) == 0;
        var sent = input.AsSpan(2);

        var whole = Read(sent, needsLength, _ => int.MaxValue);
        var random = new Random(input[1]);
        var pieces = Read(sent, needsLength, _ => random.Next(1, LargestRead + 1));
        var isExtra = whole.State == ParseState.Malformed && whole.Reason.Contains("after the end", StringComparison.Ordinal);
        // An answer that says no length has what came with its head for a body, and what comes after its end depends on what came with it.
        if (whole.HasLength && !isExtra)
            InvariantException.Require(whole == pieces, $"expected {whole}, found {pieces} in pieces");
        if (whole.State != ParseState.Complete || !whole.HasLength)
            return;

        // Nothing is accepted that is not whole: one byte less, and it is not at its end yet.
        var less = Read(sent[..^1], needsLength, _ => int.MaxValue);
        InvariantException.Require(less.State == ParseState.NeedMore, $"expected to want more without the last byte, found {less}");
    }

    private static Outcome Read(ReadOnlySpan<byte> sent, bool needsLength, Func<int, int> size)
    {
        using var parser = new ResponseParser(WireLimits.InitialAnswerBuffer, WireLimits.MaxAnswerBody, needsLength);
        var state = ParseState.NeedMore;
        for (var at = 0; at < sent.Length && state == ParseState.NeedMore;)
        {
            var room = parser.MakeRoom();
            InvariantException.Require(room.Length > 0, "expected room for a byte");
            var count = Math.Min(Math.Min(size(at), room.Length), sent.Length - at);
            sent.Slice(at, count).CopyTo(room);
            at += count;
            state = parser.Advance(count);
        }

        InvariantException.Require((state == ParseState.Malformed) == (parser.Reason.Length > 0), $"expected a reason exactly where a rule is broken, found {state} and \"{parser.Reason}\"");
        InvariantException.Require(parser.Body.Length <= sent.Length, "expected no more body than was sent");
        InvariantException.Require(state == ParseState.Complete || parser.Body.IsEmpty, "expected no body before the end");
        return state == ParseState.Complete
            ? new(state, "", parser.Head.Status, Encoding.Latin1.GetString(parser.Body), Encoding.Latin1.GetString(parser[LambdaHeader.RequestId]), parser.Head.HasNoBody || parser.Head.IsChunked || parser.Head.ContentLength >= 0)
            : new(state, parser.Reason, 0, "", "", true);
    }

    private static byte[] Seed(string text) => [1, 7, .. Encoding.Latin1.GetBytes(text)];

    private sealed record Outcome(ParseState State, string Reason, int Status, string Body, string RequestId, bool HasLength);
}
