using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace BareClr;

/// <summary>The least that managed code can do: return.</summary>
public static class FirstInstruction
{
    [UnmanagedCallersOnly]
    public static int Run() => 42;
}
