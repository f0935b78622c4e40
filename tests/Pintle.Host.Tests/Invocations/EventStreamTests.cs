using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using CsCheck;
using Pintle.Host.Invocations;

namespace Pintle.Host.Tests.Invocations;

/// <summary>An EventStream beside a MemoryStream over the same bytes: whatever is done to both, both answer the same.</summary>
public sealed class EventStreamTests
{
    private static readonly Gen<byte[]> Contents = Gen.OneOf(Gen.Byte.Array[0, 40], Gen.Const(Array.Empty<byte>()));
    private static readonly Gen<long> Number = Gen.OneOf(Gen.Long[-3, 50], Gen.Const(long.MaxValue), Gen.Const((long)int.MaxValue), Gen.Const((long)int.MaxValue + 1), Gen.Const(long.MinValue));
    private static Gen<(int Operation, long Number)> Step => Gen.Select(Gen.Int[0, Operations.Length - 1], Number);

    private static byte[] Numbers { get; } = [.. Enumerable.Range(1, 64).Select(number => (byte)number)];

    private static Func<MemoryStream, long, object?>[] Operations { get; } =
    [
        (stream, n) => Read(stream, Small(n)),
        (stream, n) => ReadSpan(stream, Small(n)),
        (stream, n) => ReadAsync(stream, Small(n)),
        (stream, n) => ReadMemoryAsync(stream, Small(n)),
        (stream, _) => stream.ReadByte(),
        (stream, n) => stream.Read(new byte[4], Small(n), Small(n)),
        (stream, n) => stream.Seek(n, SeekOrigin.Begin),
        (stream, n) => stream.Seek(n, SeekOrigin.Current),
        (stream, n) => stream.Seek(n, SeekOrigin.End),
        (stream, n) => stream.Seek(1, (SeekOrigin)n),
        (stream, n) => stream.Position = n,
        (stream, _) => stream.Position,
        (stream, _) => stream.Length,
        (stream, _) => stream.Capacity,
        (stream, _) => $"{stream.CanRead} {stream.CanSeek} {stream.CanWrite}",
        (stream, _) => Text(stream.ToArray()),
        (stream, _) => stream.GetBuffer(),
        (stream, _) => stream.TryGetBuffer(out var buffer) ? buffer.Count : -1,
        (stream, _) => Copy(stream, (from, to) => from.WriteTo(to)),
        (stream, _) => Copy(stream, (from, to) => from.CopyTo(to)),
        (stream, _) => Copy(stream, (from, to) => from.CopyToAsync(to, TestContext.Current.CancellationToken).GetAwaiter().GetResult()),
        (stream, _) => new StreamReader(stream, Encoding.Latin1, leaveOpen: true).ReadToEnd(),
        (stream, _) => { stream.Flush(); return null; },
        (stream, n) => stream.Capacity = Small(n),
        (stream, n) => { stream.SetLength(n); return null; },
        (stream, n) => { stream.Write(Numbers, 0, Small(n)); return null; },
        (stream, n) => { stream.Write(Numbers.AsSpan(0, Math.Max(0, Small(n)) / 4)); return null; },
        (stream, n) => { stream.WriteAsync(Numbers, 0, Small(n) / 4, TestContext.Current.CancellationToken).GetAwaiter().GetResult(); return null; },
        (stream, n) => { stream.WriteAsync(Numbers.AsMemory(0, Math.Max(0, Small(n)) / 8), TestContext.Current.CancellationToken).AsTask().GetAwaiter().GetResult(); return null; },
        (stream, n) => { if (stream.Position < 1000) stream.WriteByte((byte)n); return null; },
    ];

    [Fact]
    public void Behaves_as_a_memory_stream_over_an_array_of_its_size() => Gen.Select(Contents, Step.Array[0, 40]).Sample(
        (bytes, steps) =>
        {
            using var reference = new MemoryStream([.. bytes]);
            using var stream = Of(bytes);
            foreach (var (operation, number) in steps)
                Assert.Equal(Answer(reference, operation, number), Answer(stream, operation, number));
            Assert.Equal(reference.ToArray(), stream.ToArray());
        },
        iter: 20_000);

    [Fact]
    public void Behaves_as_a_memory_stream_also_after_its_disposal()
    {
        byte[] bytes = [1, 2, 3];
        for (var operation = 0; operation < Operations.Length; operation++)
        {
            using var reference = new MemoryStream([.. bytes]);
            using var stream = Of(bytes);
            reference.Dispose();
            stream.Dispose();
            var (expected, found) = (Answer(reference, operation, 1), Answer(stream, operation, 1));
            Assert.True(expected == found, $"operation {operation}: expected {expected}, found {found}");
        }
    }

    [Fact]
    public void Gives_nothing_of_its_memory_after_the_invocation()
    {
        // Every operation that could read, on a stream that was kept beyond its invocation.
        for (var operation = 0; operation < Operations.Length; operation++)
        {
            using var stream = Of("the event of another tenant"u8.ToArray());
            stream.Detach();

            var answer = Answer(stream, operation, 0);

            Assert.DoesNotContain("tenant", answer, StringComparison.Ordinal);
            Assert.DoesNotContain(Text("the"u8), answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Throws_as_a_disposed_one_when_it_is_read_after_the_invocation()
    {
        using var stream = Of([1, 2, 3]);
        stream.Detach();

        Assert.Throws<ObjectDisposedException>(() => stream.Read(new byte[1], 0, 1));
        Assert.Throws<ObjectDisposedException>(() => stream.ReadByte());
        Assert.Throws<ObjectDisposedException>(() => stream.ToArray());
        Assert.Throws<ObjectDisposedException>(() => stream.WriteTo(Stream.Null));
        Assert.Throws<ObjectDisposedException>(() => stream.CopyTo(Stream.Null));
        Assert.Throws<ObjectDisposedException>(() => stream.Length);
        Assert.Throws<ObjectDisposedException>(() => stream.Position);
        Assert.False(stream.CanRead);
        Assert.False(stream.CanSeek);
    }

    /// <summary>Over memory that does not move, as the receive buffer does not; the array is kept alive by the pinned heap's handle.</summary>
    private static unsafe EventStream Of(byte[] bytes)
    {
        var memory = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(memory, 0);
        var stream = new EventStream((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(memory)), memory.Length);
        Kept.Add(stream, memory);
        return stream;
    }

    private static ConditionalWeakTable<EventStream, byte[]> Kept { get; } = [];

    private static string Answer(MemoryStream stream, int operation, long number)
    {
        try
        {
            return Operations[operation](stream, number)?.ToString() ?? "done";
        }
        catch (Exception e) when (e is ArgumentException or IOException or NotSupportedException or ObjectDisposedException or UnauthorizedAccessException)
        {
            return e.GetType().Name;
        }
    }

    private static int Small(long number) => (int)Math.Clamp(number, -2, 60);

    private static string Text(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes);

    private static string Read(MemoryStream stream, int count)
    {
        var buffer = new byte[Math.Max(0, count)];
        return $"{stream.Read(buffer, 0, count)} {Text(buffer)}";
    }

    private static string ReadSpan(MemoryStream stream, int count)
    {
        var buffer = new byte[Math.Max(0, count)];
        return $"{stream.Read(buffer.AsSpan())} {Text(buffer)}";
    }

    private static string ReadAsync(MemoryStream stream, int count)
    {
        var buffer = new byte[Math.Max(0, count)];
#pragma warning disable CA1835 // This overload is the one under test.
        return $"{stream.ReadAsync(buffer, 0, count, TestContext.Current.CancellationToken).GetAwaiter().GetResult()} {Text(buffer)}";
#pragma warning restore CA1835
    }

    /// <summary>A thread that the handler left behind reads far into a large event while the invocation ends: it finds the event's bytes or nothing, and no address that is none.</summary>
    [Fact]
    public void Ends_under_a_thread_that_reads_it()
    {
        const int Size = 1024 * 1024;
        unsafe
        {
            var memory = (byte*)NativeMemory.Alloc(Size);
            new Span<byte>(memory, Size).Fill(7);
            for (var round = 0; round < 300; round++)
            {
                var stream = new EventStream(memory, Size);
                using var reads = new ManualResetEventSlim();
                var reader = new Thread(() => ReadUntilEnd(stream, reads));
                reader.Start();
                reads.Wait(TestContext.Current.CancellationToken);
                stream.Detach();
                reader.Join();
            }

            NativeMemory.Free(memory);
        }
    }

    private static void ReadUntilEnd(EventStream stream, ManualResetEventSlim reads)
    {
        var buffer = new byte[16];
        try
        {
            while (true)
            {
                stream.Position = 900_000;
                Assert.True(stream.Read(buffer, 0, buffer.Length) is 0 || buffer.All(each => each == 7));
                Assert.True(stream.ToArray() is { Length: 0 or 1024 * 1024 });
                reads.Set();
            }
        }
        catch (ObjectDisposedException)
        {
            // The invocation has ended.
        }
    }

    private static string ReadMemoryAsync(MemoryStream stream, int count)
    {
        var buffer = new byte[Math.Max(0, count)];
        return $"{stream.ReadAsync(buffer.AsMemory(), TestContext.Current.CancellationToken).AsTask().GetAwaiter().GetResult()} {Text(buffer)}";
    }

    private static string Copy(MemoryStream stream, Action<MemoryStream, Stream> copy)
    {
        using var target = new MemoryStream();
        copy(stream, target);
        return Text(target.ToArray());
    }
}
