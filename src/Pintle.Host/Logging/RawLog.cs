using System.Runtime.CompilerServices;
using Pintle.Host.Handlers;

namespace Pintle.Host.Logging;

/// <summary>
/// What context.Logger.Log writes: Console.Write, as on AWS (RuntimeSupport, LambdaConsoleLogger). So the text is no record, has no level to be filtered by and gets no line end. Where the function
/// has put a writer of its own behind Console.Out, the text goes there.
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
        // Nothing has used the console, so nothing has changed it: a function that only logs does not load its assembly.
        lock (Writer)
            Writer.Write(text);
    }

    // If it were inlined, entering the caller would load what it names.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteToConsole(string? text) => Console.Write(text);
}
