using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;

namespace Pintle.Host.Handlers;

/// <summary>Tells, for a message, whether a file is an assembly that only another processor can run.</summary>
internal static class ForeignAssembly
{
    /// <summary>Of a precompiled assembly the machine is combined with this mark of Linux (dotnet/runtime, docs/design/coreclr/botr/readytorun-format.md).</summary>
    private const int Linux = 0x7B79;

    /// <returns>The processor's name; null for an assembly that fits, and for what is no assembly or is not there.</returns>
    public static string? ProcessorOf(string path)
    {
        try
        {
            using var file = new PEReader(File.OpenRead(path));
            var machine = file.PEHeaders.CoffHeader.Machine;
            return Of((int)machine) ?? Of((int)machine ^ Linux);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            return null;
        }
    }

    private static string? Of(int machine) => (Machine)machine switch
    {
        Machine.Amd64 when RuntimeInformation.ProcessArchitecture != Architecture.X64 => "x64",
        Machine.Arm64 when RuntimeInformation.ProcessArchitecture != Architecture.Arm64 => "arm64",
        _ => null,
    };
}
