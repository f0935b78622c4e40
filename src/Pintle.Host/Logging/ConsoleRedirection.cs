using System.Runtime.CompilerServices;

namespace Pintle.Host.Logging;

/// <summary>Puts the log behind Console.Out and Console.Error. A type of its own on purpose: only a call of it loads System.Console.</summary>
internal static class ConsoleRedirection
{
    // If it were inlined, entering the caller would load what it names.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Install()
    {
        Console.SetOut(new ConsoleWriter(Severity.Information, LogWriter.StandardOutput));
        Console.SetError(new ConsoleWriter(Severity.Error, LogWriter.StandardError));
    }
}
