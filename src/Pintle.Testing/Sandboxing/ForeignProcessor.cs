using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Pintle.Testing;

/// <summary>The other processor's programs on this machine: QEMU's user-mode emulation, and a folder with that processor's system libraries.</summary>
/// <param name="Name">As layers call it: <c>x64</c> or <c>arm64</c>.</param>
/// <param name="Emulator">The program.</param>
/// <param name="Libraries">The folder that takes the root's place when the program looks for a library.</param>
/// <param name="Machine">Its number in ELF headers.</param>
internal sealed record ForeignProcessor(string Name, string Emulator, string Libraries, ushort Machine)
{
    // e_machine of the ELF header, https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html
    private const int MachineOffset = 18;
    private const ushort X64 = 62;
    private const ushort Arm64 = 183;

    private static readonly string[] Folders = ["/usr/bin", "/usr/local/bin", "/bin"];

    /// <summary>What tells the kernel to run ELF programs and libraries of this processor by the emulator: 64 bits, little-endian, whichever the OS.</summary>
    /// <remarks>P keeps the program's own name for it, F opens the emulator now. https://docs.kernel.org/admin-guide/binfmt-misc.html</remarks>
    public string Rule =>
        @":pintle:M::\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00" + $@"\x{Machine & 0xff:x2}\x{Machine >> 8:x2}"
        + @":\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff" + $":{Emulator}:PF";

    /// <summary>What a program needs to run here; null where it needs nothing.</summary>
    /// <exception cref="FunctionSetupException">It needs an emulator that is not installed.</exception>
    public static ForeignProcessor? For(string program) => MachineOf(program) switch
    {
        Arm64 when RuntimeInformation.OSArchitecture != Architecture.Arm64 => Find("arm64", "aarch64", "arm64", Arm64),
        X64 when RuntimeInformation.OSArchitecture != Architecture.X64 => Find("x64", "x86_64", "amd64", X64),
        _ => null,
    };

    /// <summary>What a start of arm64's programs would say is missing; null where they run.</summary>
    public static string? WhyNotArm64()
    {
        try
        {
            if (RuntimeInformation.OSArchitecture != Architecture.Arm64)
                _ = Find("arm64", "aarch64", "arm64", Arm64);
            return null;
        }
        catch (FunctionSetupException missing)
        {
            return missing.Message;
        }
    }

    private static ForeignProcessor Find(string name, string machine, string debian, ushort number)
    {
        var emulator = Folders.SelectMany(folder => new[] { $"{folder}/qemu-{machine}-static", $"{folder}/qemu-{machine}" }).FirstOrDefault(File.Exists);
        var libraries = $"/usr/{machine}-linux-gnu";
        return emulator is not null && File.Exists($"{libraries}/lib/libstdc++.so.6")
            ? new ForeignProcessor(name, emulator, libraries, number)
            : throw new FunctionSetupException(
                $"Expected a bootstrap for this machine's processor, found one for {name}, and {(emulator is null ? $"qemu-{machine}-static" : $"{libraries}/lib/libstdc++.so.6")} to run it is missing. "
                + $"Install the emulator and that processor's libraries (Debian, Ubuntu: apt-get install qemu-user-static libc6-{debian}-cross libgcc-s1-{debian}-cross libstdc++6-{debian}-cross), or build the layer for this machine.");
    }

    /// <summary>Zero for what is no ELF file: a script runs anywhere.</summary>
    private static ushort MachineOf(string program)
    {
        Span<byte> start = stackalloc byte[MachineOffset + sizeof(ushort)];
        using var file = File.OpenRead(program);
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.StartsWith("\u007fELF"u8)
            ? BinaryPrimitives.ReadUInt16LittleEndian(start[MachineOffset..])
            : (ushort)0;
    }
}
