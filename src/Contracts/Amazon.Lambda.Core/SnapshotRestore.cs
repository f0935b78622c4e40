using System.Collections.Concurrent;

namespace Amazon.Lambda.Core;

/// <summary>Collects what a function wants done before Lambda takes a snapshot of it and after it is restored. It runs nothing: a runtime does.</summary>
public static class SnapshotRestore
{
    private static readonly ConcurrentQueue<Func<ValueTask>> AfterRestoreRegistry = new();
    private static readonly ConcurrentQueue<Func<ValueTask>> BeforeSnapshotRegistry = new();

    public static void RegisterAfterRestore(Func<ValueTask> afterRestoreAction) => AfterRestoreRegistry.Enqueue(afterRestoreAction);

    public static void RegisterBeforeSnapshot(Func<ValueTask> beforeSnapshotAction) => BeforeSnapshotRegistry.Enqueue(beforeSnapshotAction);

    internal static void CopyAfterRestoreCallbacksToRegistry(Action<Func<ValueTask>> restoreHooksRegistryMethod)
    {
        while (AfterRestoreRegistry.TryDequeue(out var callback))
            restoreHooksRegistryMethod?.Invoke(callback);
    }

    internal static void CopyBeforeSnapshotCallbacksToRegistry(Action<Func<ValueTask>> restoreHooksRegistryMethod)
    {
        while (BeforeSnapshotRegistry.TryDequeue(out var callback))
            restoreHooksRegistryMethod?.Invoke(callback);
    }
}
