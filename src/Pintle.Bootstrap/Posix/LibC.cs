using System.Runtime.InteropServices;

namespace Pintle.Bootstrap.Posix;

/// <summary>The few calls of the C library that the framework does not offer. All are in glibc 2.34 or older, the layer's floor.</summary>
internal static unsafe partial class LibC
{
    public const int StandardError = 2;
    public const int Interrupted = 4; // EINTR
    public const int WouldBlock = 11; // EAGAIN
    public const int OpenDirectory = 0x10000; // O_DIRECTORY on x64
    public const int OpenDirectoryArm64 = 0x4000; // O_DIRECTORY on arm64
    public const int OpenPath = 0x200000; // O_PATH
    public const int OpenCloseOnExec = 0x80000; // O_CLOEXEC

    /// <summary>mask of <see cref="StatX"/>: only the size is asked for.</summary>
    public const uint StatXSize = 0x200;

    /// <summary>sizeof(struct statx), the same on every architecture.</summary>
    public const int StatXLength = 256;

    /// <summary>Where stx_size stands in struct statx.</summary>
    public const int StatXSizeOffset = 40;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    public static partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, byte* buffer, nint length);

    /// <summary>Has the kernel read a part of a file; returns when that has begun.</summary>
    [LibraryImport("libc", EntryPoint = "readahead")]
    public static partial nint ReadAhead(int descriptor, long offset, nuint length);

    /// <summary>Whether a byte of a file can be read without waiting; false too where the file system cannot tell.</summary>
    public static bool IsInMemory(int descriptor, long offset)
    {
        const int NoWait = 8; // RWF_NOWAIT
        byte one;
        // struct iovec: void* base, size_t length.
        var buffer = stackalloc nint[] { (nint)(&one), 1 };
        return ReadVector(descriptor, buffer, 1, offset, NoWait) == 1;
    }

    [LibraryImport("libc", EntryPoint = "preadv2")]
    private static partial nint ReadVector(int descriptor, nint* buffers, int count, long offset, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    public static partial int StatX(int directory, byte* path, int flags, uint mask, byte* buffer);

    /// <summary>The path without symbolic links, dots and a slash at its end; null for one that does not exist.</summary>
    public static string? RealPath(string path)
    {
        const int Longest = 4096; // PATH_MAX
        var real = stackalloc byte[Longest];
        return RealPath(path, real) != null ? Marshal.PtrToStringUTF8((nint)real) : null;
    }

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial byte* RealPath(string path, byte* real);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, byte* buffer, nint length);

    /// <summary>Also returns when a signal interrupts it or the descriptor is a bad one; the next write tells.</summary>
    public static void WaitUntilWritable(int descriptor)
    {
        // struct pollfd: int fd, short events, short revents; POLLOUT is 4.
        var waiting = (descriptor & 0xFFFFFFFFL) | (4L << 32);
        _ = Poll(&waiting, 1, -1);
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(long* descriptors, nuint count, int timeout);

    /// <summary>For <see cref="NativeEnvironment"/> alone.</summary>
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetEnvironmentVariable(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int UnsetEnvironmentVariable(string name);

    /// <returns>0, or the errno of the failure.</returns>
    [LibraryImport("libc", EntryPoint = "pthread_create")]
    public static partial int CreateThread(nint* thread, nint attributes, delegate* unmanaged<nint, nint> function, nint argument);

    [LibraryImport("libc", EntryPoint = "pthread_join")]
    public static partial int JoinThread(nint thread, nint result);

    /// <summary>The flag with which NativeLibrary.Load opens a library.</summary>
    public const int BindLazily = 1; // RTLD_LAZY

    [LibraryImport("libc", EntryPoint = "dlopen")]
    public static partial nint OpenLibrary(nint path, int flags);

    [LibraryImport("libc", EntryPoint = "sem_init")]
    public static partial int InitializeSemaphore(void* semaphore, int isShared, uint value);

    [LibraryImport("libc", EntryPoint = "sem_post")]
    public static partial int PostSemaphore(void* semaphore);

    [LibraryImport("libc", EntryPoint = "sem_wait")]
    public static partial int WaitForSemaphore(void* semaphore);

    /// <summary>Waits until a signal comes.</summary>
    [LibraryImport("libc", EntryPoint = "pause")]
    public static partial int Pause();

    /// <summary>Replaces this process; returns only when that failed.</summary>
    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true)]
    public static partial int Execute(byte* path, byte** arguments);

    /// <summary>Ends the process without running exit handlers: two runtimes live in it, and neither may be torn down under the other's threads.</summary>
    [LibraryImport("libc", EntryPoint = "_exit")]
    public static partial void ExitNow(int code);
}
