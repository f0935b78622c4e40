using System.Collections;
using System.Reflection;
using Pintle.Host.Logging;
using Pintle.Host.Metadata;

namespace Pintle.Host.LambdaCore;

/// <summary>
/// Hooks that a function registers with Amazon.Lambda.Core.SnapshotRestore. SnapStart is not offered to OS-only runtimes (docs.aws.amazon.com/lambda/latest/dg/snapstart.html), so the hooks are
/// accepted and never called, and the log says so once.
/// </summary>
internal static class SnapshotHooks
{
    private const string Namespace = "Amazon.Lambda.Core";
    private const string TypeName = "SnapshotRestore";

    /// <summary>Asks the metadata first: a function whose handler's assembly does not name the type pays for nothing else.</summary>
    public static void NoteThatTheyNeverRun(Assembly assembly)
    {
        if (MetadataTypes.References(assembly, "Amazon.Lambda.Core"u8, "SnapshotRestore"u8) && Registered() is var hooks && hooks > 0)
        {
            LogWriter.Write(LogWriter.StandardError,
                $"pintle: {hooks} snapshot hook(s) were registered, and none of them will run: SnapStart is not available to functions on provided.al2023. The function works without them.\n");
        }
    }

    /// <summary>How many wait in the private registries; 0 where a future Amazon.Lambda.Core keeps them elsewhere.</summary>
    private static int Registered()
    {
        var type = Type.GetType($"{Namespace}.{TypeName}, {Namespace}");
        var count = 0;
        foreach (var name in (string[])["BeforeSnapshotRegistry", "AfterRestoreRegistry"])
            count += type?.GetField(name, BindingFlags.Static | BindingFlags.NonPublic)?.GetValue(null) is ICollection registry ? registry.Count : 0;
        return count;
    }
}
