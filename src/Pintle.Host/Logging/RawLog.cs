using System.Runtime.CompilerServices;
using Pintle.Host.Handlers;

namespace Pintle.Host.Logging;

/// <summary>
/// What context.Logger.Log writes: Console.Write, as on AWS (RuntimeSupport, LambdaConsoleLogger). So it is no record, has no level to be filtered by and gets no line end, and where the function
/// has put a writer of its own behind Console.Out, it goes there.
/// </summary>
internal static class RawLog
{
    private static readonly ConsoleWriter Writer = new(Severity.Information, LogWriter.StandardOutput);

    public static void Write(string? text)
    {
        if (AssemblyWatch.HasConsole)
        {
            WriteToConsole(text);
            return;
        }
        // Nobody has come near the console, so nobody has changed it: a function that only logs is spared the assembly.
        lock (Writer)
            Writer.Write(text);
    }

    // Inlined, it would load what it names as soon as the caller is entered.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteToConsole(string? text) => Console.Write(text);
}
