using System.Runtime.InteropServices;

namespace Pintle.Bootstrap;

/// <summary>
/// A thread for the host during the init phase, made by the C library and kept: CoreCLR jits a method when a thread that has run managed code ends, and loads the JIT for that in functions that
/// need none. So it sleeps in the kernel until the process ends.
/// </summary>
internal static unsafe class SecondThread
{
    private const nuint SemaphoreLength = 32; // sizeof(sem_t) on x64 and arm64

    private static void* s_done;

    [UnmanagedCallersOnly]
    public static int Run(delegate* unmanaged<nint, nint> function)
    {
        s_done = NativeMemory.AllocZeroed(SemaphoreLength);
        _ = LibC.InitializeSemaphore(s_done, 0, 0);
        nint thread;
        return LibC.CreateThread(&thread, 0, &RunAndSleep, (nint)function);
    }

    [UnmanagedCallersOnly]
    public static void Await()
    {
        // Only a signal interrupts it.
        while (LibC.WaitForSemaphore(s_done) != 0) { }
    }

    [UnmanagedCallersOnly]
    private static nint RunAndSleep(nint function)
    {
        _ = ((delegate* unmanaged<nint, nint>)function)(0);
        _ = LibC.PostSemaphore(s_done);
        while (true)
            _ = LibC.Pause();
    }
}
