using System.Runtime.Loader;
using Pintle.Host.Handlers;
using Pintle.Host.Invocations;
using Pintle.Host.Prewarm;
using Pintle.Shared;

namespace Pintle.Host.Start;

/// <summary>
/// Has CoreCLR replay a start that was rehearsed, or record one: its multicore JIT loads the modules, types and methods of a profile on a thread of its own, and runs none of them. The bootstrap has
/// compared the profiles with the layer and the package, and waits for that thread.
/// </summary>
internal static unsafe class ProfileReplay
{
    // The bootstrap's, for the life of the process.
    private static HostStart* s_start;

    private static ReplayedMethods? s_methods;

    /// <summary>Whether a start is recorded or replayed.</summary>
    public static bool IsOn => s_start != null;

    /// <summary>As early as can be, but not before <see cref="AssemblyWatch"/> is told of the assemblies that the replay loads.</summary>
    public static void Begin(HostStart* start)
    {
        if (start->ProfileFolder.Data == null)
            return;
        s_start = start;
        AssemblyLoadContext.Default.SetProfileOptimizationRoot(start->ProfileFolder.ToText());
        Play(start->Profile);
    }

    /// <summary>The part that names modules with an initializer, which is the function's own code and runs on whichever thread uses its module first.</summary>
    public static void GoOn()
    {
        if (s_start == null)
            return;
        Play(s_start->LateProfile);
        if (Prewarming.IsThorough && !string.Equals(HostEnvironment.Rehearsal, "nowait", StringComparison.OrdinalIgnoreCase))
            s_methods = ReplayedMethods.Of(Path.Combine(s_start->ProfileFolder.ToText(), (s_start->LateProfile.Data == null ? s_start->Profile : s_start->LateProfile).ToText()));
    }

    /// <summary>Does what is left between a method's replay and its first call. On the calling thread; other threads may be in here too.</summary>
    public static void PrepareMethods() => s_methods?.Prepare();

    /// <summary>Whether the function itself was seen to use System.Text.Json's serializer. Known where its methods are prepared, and once its initializers have run.</summary>
    public static bool UsesSerializer => s_methods?.HasAnyOf("System.Text.Json", "System.Text.Json.JsonSerializerOptions"u8) == true;

    /// <summary>Ends a recording, in a process that goes on: CoreCLR then writes the profile.</summary>
    public static void End() => AssemblyLoadContext.Default.StartProfileOptimization(null);

    /// <summary>A replay that still runs ends where it is.</summary>
    private static void Play(in Bytes profile)
    {
        if (profile.Data == null)
            return;
        s_start->NoteThreads();
        AssemblyLoadContext.Default.StartProfileOptimization(profile.ToText());
        s_start->NoteThreads();
    }
}
