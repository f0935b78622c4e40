using Amazon.Lambda.Core;

namespace Pintle.Host.Logging;

/// <summary>
/// context.Logger. Implements the members that take a level as text, to which all others of the interface lead by default; so it fits every Amazon.Lambda.Core,
/// also those without the LogLevel type.
/// </summary>
internal sealed class InvocationLogger : ILambdaLogger
{
    public static InvocationLogger Instance { get; } = new();

    public void Log(string message) => RawLog.Write(message);

    public void LogLine(string message) => FunctionLog.Write(Severity.Information, message);

    public void Log(string level, string message) => FunctionLog.Write(level, null, message, null);

    public void Log(string level, string message, params object[] args) => FunctionLog.Write(level, null, message, args);

    public void Log(string level, Exception exception, string message, params object[] args) => FunctionLog.Write(level, exception, message, args);
}
