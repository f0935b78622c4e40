using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Pintle.Emulator.Invoke;

namespace Pintle.Fuzz;

/// <summary>
/// A streamed answer of the Invoke API. The first byte is flags (bit 0: an error, bit 1: the log is asked for, bit 2: not streamed), the second says how large the writes are, and the rest is the payload.
/// A decoder of its own, strict in lengths and checksums, gets back the whole payload and one event at its end; and of a stream with one other bit nothing is taken from there on.
/// </summary>
internal static class EventStreamTarget
{
    private const int MessageOverhead = 16;

    public static IReadOnlyList<byte[]> Seeds { get; } = [[0, 3, .. "hello"u8], [1, 1, .. "{\"errorType\":\"X\"}"u8], [2, 40, 0, 0xff, 0xC3, 0x28], [6, 0]];

    public static void Run(byte[] input)
    {
        if (input.Length < 2)
            return;
        var (isError, withLog, isStreamed) = ((input[0] & 1) != 0, (input[0] & 2) != 0, (input[0] & 4) == 0);
        var payload = input[2..];
        var context = new DefaultHttpContext();
        using var sent = new MemoryStream();
        context.Response.Body = sent;
        using var stream = new EventResponseStream(context, "$LATEST");
        if (isStreamed)
        {
            foreach (var piece in payload.Chunk(input[1] + 1))
                Wait(stream.WriteAsync(piece).AsTask());
        }

        Wait(stream.EndAsync(new FunctionAnswer(payload, isError, ["START", Encoding.Latin1.GetString(payload)], isStreamed), withLog));
        Wait(context.Response.BodyWriter.FlushAsync().AsTask());
        var bytes = sent.ToArray();
        var messages = Decode(bytes, out var taken);
        InvariantException.Require(taken == bytes.Length, $"expected {bytes.Length} bytes of whole messages, found {taken}");
        InvariantException.Require(messages.Count > 0 && messages[^1].Type == "InvokeComplete" && messages[..^1].TrueForAll(message => message.Type == "PayloadChunk"), "expected chunks and one event at their end");
        var received = messages[..^1].SelectMany(message => message.Payload).ToArray();
        InvariantException.Require(received.AsSpan().SequenceEqual(isError && !isStreamed ? [] : payload), "expected the payload to its last byte");
        using var end = JsonDocument.Parse(messages[^1].Payload);
        InvariantException.Require(end.RootElement.TryGetProperty("ErrorCode", out _) == isError && end.RootElement.TryGetProperty("LogResult", out _) == withLog, "expected an error and a log exactly where there are some");

        // One other bit anywhere: what stands before its message is taken, and nothing of it or after it.
        var place = payload.Aggregate(17, (hash, each) => (hash * 31) + each) & int.MaxValue;
        bytes[place % bytes.Length] ^= (byte)(1 << (place % 8));
        _ = Decode(bytes, out var before);
        InvariantException.Require(before <= place % bytes.Length, $"expected nothing of a message that was changed at {place % bytes.Length}, found {before} bytes taken");
    }

    private static void Wait(Task task) => task.GetAwaiter().GetResult();

    /// <summary>As far as messages are whole and right.</summary>
    private static List<(string Type, byte[] Payload)> Decode(ReadOnlySpan<byte> bytes, out int taken)
    {
        var messages = new List<(string Type, byte[] Payload)>();
        for (taken = 0; bytes.Length - taken >= MessageOverhead;)
        {
            var rest = bytes[taken..];
            var (length, headers) = (BinaryPrimitives.ReadUInt32BigEndian(rest), BinaryPrimitives.ReadUInt32BigEndian(rest[4..]));
            if (Checksum(rest[..8]) != BinaryPrimitives.ReadUInt32BigEndian(rest[8..]) || length < MessageOverhead || length > rest.Length || headers > length - MessageOverhead)
                return messages;
            var message = rest[..(int)length];
            if (Checksum(message[..^4]) != BinaryPrimitives.ReadUInt32BigEndian(message[^4..]))
                return messages;
            messages.Add((TypeOf(message.Slice(12, (int)headers)), message[(12 + (int)headers)..^4].ToArray()));
            taken += message.Length;
        }

        return messages;
    }

    /// <summary>Headers are a name, a kind (7: text) and a value, each text with its length before it.</summary>
    private static string TypeOf(ReadOnlySpan<byte> headers)
    {
        var type = "";
        while (!headers.IsEmpty)
        {
            var name = Encoding.ASCII.GetString(headers.Slice(1, headers[0]));
            headers = headers[(1 + headers[0])..];
            InvariantException.Require(headers[0] == 7, $"expected a text for {name}");
            var length = BinaryPrimitives.ReadUInt16BigEndian(headers[1..]);
            if (name == ":event-type")
                type = Encoding.ASCII.GetString(headers.Slice(3, length));
            headers = headers[(3 + length)..];
        }

        return type;
    }

    /// <summary>CRC-32 of ISO 3309, bit by bit: the encoder has its own, with a table.</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var rest = uint.MaxValue;
        foreach (var each in bytes)
        {
            rest ^= each;
            for (var bit = 0; bit < 8; bit++)
                rest = (rest & 1) == 0 ? rest >> 1 : (rest >> 1) ^ 0xEDB88320;
        }

        return ~rest;
    }
}
