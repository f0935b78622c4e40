namespace Handlers;

/// <summary>Logs in the init phase.</summary>
public sealed class LoggingBeforeInvocation
{
    public LoggingBeforeInvocation() => Console.WriteLine("constructed");

    public void Nothing() { }
}
