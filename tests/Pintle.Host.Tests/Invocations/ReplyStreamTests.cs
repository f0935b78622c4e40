using CsCheck;
using Pintle.Host.Invocations;

namespace Pintle.Host.Tests.Invocations;

/// <summary>A ReplyStream beside a MemoryStream: whatever is done to both, both hold and answer the same.</summary>
public sealed class ReplyStreamTests
{
    private static readonly Gen<long> Number = Gen.OneOf(Gen.Long[-3, 40], Gen.Long[4_000, 9_000], Gen.Const((long)int.MaxValue + 1), Gen.Const(long.MinValue));
    private static Gen<(int Operation, long Number)> Step => Gen.Select(Gen.Int[0, Operations.Length - 1], Number);

    private static Func<Stream, long, object?>[] Operations { get; } =
    [
        (stream, n) => { stream.Write(Bytes(n), 0, Bytes(n).Length); return null; },
        (stream, n) => { stream.Write(Bytes(n)); return null; },
        (stream, n) => { stream.Write(Bytes(n)); return null; },
        (stream, n) => { stream.Write(new byte[3], Small(n), Small(n)); return null; },
        (stream, n) => { stream.WriteAsync(Bytes(n), TestContext.Current.CancellationToken).AsTask().GetAwaiter().GetResult(); return null; },
        (stream, n) => { stream.WriteByte((byte)n); return null; },
        (stream, n) => { stream.SetLength(Limited(n)); return null; },
        (stream, n) => stream.Seek(Limited(n), SeekOrigin.Begin),
        (stream, n) => stream.Seek(Limited(n), SeekOrigin.Current),
        (stream, n) => stream.Seek(Limited(n), SeekOrigin.End),
        (stream, n) => stream.Seek(0, (SeekOrigin)Small(n)),
        (stream, n) => stream.Position = Limited(n),
        (stream, n) => Read(stream, Small(n)),
        (stream, _) => stream.ReadByte(),
        (stream, _) => { stream.Flush(); return null; },
        (stream, _) => $"{stream.CanRead} {stream.CanSeek} {stream.CanWrite}",
        (stream, _) => { using var copy = new MemoryStream(); stream.CopyTo(copy); return Convert.ToHexString(copy.ToArray()); },
    ];

    [Fact]
    public void Behaves_as_a_memory_stream() => Step.Array[0, 40].Sample(
        steps =>
        {
            using var reference = new MemoryStream();
            using var stream = new ReplyStream();
            foreach (var (operation, number) in steps)
            {
                Assert.Equal(Answer(reference, operation, number), Answer(stream, operation, number));
                Assert.Equal(reference.Length, stream.Length);
                Assert.Equal(reference.Position, stream.Position);
            }
            Assert.True(reference.ToArray().AsSpan().SequenceEqual(stream.Written.Span), "The contents differ.");
        },
        iter: 20_000);

    [Fact]
    public void Shows_nothing_of_an_earlier_response_after_a_reset() => Step.Array[0, 12].Sample(steps =>
    {
        using var reference = new MemoryStream();
        using var stream = new ReplyStream();
        stream.Write([.. Enumerable.Repeat((byte)0xEE, 20_000)]);
        stream.Reset();
        Assert.Equal(0, stream.Length);
        Assert.Equal(0, stream.Position);

        foreach (var (operation, number) in steps)
            Assert.Equal(Answer(reference, operation, number), Answer(stream, operation, number));

        Assert.True(reference.ToArray().AsSpan().SequenceEqual(stream.Written.Span), "The contents differ.");
    });

    [Fact]
    public void Survives_its_disposal_which_serializers_do()
    {
        var stream = new ReplyStream();
        stream.Write("before"u8);
        stream.Dispose();

        stream.Write(" after"u8);

        Assert.Equal("before after"u8, stream.Written.Span);
    }

    [Fact]
    public unsafe void Gives_a_large_buffer_back_and_keeps_a_small_one()
    {
        using var stream = new ReplyStream();

        stream.Write(new byte[1000]);
        var small = (nint)stream.Written.Data;
        stream.Reset();
        Assert.Equal(small, (nint)stream.Written.Data);

        stream.Write(new byte[2 * 1024 * 1024]);
        stream.Reset();
        Assert.Equal(0, (nint)stream.Written.Data);
        Assert.Equal(0, stream.Written.Length);
    }

    private static string Answer(Stream stream, int operation, long number)
    {
        try
        {
            return Operations[operation](stream, number)?.ToString() ?? "done";
        }
        catch (Exception e) when (e is ArgumentException or IOException or NotSupportedException)
        {
            return e.GetType().Name;
        }
    }

    private static byte[] Bytes(long number) => [.. Enumerable.Range(0, (int)Math.Clamp(number, 0, 9_000)).Select(i => (byte)(i + number))];

    private static int Small(long number) => (int)Math.Clamp(number, -2, 60);

    /// <summary>Not two gigabytes of zeros.</summary>
    private static long Limited(long number) => number is > 9_000 and <= int.MaxValue ? 9_000 : number;

    private static string Read(Stream stream, int count)
    {
        var buffer = new byte[Math.Max(0, count)];
        return $"{stream.Read(buffer, 0, count)} {Convert.ToHexString(buffer)}";
    }
}
