using System.Runtime.InteropServices;
using System.Text;
using Pintle.Shared;

namespace Pintle.Host.Invocations;

/// <summary>
/// Native memory that a reply is written to and that the bootstrap reads from directly. Owns the memory; grows by doubling, and gives a large buffer back at the next reset.
/// Disposing it does nothing: serializers dispose what they write to, and the buffer belongs to the slot.
/// </summary>
internal sealed unsafe class ReplyStream : Stream
{
    /// <summary>
    /// A buffer beyond this is not kept for the next invocation: one response of 6 MB must not hold 8 MB for ever. Chosen, not measured: a higher limit holds more memory, a lower one allocates anew for more responses.
    /// </summary>
    private const int KeptCapacity = 1024 * 1024;

    // Chosen, not measured: a larger response doubles it until it fits.
    private const int FirstCapacity = 4 * 1024;

    private byte* _data;
    private byte[]? _held;
    private int _capacity;
    private int _length;
    private int _position;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => true;
    public override long Length => _length;
    public override long Position { get => _position; set => Seek(value); }

    /// <summary>What was written, borrowed until the next write or reset.</summary>
    public Bytes Written => new() { Data = _data, Length = _length };

    /// <summary>
    /// Text for the bootstrap that needs nothing but the managed heap. Where no file can be opened any more, and nothing has been written before, not even the assembly with the calls for native memory
    /// can be loaded. The text is held until the next one.
    /// </summary>
    public Bytes Hold(string text)
    {
        _held = GC.AllocateUninitializedArray<byte>(Encoding.UTF8.GetByteCount(text), pinned: true);
        var length = Encoding.UTF8.GetBytes(text, _held);
        // Pinned for good, and this object keeps it.
        fixed (byte* data = _held)
            return new Bytes { Data = data, Length = length };
    }

    public void Reset()
    {
        _length = _position = 0;
        if (_capacity <= KeptCapacity)
            return;
        NativeMemory.Free(_data);
        _data = null;
        _capacity = 0;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Reserve(checked(_position + buffer.Length));
        ClearUpTo(_position);
        buffer.CopyTo(new Span<byte>(_data + _position, buffer.Length));
        _position += buffer.Length;
        _length = Math.Max(_length, _position);
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    public override void WriteByte(byte value) => Write([value]);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer, offset, count);
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, Math.Max(0, _length - _position));
        new ReadOnlySpan<byte>(_data + _position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        var from = origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => _position,
            SeekOrigin.End => _length,
            _ => throw new ArgumentException("Unknown origin.", nameof(origin)),
        };
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, int.MaxValue - from);
        return offset >= -from ? Seek(from + offset) : throw new IOException("A position before the stream's start was asked for.");
    }

    public override void SetLength(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, int.MaxValue);
        Reserve((int)value);
        ClearUpTo((int)value);
        _length = (int)value;
        _position = Math.Min(_position, _length);
    }

    public override void Flush() { }
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private int Seek(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position, int.MaxValue);
        return _position = (int)position;
    }

    private void Reserve(int needed)
    {
        if (needed <= _capacity)
            return;
        var capacity = (int)Math.Min(Math.Max(Math.Max((long)needed, 2L * _capacity), FirstCapacity), Array.MaxLength);
        _data = (byte*)NativeMemory.Realloc(_data, (nuint)capacity);
        _capacity = capacity;
    }

    /// <summary>A gap that seeking left is zeros, as in a MemoryStream; never what an earlier response left there.</summary>
    private void ClearUpTo(int end)
    {
        if (end > _length)
            NativeMemory.Clear(_data + _length, (nuint)(end - _length));
    }
}
