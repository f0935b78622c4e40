using System.Text;

namespace Pintle.Host.Logging;

/// <summary>The function's log: filters, formats and writes one record in one piece. Never throws, because a log call must not end the invocation that makes it.</summary>
internal static class FunctionLog
{
    /// <summary>A level by its name. A name that is no level is written as Trace and never filtered, as on AWS (RuntimeSupport, LogLevelLoggerWriter.FormattedWriteLine).</summary>
    public static void Write(string? level, Exception? exception, string? template, object?[]? arguments)
    {
        if (!SeverityText.TryParse(level, out var severity) || IsWritten(severity))
            Write(LogWriter.StandardOutput, new LogRecord(severity, template, arguments, exception));
    }

    public static void Write(Severity severity, string? message, int descriptor = LogWriter.StandardOutput)
    {
        if (IsWritten(severity))
            Write(descriptor, new LogRecord(severity, message, null, null));
    }

    public static void Write(Severity severity, Exception exception)
    {
        if (IsWritten(severity))
            Write(LogWriter.StandardOutput, new LogRecord(severity, null, null, exception));
    }

    private static bool IsWritten(Severity severity) => severity >= LogSettings.Current.Minimum;

    /// <summary>Formats a record and drops it.</summary>
    public static void Warm() => _ = Format(new LogRecord(Severity.Information, "", null, null), LogSettings.Current);

    private static void Write(int descriptor, in LogRecord record) => LogWriter.Write(descriptor, Format(record, LogSettings.Current));

    private static string Format(in LogRecord record, LogSettings settings)
    {
        var text = new StringBuilder();
        if (settings.Format == LogFormat.Json)
            JsonFormat.Append(text, record);
        else
            TextFormat.Append(text, record, withPrefix: settings.Format == LogFormat.Text);
        return Whole(text, settings);
    }

    private static string Whole(StringBuilder text, LogSettings settings)
    {
        // A frame is one event whatever is in it.
        if (settings.JoinsLines && settings.TelemetryDescriptor == LogSettings.NoDescriptor)
            _ = text.Replace("\r\n", "\r").Replace('\n', '\r');
        return text.Append('\n').ToString();
    }
}
