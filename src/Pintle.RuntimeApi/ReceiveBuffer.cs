using System.Runtime.InteropServices;

namespace Pintle.RuntimeApi;

/// <summary>The memory that one response after another is received into. It grows for a large one and, after a number of small ones, goes back to its first size.</summary>
/// <remarks>
/// <para>Pages from the kernel, owned by this object until <see cref="Dispose"/>: they grow without a copy, and shrinking returns them at once. A pinned array of the garbage collector
/// kept all of a 6 MiB event's pages resident, even after a full collection, because its neighbours in the pinned heap stay.</para>
/// <para>There is no finalizer: one could run while somebody still holds a span.</para>
/// </remarks>
internal sealed unsafe class ReceiveBuffer : IDisposable
{
    private const int GrowthFactor = 4; // Chosen, not measured: 64 KiB come to 6 MiB in four steps, and pages that nothing is received into are not resident.

    private readonly int _initial;
    private readonly int _limit;
    private byte* _bytes;
    private int _fittingInARow;

    public ReceiveBuffer(int initial, int limit)
    {
        _initial = initial;
        _limit = limit;
        Own(Libc.mmap(null, (nuint)initial, Libc.PROT_READ_WRITE, Libc.MAP_PRIVATE_ANONYMOUS, -1, 0), initial);
    }

    public int Capacity { get; private set; }

    /// <summary>Received bytes from the start.</summary>
    public int Filled { get; private set; }

    public ReadOnlySpan<byte> Bytes => new(_bytes, Filled);

    /// <summary>Where the next bytes go. Empty only when the limit is reached.</summary>
    public Span<byte> Free => new(_bytes + Filled, Capacity - Filled);

    public void Commit(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(Capacity - Filled), nameof(count));
        Filled += count;
    }

    /// <summary>For the next response: what was received is gone.</summary>
    public void Reset()
    {
        _fittingInARow = Filled <= _initial ? _fittingInARow + 1 : 0;
        Filled = 0;
        if (Capacity > _initial && _fittingInARow >= WireLimits.ShrinkAfterInvocations)
            Resize(_initial);
    }

    /// <summary>Room for <paramref name="total"/> bytes from the start, at once and no more: the length is known.</summary>
    public void Reserve(int total)
    {
        if (total > Capacity)
            Resize(Math.Min(total, _limit));
    }

    /// <summary>Room for <paramref name="total"/> bytes from the start and for more to come: the length is not known.</summary>
    public void Grow(int total)
    {
        if (total > Capacity)
            Resize((int)Math.Min(Math.Max(total, (long)Capacity * GrowthFactor), _limit));
    }

    /// <summary>Takes out the bytes from <paramref name="start"/> up to <paramref name="end"/>; what follows moves down.</summary>
    public void Remove(int start, int end)
    {
        Move(end, start, Filled - end);
        Filled -= end - start;
    }

    /// <summary>Moves a piece down inside the received bytes, as chunks are joined.</summary>
    public void Move(int from, int to, int length)
    {
        var received = new Span<byte>(_bytes, Filled);
        if (from != to)
            received.Slice(from, length).CopyTo(received[to..]);
    }

    public void Dispose()
    {
        if (_bytes is null)
            return;
        _ = Libc.munmap(_bytes, (nuint)Capacity);
        _bytes = null;
        (Capacity, Filled) = (0, 0);
    }

    private void Resize(int capacity)
    {
        ObjectDisposedException.ThrowIf(_bytes is null, this);
        Own(Libc.mremap(_bytes, (nuint)Capacity, (nuint)capacity, Libc.MREMAP_MAYMOVE), capacity);
    }

    /// <summary>MAP_FAILED is -1; the old pages are then as they were.</summary>
    private void Own(void* pages, int capacity)
    {
        if ((nint)pages == -1)
            throw new InsufficientMemoryException($"expected {capacity} bytes for a response of the Runtime API, found {Libc.Describe("mmap", Marshal.GetLastPInvokeError())}");
        _bytes = (byte*)pages;
        Capacity = capacity;
    }
}
