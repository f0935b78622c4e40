using System.Runtime.CompilerServices;

namespace Pintle.Host.Logging;

/// <summary>Puts the log behind Console.Out and Console.Error. Apart from its callers on purpose: only who calls it loads System.Console.</summary>
internal static class ConsoleRedirection
{
    // Inlined, it would load what it names as soon as the caller is entered.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Install()
    {
        Console.SetOut(new ConsoleWriter(Severity.Information, LogWriter.StandardOutput));
        Console.SetError(new ConsoleWriter(Severity.Error, LogWriter.StandardError));
    }
}
