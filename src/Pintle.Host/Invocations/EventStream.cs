namespace Pintle.Host.Invocations;

/// <summary>
/// The event as a stream over the bootstrap's receive buffer, without a copy. A MemoryStream because AWS's is one, over an array of the event's size: it can be written and cut, and does not grow.
/// It ends with the invocation: afterwards it behaves as a disposed one, because its memory then holds the next event.
/// </summary>
internal sealed unsafe class EventStream(byte* data, int length) : MemoryStream([])
{
    // The bootstrap owns the memory and does not look at the event again; null from Detach on.
    private byte* _data = data;
    private int _capacity = length;
    private int _length = length;
    private int _position;
    private bool _isClosed;
    private bool _isDetached;

    public override bool CanRead => !_isClosed;
    public override bool CanSeek => !_isClosed;
    public override bool CanWrite => !_isClosed;
    public override long Length => Open()._length;

    public override int Capacity
    {
        get => Open()._capacity;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, Length);
            if (value != _capacity)
                throw CannotGrow();
        }
    }

    public override long Position
    {
        get => Open()._position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, int.MaxValue);
            Open()._position = (int)value;
        }
    }

    /// <summary>
    /// Each field is read once: a thread that the handler has left behind may read at the moment the invocation ends. It then finds the event or nothing, never an address made of two states.
    /// </summary>
    public ReadOnlySpan<byte> Rest
    {
        get
        {
            var data = _data;
            var (position, length) = (_position, _length);
            return data == null || position >= length ? [] : new(data + position, length - position);
        }
    }

    public void Detach()
    {
        _isClosed = _isDetached = true;
        _length = _capacity = 0;
        _data = null;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    public override int Read(Span<byte> buffer)
    {
        var rest = Open().Rest;
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int ReadByte()
    {
        var rest = Open().Rest;
        if (rest.IsEmpty)
            return -1;
        _position++;
        return rest[0];
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<int>(cancellationToken) : Task.FromResult(Read(buffer, offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : new ValueTask<int>(Read(buffer.Span));

    public override long Seek(long offset, SeekOrigin loc)
    {
        var from = loc switch
        {
            SeekOrigin.Begin => 0L,
            SeekOrigin.Current => Open()._position,
            SeekOrigin.End => Open()._length,
            _ => throw new ArgumentException("Unknown origin.", nameof(loc)),
        };
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, int.MaxValue - from);
        if (offset < -from)
            throw new IOException("A position before the stream's start was asked for.");
        Position = from + offset;
        return _position;
    }

    /// <summary>Works on a disposed stream too, as MemoryStream's own does; not after the invocation.</summary>
    public override byte[] ToArray()
    {
        ObjectDisposedException.ThrowIf(_isDetached, this);
        var data = _data;
        var length = _length;
        return data == null ? [] : new ReadOnlySpan<byte>(data, length).ToArray();
    }

    public override byte[] GetBuffer() => throw new UnauthorizedAccessException("The event's memory belongs to the runtime. Use ToArray.");

    public override bool TryGetBuffer(out ArraySegment<byte> buffer)
    {
        buffer = default;
        return false;
    }

    public override void WriteTo(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var data = Open()._data;
        var length = _length;
        stream.Write(data == null ? [] : new ReadOnlySpan<byte>(data, length));
    }

    public override void CopyTo(Stream destination, int bufferSize)
    {
        ValidateCopyToArguments(destination, bufferSize);
        var rest = Open().Rest;
        _position += rest.Length;
        destination.Write(rest);
    }

    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        ValidateCopyToArguments(destination, bufferSize);
        var rest = Open().Rest.ToArray();
        _position += rest.Length;
        return destination.WriteAsync(rest, cancellationToken).AsTask();
    }

    public override void Flush() { }
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void SetLength(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, int.MaxValue);
        ClearUpTo(Reserve((int)value));
        _length = (int)value;
        _position = Math.Min(_position, _length);
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var data = Open()._data;
        var position = _position;
        var end = Reserve((long)position + buffer.Length);
        ClearUpTo(position);
        if (data == null && !buffer.IsEmpty)
            throw new NotSupportedException("The event's stream is closed.");
        buffer.CopyTo(data == null ? [] : new Span<byte>(data + position, buffer.Length));
        _position = end;
        _length = Math.Max(_length, end);
    }

    public override void WriteByte(byte value) => Write([value]);

    protected override void Dispose(bool disposing)
    {
        _isClosed = true;
        base.Dispose(disposing);
    }

    private static NotSupportedException CannotGrow() => new("An event's stream cannot become longer than the event was. Copy it into a MemoryStream of your own.");

    private int Reserve(long end)
    {
        if (_isClosed || end > _capacity)
            throw _isClosed ? new NotSupportedException("The event's stream is closed.") : end > int.MaxValue ? new IOException("The stream would be too long.") : CannotGrow();
        return (int)end;
    }

    /// <summary>A gap that seeking or cutting left is zeros, never what stood there.</summary>
    private void ClearUpTo(int end)
    {
        var data = _data;
        var length = _length;
        if (end > length && data != null)
            new Span<byte>(data + length, end - length).Clear();
    }

    private EventStream Open()
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        return this;
    }
}
