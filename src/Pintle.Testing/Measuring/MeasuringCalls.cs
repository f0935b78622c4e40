using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pintle.Testing;

/// <summary>The calls of libc that measuring needs and .NET has no name for.</summary>
internal static partial class MeasuringCalls
{
    public const int CloseOnExec = 0x80000;
    public const int NonBlocking = 0x800;
    public const uint Opened = 0x20;
    public const int NotNeeded = 4;
    public const int ForReading = 1;
    public const int Shared = 1;

    [StructLayout(LayoutKind.Sequential)]
    public struct TimeSpecification
    {
        public nint Seconds;
        public nint Nanoseconds;
    }

    /// <summary>A descriptor that the caller owns; -1 where the kernel gives no more of them.</summary>
    [LibraryImport("libc", EntryPoint = "inotify_init1")]
    public static partial int CreateWatch(int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int AddWatch(SafeHandle watch, string path, uint events);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    public static partial int GetTime(int clock, out TimeSpecification time);

    /// <summary>0, or an error's number.</summary>
    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    public static partial int Advise(SafeFileHandle file, long offset, long length, int advice);

    /// <summary>Writes what is still only in memory, also for a descriptor that is open for reading.</summary>
    [LibraryImport("libc", EntryPoint = "fdatasync")]
    public static partial int WriteOut(SafeFileHandle file);

    /// <summary>The mapping is the caller's until <see cref="Unmap"/>; -1 on failure.</summary>
    [LibraryImport("libc", EntryPoint = "mmap")]
    public static partial nint Map(nint address, nuint length, int protection, int flags, SafeFileHandle file, long offset);

    /// <summary>One byte for each page; its lowest bit says whether the page is in memory.</summary>
    [LibraryImport("libc", EntryPoint = "mincore")]
    public static partial int InMemory(nint address, nuint length, [Out] byte[] pages);

    [LibraryImport("libc", EntryPoint = "munmap")]
    public static partial int Unmap(nint address, nuint length);
}
