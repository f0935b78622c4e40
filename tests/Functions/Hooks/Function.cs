using System.Text;
using Amazon.Lambda.Core;

namespace Hooks;

/// <summary>Registers hooks for snapshots, as a function written for SnapStart does.</summary>
public sealed class Function
{
    private static int _ran;

    public Function()
    {
        SnapshotRestore.RegisterBeforeSnapshot(Ran);
        SnapshotRestore.RegisterAfterRestore(Ran);
    }

    /// <summary>How many hooks were called.</summary>
    public Stream Count(Stream input) => new MemoryStream(Encoding.ASCII.GetBytes($"{_ran}"));

    private static ValueTask Ran()
    {
        _ran++;
        return ValueTask.CompletedTask;
    }
}

/// <summary>In the same assembly, without a hook.</summary>
public sealed class WithoutHooks
{
    public Stream Echo(Stream input) => input;
}
