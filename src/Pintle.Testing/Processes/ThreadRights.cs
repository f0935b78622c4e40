using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Pintle.Testing;

/// <summary>What a thread gives up for itself and for every process that it starts from then on: what no sandbox's set-up needs and no function on Lambda can use.</summary>
/// <remarks>
/// No set-user-ID program gives rights any more; the keys of whoever started this process are out of reach; abstract sockets of other processes too, from Linux 6.12 on
/// (Landlock, https://docs.kernel.org/userspace-api/landlock.html#ipc-scoping); and a filter refuses calls about the kernel itself, most of those that container runtimes refuse
/// (https://github.com/moby/profiles/blob/main/seccomp/default_linux.go). Each is taken where the kernel has it.
/// </remarks>
internal static class ThreadRights
{
    private const int SetNoNewPrivileges = 38;
    private const int JoinSessionKeyring = 1;
    private const int FilterMode = 1;

    // Without it, kernels before 5.16 slow a filtered process down: https://docs.kernel.org/userspace-api/spec_ctrl.html
    private const int AllowSpeculation = 4;
    private const int AbstractSockets = 1;

    // https://man7.org/linux/man-pages/man2/seccomp.2.html: the offsets of the number and the architecture, and the operations of the filter's program.
    private const uint NumberOffset = 0;
    private const uint ArchitectureOffset = 4;
    private const ushort LoadWord = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfAtLeast = 0x35;
    private const ushort Return = 0x06;
    private const uint Allow = 0x7fff0000;
    private const uint NotPermitted = 0x00050000 | 1;

    // Calls of the x32 ABI would pass under other numbers.
    private const uint FirstOfX32 = 0x40000000;

    // acct, add_key, bpf, clock_settime, delete_module, fanotify_init, finit_module, init_module, io_uring_*, kexec_*, keyctl, lookup_dcookie, name_to_handle_at, open_by_handle_at,
    // perf_event_open, quotactl, reboot, request_key, settimeofday, swapoff, swapon, syslog, userfaultfd; on x64 ioperm and iopl.
    private static readonly uint[] RefusedOnX64 =
        [163, 248, 321, 227, 176, 300, 313, 175, 425, 426, 427, 246, 320, 250, 212, 303, 304, 298, 179, 169, 249, 164, 168, 167, 103, 323, 172, 173];

    private static readonly uint[] RefusedOnArm64 =
        [89, 217, 280, 112, 106, 262, 273, 105, 425, 426, 427, 104, 294, 219, 18, 264, 265, 241, 60, 142, 218, 170, 225, 224, 116, 282];

    private static bool IsArm64 => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>Keeps what this process was started with, a shell's open folder say, from the processes that it starts. What .NET opens is kept from them anyway.</summary>
    public static void CloseInheritedFiles()
    {
        const int SetFlags = 2;
        const int CloseOnExec = 1;
        const int FirstOfOurs = 3;
        foreach (var name in Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(Path.GetFileName))
        {
            if (int.TryParse(name, out var file) && file >= FirstOfOurs)
                _ = Native.FileControl(file, SetFlags, CloseOnExec);
        }
    }

    /// <summary>Gives it up for the calling thread. Nothing takes it back.</summary>
    public static void GiveUp()
    {
        if (Native.ProcessControl(SetNoNewPrivileges, 1, 0, 0, 0) != 0)
            return;

        _ = Native.Call(IsArm64 ? 219 : 250, JoinSessionKeyring, 0, 0);
        ScopeSockets();
        Filter();
    }

    private static void ScopeSockets()
    {
        // Files handled: none; ports: none; scopes.
        Span<long> rules = [0, 0, AbstractSockets];
        var set = (int)Native.Call(444, rules, rules.Length * sizeof(long), 0);
        if (set < 0)
            return;

        _ = Native.Call(446, set, 0, 0);
        _ = Native.Close(set);
    }

    private static void Filter()
    {
        var refused = IsArm64 ? RefusedOnArm64 : RefusedOnX64;
        var program = new List<ulong>
        {
            Step(LoadWord, ArchitectureOffset),
            Step(JumpIfEqual, IsArm64 ? 0xC00000B7 : 0xC000003E, whenTrue: 1),
            Step(Return, NotPermitted),
            Step(LoadWord, NumberOffset),
        };
        for (var i = 0; i < refused.Length; i++)
            program.Add(Step(JumpIfEqual, refused[i], whenTrue: (byte)(refused.Length - i + 1)));
        program.Add(Step(JumpIfAtLeast, FirstOfX32, whenTrue: 1));
        program.Add(Step(Return, Allow));
        program.Add(Step(Return, NotPermitted));

        // The kernel copies the program during the call.
        var pinned = GCHandle.Alloc(program.ToArray(), GCHandleType.Pinned);
        try
        {
            Span<long> description = [program.Count, pinned.AddrOfPinnedObject()];
            _ = Native.Call(IsArm64 ? 277 : 317, FilterMode, AllowSpeculation, description);
        }
        finally
        {
            pinned.Free();
        }
    }

    /// <summary>A step of the program: 16 bits of operation, 8 of each jump, 32 of the operand.</summary>
    private static ulong Step(ushort operation, uint operand, byte whenTrue = 0)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, operation);
        bytes[2] = whenTrue;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[4..], operand);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}
