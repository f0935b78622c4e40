using CsCheck;

namespace Pintle.RuntimeApi.Tests;

public sealed class ResponsePropertyTests
{
    private static readonly Gen<string> FieldName = Gen.String[Gen.Char["abcXYZ019-_!~"], 1, 20].Select(name => "X" + name);
    private static readonly Gen<string> FieldValue = Gen.String[Gen.Char[' ', 'ÿ'].Where(c => c != '\u007f'), 0, 60].Select(value => value.Trim(' ', '\t'));
    private static readonly Gen<string> Fields = Gen.Select(FieldName, FieldValue, (name, value) => $"{name}: {value}\r\n").Array[0, 12].Select(lines => string.Concat(lines));
    private static readonly Gen<byte[]> Body = Gen.OneOf(Gen.Byte.Array[0, 300], Gen.Int[0, 40_000].Select(Wire.Random));

    private static readonly Gen<Sample> Samples =
        from status in Gen.Int[200, 599].Where(s => s is not (204 or 304))
        from informational in Gen.Int[0, 3]
        from fields in Fields
        from trace in FieldValue
        from body in Body
        from chunk in Gen.Int[0, 9000]
        from trailers in Fields
        from cuts in Gen.OneOf(Gen.Int[1, 4], Gen.Int[1, 20_000]).Array[0, 60]
        select new Sample(status, informational, fields, trace, body, chunk, trailers, cuts);

    [Fact]
    public void A_valid_response_survives_any_cutting() => Samples.Sample(
        sample =>
        {
            var bytes = sample.Encode();
            using var parser = Feed.NewParser();

            var state = Feed.InPieces(parser, bytes, sample.Cuts);

            return state == ParseState.Complete && parser.Head.Status == sample.Status && parser.Body.SequenceEqual(sample.Body)
                && Wire.Text(parser[LambdaHeader.TraceId]) == sample.Trace;
        },
        iter: 3000);

    [Fact]
    public void A_broken_response_is_never_an_accident() => Gen.Select(Samples, Gen.Int[0, int.MaxValue], Gen.Byte).Sample(
        (sample, place, value) =>
        {
            var bytes = sample.Encode();
            bytes[place % bytes.Length] = value;
            using var parser = Feed.NewParser();
            var state = ParseState.NeedMore;

            for (var at = 0; at < bytes.Length && state == ParseState.NeedMore; at++)
                state = Feed.Whole(parser, bytes.AsSpan(at, 1));

            // Whatever one changed byte does, there is a state, a reason exactly where it is refused, and no more body than was sent.
            return (state == ParseState.Malformed) == (parser.Reason.Length > 0) && parser.Body.Length <= bytes.Length;
        },
        iter: 500);

    private sealed record Sample(int Status, int Informational, string Fields, string Trace, byte[] Body, int Chunk, string Trailers, int[] Cuts)
    {
        public byte[] Encode()
        {
            var early = string.Concat(Enumerable.Repeat($"HTTP/1.1 103 Early\r\n{Fields}\r\n", Informational));
            var head = $"{early}HTTP/1.1 {Status} Some reason\r\n{Fields}Lambda-Runtime-Trace-Id: {Trace}\r\n";
            if (Chunk == 0)
                return [.. Wire.Bytes($"{head}Content-Length: {Body.Length}\r\n\r\n"), .. Body];
            var chunked = Wire.Chunked(Body, Chunk);
            var bodyAt = chunked.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
            return [.. Wire.Bytes($"{head}Transfer-Encoding: chunked\r\n\r\n"), .. chunked[bodyAt..^2], .. Wire.Bytes(Trailers), .. "\r\n"u8];
        }
    }
}
