using System.Runtime.InteropServices;
using Pintle.Bootstrap.Clr;
using Pintle.Bootstrap.Framework;
using Pintle.Bootstrap.Posix;

namespace Pintle.Bootstrap.Ahead;

/// <summary>
/// Has the dynamic loader map libcoreclr.so, and the C++ library that it needs, on a second processor while the first one reads the function's package: 1 ms of a start. Reports no failure:
/// <see cref="CoreClr"/> loads the library again, which then costs nothing, and reports one.
/// </summary>
internal static unsafe class EarlyLoad
{
    private static nint s_thread;
    private static bool s_runs;

    public static void Begin(string layerRoot, FrameworkList framework)
    {
        var path = CoreClr.PathIn(layerRoot);
        // Mapping a truncated file would end the process.
        if (Environment.ProcessorCount < 2 || !framework.HasListedSize(path, "libcoreclr.so"u8))
            return;
        // Never freed: the loader may keep it.
        nint thread;
        s_runs = LibC.CreateThread(&thread, 0, &Load, Marshal.StringToCoTaskMemUTF8(path)) == 0;
        s_thread = thread;
    }

    public static void End()
    {
        if (s_runs)
            _ = LibC.JoinThread(s_thread, 0);
        s_runs = false;
    }

    [UnmanagedCallersOnly]
    private static nint Load(nint path) => LibC.OpenLibrary(path, LibC.BindLazily);
}
