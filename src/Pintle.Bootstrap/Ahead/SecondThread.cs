using System.Runtime.InteropServices;
using Pintle.Bootstrap.Posix;

namespace Pintle.Bootstrap.Ahead;

/// <summary>
/// A thread for the host during the init phase, made by the C library and kept: when a thread that has run managed code ends, CoreCLR jits a method, and loads the JIT for that in functions that
/// need none. So this thread sleeps in the kernel until the process ends.
/// </summary>
internal static unsafe class SecondThread
{
    private const nuint SemaphoreLength = 32; // sizeof(sem_t) on x64 and arm64

    private static void* s_done;
    private static void* s_signal;

    /// <summary>Whether it was made: the process then must not be torn down under it.</summary>
    public static bool IsThere { get; private set; }

    [UnmanagedCallersOnly]
    public static int Run(delegate* unmanaged<nint, nint> function)
    {
        s_done = NewSemaphore();
        s_signal = NewSemaphore();
        nint thread;
        var error = LibC.CreateThread(&thread, 0, &RunAndSleep, (nint)function);
        IsThere = error == 0;
        return error;
    }

    [UnmanagedCallersOnly]
    public static void Await() => WaitFor(s_done);

    /// <summary>Does nothing where there is no such thread.</summary>
    [UnmanagedCallersOnly]
    public static void Signal()
    {
        if (IsThere)
            _ = LibC.PostSemaphore(s_signal);
    }

    [UnmanagedCallersOnly]
    public static void AwaitSignal() => WaitFor(s_signal);

    /// <summary>Never freed: the thread may wait for it as long as the process lives.</summary>
    private static void* NewSemaphore()
    {
        var semaphore = NativeMemory.AllocZeroed(SemaphoreLength);
        _ = LibC.InitializeSemaphore(semaphore, 0, 0);
        return semaphore;
    }

    private static void WaitFor(void* semaphore)
    {
        // Only a signal to the process interrupts the wait.
        while (LibC.WaitForSemaphore(semaphore) != 0) { }
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
