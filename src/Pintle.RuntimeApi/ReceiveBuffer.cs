namespace Pintle.RuntimeApi;

/// <summary>The memory that one response after another is received into. It grows for a large one and, after a number of small ones, goes back to its first size.</summary>
/// <remarks>The array is pinned, so that pointers into it hold until the next response; whoever keeps this object keeps the array alive.</remarks>
internal sealed class ReceiveBuffer(int initial, int limit)
{
    private const int GrowthFactor = 4;

    private byte[] _bytes = Allocate(initial);
    private int _fittingInARow;

    public int Capacity => _bytes.Length;

    /// <summary>Received bytes from the start of the array.</summary>
    public int Filled { get; private set; }

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Filled);

    /// <summary>Where the next bytes go. Empty only when the limit is reached.</summary>
    public Span<byte> Free => _bytes.AsSpan(Filled);

    public void Commit(int count) => Filled += count;

    /// <summary>For the next response: what was received is gone.</summary>
    public void Reset()
    {
        _fittingInARow = Filled <= initial ? _fittingInARow + 1 : 0;
        Filled = 0;
        if (_bytes.Length > initial && _fittingInARow >= WireLimits.ShrinkAfterInvocations)
            Shrink();
    }

    /// <summary>Room for <paramref name="total"/> bytes from the start, at once and no more: the length is known.</summary>
    public void Reserve(int total)
    {
        if (total > _bytes.Length)
            Resize(Math.Min(total, limit));
    }

    /// <summary>Room for <paramref name="total"/> bytes from the start and for more to come: the length is not known.</summary>
    public void Grow(int total)
    {
        if (total > _bytes.Length)
            Resize((int)Math.Min(Math.Max(total, (long)_bytes.Length * GrowthFactor), limit));
    }

    /// <summary>Takes out the bytes from <paramref name="start"/> up to <paramref name="end"/>; what follows moves down.</summary>
    public void Remove(int start, int end)
    {
        _bytes.AsSpan(end, Filled - end).CopyTo(_bytes.AsSpan(start));
        Filled -= end - start;
    }

    /// <summary>Moves a piece down inside the received bytes, as chunks are joined.</summary>
    public void Move(int from, int to, int length)
    {
        if (from != to)
            _bytes.AsSpan(from, length).CopyTo(_bytes.AsSpan(to));
    }

    private void Resize(int capacity)
    {
        byte[] larger = Allocate(capacity);
        Bytes.CopyTo(larger);
        _bytes = larger;
    }

    private void Shrink()
    {
        _bytes = Allocate(initial);
        // A loop that allocates nothing never starts a collection by itself: without this one the large array would stay for the life of the process.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private static byte[] Allocate(int length) => GC.AllocateUninitializedArray<byte>(length, pinned: true);
}
