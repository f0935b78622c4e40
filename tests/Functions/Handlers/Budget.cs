using System.Buffers.Text;
using Amazon.Lambda.Core;

namespace Handlers;

/// <summary>
/// Tells what the runtime itself allocates from the end of one invocation's handler to the start of the next one: managed bytes of the thread. The handlers allocate nothing, and neither
/// does their serializer.
/// </summary>
public sealed class Budget
{
    private static readonly Figure Figure = new();
    private static readonly FixedStream Text = new();

    [ThreadStatic]
    private static long t_last;

    public Stream OfStream(Stream input)
    {
        Text.Write(GC.GetAllocatedBytesForCurrentThread() - t_last);
        t_last = GC.GetAllocatedBytesForCurrentThread();
        return Text;
    }

    /// <summary>How often the youngest generation has been collected.</summary>
    public Stream Collections(Stream input)
    {
        Text.Write(GC.CollectionCount(0));
        return Text;
    }

    public Stream OfStreamWithContext(Stream input, ILambdaContext context) => OfStream(input);

    [LambdaSerializer(typeof(FixedSerializer))]
    public Figure OfValue(Figure input)
    {
        Figure.Bytes = GC.GetAllocatedBytesForCurrentThread() - t_last;
        t_last = GC.GetAllocatedBytesForCurrentThread();
        return Figure;
    }

    [LambdaSerializer(typeof(FixedSerializer))]
    public Figure OfValueWithContext(Figure input, ILambdaContext context) => OfValue(input);

    [LambdaSerializer(typeof(FixedSerializer))]
    public Task<Figure> OfTask(Figure input)
    {
        _ = OfValue(input);
        return Done.Task;
    }

    private static class Done
    {
        public static readonly Task<Figure> Task = System.Threading.Tasks.Task.FromResult(Figure);
    }

    /// <summary>Knows one value, and writes and reads it without allocating.</summary>
    public sealed class FixedSerializer : ILambdaSerializer
    {
        private readonly byte[] _text = new byte[20];

        public T Deserialize<T>(Stream requestStream) => (T)(object)Figure;

        public void Serialize<T>(T response, Stream responseStream)
        {
            _ = Utf8Formatter.TryFormat(Figure.Bytes, _text, out var length);
            responseStream.Write(_text, 0, length);
        }
    }

    /// <summary>A number as text, over and over again: disposing it does nothing.</summary>
    private sealed class FixedStream : Stream
    {
        private readonly byte[] _text = new byte[20];
        private int _length;

        public void Write(long number) => _ = Utf8Formatter.TryFormat(number, _text, out _length);

        public override void CopyTo(Stream destination, int bufferSize) => destination.Write(_text, 0, _length);

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override void Close()
        {
        }
    }
}

public sealed class Figure
{
    public long Bytes { get; set; }
}
