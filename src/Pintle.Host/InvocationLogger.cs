using Amazon.Lambda.Core;

namespace Pintle.Host;

/// <summary>
/// context.Logger. Implements the members that take a level as text, to which all others of the interface lead by default; so it fits every Amazon.Lambda.Core,
/// also those without the LogLevel type.
/// </summary>
internal sealed class InvocationLogger : ILambdaLogger
{
    public static InvocationLogger Instance { get; } = new();

    public void Log(string message) => Write(LogRecord.Information, message);

    public void LogLine(string message) => Write(LogRecord.Information, message);

    public void Log(string level, string message) => Write(LogRecord.Label(level), message);

    public void Log(string level, string message, params object[] args) => Write(LogRecord.Label(level), MessageTemplate.Fill(message, args));

    public void Log(string level, Exception exception, string message, params object[] args) => Write(LogRecord.Label(level), MessageTemplate.Fill(message, args), exception);

    private static void Write(string label, string message, Exception? exception = null) =>
        LogWriter.Write(LogWriter.StandardOutput, LogRecord.Format(label, message, exception));
}
