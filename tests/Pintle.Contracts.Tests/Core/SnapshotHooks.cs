using Amazon.Lambda.Core;

namespace Pintle.Contracts.Tests.Core;

public sealed class SnapshotHooks
{
    private delegate void Register(Func<ValueTask> hook);

    [Fact]
    public void Hooks_before_a_snapshot_are_handed_over_once_and_in_order() =>
        HandsOver(SnapshotRestore.RegisterBeforeSnapshot, "CopyBeforeSnapshotCallbacksToRegistry");

    [Fact]
    public void Hooks_after_a_restore_are_handed_over_once_and_in_order() =>
        HandsOver(SnapshotRestore.RegisterAfterRestore, "CopyAfterRestoreCallbacksToRegistry");

    [Fact]
    public void Handing_over_to_nobody_empties_the_registry()
    {
        SnapshotRestore.RegisterBeforeSnapshot(() => ValueTask.CompletedTask);

        Assert.Empty(Copied("CopyBeforeSnapshotCallbacksToRegistry", discard: true));
        Assert.Empty(Copied("CopyBeforeSnapshotCallbacksToRegistry"));
    }

    private static void HandsOver(Register register, string copy)
    {
        List<string> ran = [];
        Func<ValueTask> first = () => Ran("first"), second = () => Ran("second");

        register(first);
        register(second);

        Assert.Equal([first, second], Copied(copy));
        Assert.Empty(Copied(copy));
        Assert.Empty(ran);

        ValueTask Ran(string name)
        {
            ran.Add(name);
            return ValueTask.CompletedTask;
        }
    }

    private static List<Func<ValueTask>> Copied(string method, bool discard = false)
    {
        List<Func<ValueTask>> copied = [];
        Internals.Call(typeof(SnapshotRestore), method, discard ? null : (Action<Func<ValueTask>>)copied.Add);
        return copied;
    }
}
