using Pintle.Emulator;

namespace Pintle.Testing;

/// <summary>Tells an exit code from a signal, which shells, sandboxes and .NET report as 128 and the signal's number.</summary>
/// <remarks>A process that exits by itself with one of these codes is taken for one that was ended by the signal.</remarks>
internal static class ExitCodes
{
    // SIGHUP, INT, QUIT, ILL, TRAP, ABRT, BUS, FPE, KILL, SEGV, PIPE, ALRM, TERM, XCPU, SYS: the ones that end a process in practice.
    private static readonly int[] Deadly = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 14, 15, 24, 31];

    public static ProcessExit Read(int code) => Deadly.Contains(code - 128) ? ProcessExit.BySignal(code - 128) : ProcessExit.WithCode(code);
}
