namespace Pintle.Testing;

/// <summary>The execution environments of one function: used again while they are warm, the last used first, and added on demand up to a number.</summary>
/// <remarks>Whoever takes a place has been admitted before, so there is always one with room.</remarks>
internal sealed class EnvironmentPool(int concurrency, Func<int, EnvironmentSlot> create)
{
    private readonly Lock _gate = new();

    // The last used is the first.
    private readonly LinkedList<EnvironmentSlot> _slots = [];

    public EnvironmentSlot First { get; private set; } = null!;

    public IReadOnlyList<EnvironmentSlot> All
    {
        get
        {
            lock (_gate)
                return [.. _slots.OrderBy(slot => slot.Number)];
        }
    }

    /// <summary>Makes the first place.</summary>
    public EnvironmentSlot Open() => First = Add();

    /// <param name="most">How many places there may be.</param>
    public EnvironmentSlot Take(int most)
    {
        lock (_gate)
        {
            // Warm, else the first place where nothing has been started yet or where something ended, else a new one.
            var slot = Find(slot => slot.IsWarm) ?? Find(_ => true);
            if (slot is not { IsWarm: true } && slot is not { InUse: 0 } && _slots.Count < most)
                slot = Add();
            if (slot is null)
                throw new InvalidOperationException("Expected a place with room, but all are taken: more invocations were let in than there are places.");

            slot.InUse++;
            _ = _slots.Remove(slot);
            _ = _slots.AddFirst(slot);
            return slot;
        }
    }

    public void Return(EnvironmentSlot slot)
    {
        lock (_gate)
            slot.InUse--;
    }

    private EnvironmentSlot? Find(Func<EnvironmentSlot, bool> condition) => _slots.FirstOrDefault(slot => slot.InUse < concurrency && condition(slot));

    private EnvironmentSlot Add()
    {
        lock (_gate)
        {
            var slot = create(_slots.Count + 1);
            _ = _slots.AddFirst(slot);
            return slot;
        }
    }
}
