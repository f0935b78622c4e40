using Pintle.Host.Invocations;

namespace Pintle.Host.Logging;

/// <summary>One record before it is formatted: what was logged, when, and in which invocation. Arguments and exception are user code, and may throw when they are looked at.</summary>
internal readonly struct LogRecord
{
    public LogRecord(Severity severity, string? template, object?[]? arguments, Exception? exception)
    {
        Time = DateTime.UtcNow;
        Scope = LogScope.Current;
        Severity = severity;
        Template = template ?? "";
        Arguments = arguments ?? [];
        Exception = exception;
    }

    public DateTime Time { get; init; }
    public Slot? Scope { get; init; }
    public Severity Severity { get; }
    public string Template { get; }

    /// <summary>Values for the template's holes; with none, the template is the message as it stands.</summary>
    public object?[] Arguments { get; }

    public Exception? Exception { get; }
}
