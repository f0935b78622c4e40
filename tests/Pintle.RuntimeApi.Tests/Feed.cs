namespace Pintle.RuntimeApi.Tests;

/// <summary>Gives bytes to a parser, cut as a test wants them.</summary>
internal static class Feed
{
    public static ResponseParser NewParser() => new(WireLimits.InitialAnswerBuffer, WireLimits.MaxEventBody);

    /// <summary>In one piece, unless the parser's room is smaller.</summary>
    public static ParseState Whole(ResponseParser parser, ReadOnlySpan<byte> bytes)
    {
        var state = ParseState.NeedMore;
        while (!bytes.IsEmpty && state == ParseState.NeedMore)
        {
            var room = parser.MakeRoom();
            var count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            bytes = bytes[count..];
            state = parser.Advance(count);
        }

        return bytes.IsEmpty || state == ParseState.Malformed ? state : throw new InvalidOperationException($"the parser was {state} with {bytes.Length} bytes to go");
    }

    public static ParseState InPieces(ResponseParser parser, ReadOnlySpan<byte> bytes, IEnumerable<int> sizes)
    {
        var state = ParseState.NeedMore;
        foreach (var size in sizes)
        {
            if (bytes.IsEmpty || state != ParseState.NeedMore)
                break;
            var count = Math.Min(size, bytes.Length);
            state = Whole(parser, bytes[..count]);
            bytes = bytes[count..];
        }

        return bytes.IsEmpty || state != ParseState.NeedMore ? state : Whole(parser, bytes);
    }
}
