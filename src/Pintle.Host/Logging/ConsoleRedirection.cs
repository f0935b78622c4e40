namespace Pintle.Host;

/// <summary>Puts the log behind Console.Out and Console.Error. Apart from its callers on purpose: only who calls it loads System.Console.</summary>
internal static class ConsoleRedirection
{
    public static void Install()
    {
        Console.SetOut(new ConsoleWriter(Severity.Information, LogWriter.StandardOutput));
        Console.SetError(new ConsoleWriter(Severity.Error, LogWriter.StandardError));
    }
}
