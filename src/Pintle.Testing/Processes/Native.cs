using System.Runtime.InteropServices;

namespace Pintle.Testing;

/// <summary>The calls of libc that .NET has no name for.</summary>
internal static partial class Native
{
    public const int SigKill = 9;
    public const int SigTerm = 15;
    public const int SigContinue = 18;
    public const int SigStop = 19;
    public const short PollIn = 1;

    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int FileDescriptor;
        public short Wanted;
        public short Found;
    }

    /// <summary>0, or -1 when there is no such process any more.</summary>
    [LibraryImport("libc", EntryPoint = "kill")]
    public static partial int Kill(int pid, int signal);

    /// <summary>0, or -1 where this process may not, as any but root's.</summary>
    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Mount(string source, string target, string? type, ulong flags, string? data);

    [LibraryImport("libc", EntryPoint = "umount2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unmount(string target, int flags);

    /// <summary>Gives the calling thread namespaces of its own; 0, or -1 where this process may not.</summary>
    [LibraryImport("libc", EntryPoint = "unshare")]
    public static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "prctl")]
    public static partial int ProcessControl(int option, nint second, nint third, nint fourth, nint fifth);

    /// <summary>A call that libc has no function for, by its number; -1 on failure.</summary>
    [LibraryImport("libc", EntryPoint = "syscall")]
    public static partial nint Call(nint number, nint first, nint second, nint third);

    /// <inheritdoc cref="Call(nint, nint, nint, nint)"/>
    [LibraryImport("libc", EntryPoint = "syscall")]
    public static partial nint Call(nint number, Span<long> first, nint second, nint third);

    /// <inheritdoc cref="Call(nint, nint, nint, nint)"/>
    [LibraryImport("libc", EntryPoint = "syscall")]
    public static partial nint Call(nint number, nint first, nint second, Span<long> third);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    public static partial int FileControl(int file, int command, nint value);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int file);

    /// <summary>The effective user's id.</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint UserId();

    /// <summary>Fills 256 bytes, which stay the caller's; 0, or -1 where there is nothing.</summary>
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int FileStatus(int folder, string path, int flags, uint wanted, [Out] byte[] buffer);

    /// <summary>The kernel's id of the calling thread.</summary>
    [LibraryImport("libc", EntryPoint = "gettid")]
    public static partial int ThreadId();

    /// <summary>The number of descriptors with something to say; 0 after the time-out, in ms; -1 when interrupted.</summary>
    [LibraryImport("libc", EntryPoint = "poll")]
    public static partial int Poll([In, Out] PollDescriptor[] descriptors, nuint count, int timeout);

    /// <summary>Bytes read into the buffer; 0 at the end; -1 on failure. The buffer stays the caller's.</summary>
    [LibraryImport("libc", EntryPoint = "read")]
    public static partial nint Read(SafeHandle file, [Out] byte[] buffer, nuint size);
}
