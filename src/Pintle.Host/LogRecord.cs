using System.Globalization;

namespace Pintle.Host;

/// <summary>One log record in AWS's text format: timestamp, request id, level, message, with tabs between (RuntimeSupport, DefaultLogMessageFormatter).</summary>
internal static class LogRecord
{
    public const string Information = "info";
    public const string Error = "fail";

    public static string Format(string level, string message, Exception? exception = null)
    {
        var time = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var record = $"{time}\t{Slot.Current?.RequestId}\t{level}\t{message}";
        return exception is null ? record + "\n" : $"{record}\n{InvocationError.SafeText(exception)}\n";
    }

    /// <summary>AWS's four letters for a level's name; an unknown name stays what it is.</summary>
    public static string Label(string? level) => level?.ToUpperInvariant() switch
    {
        "TRACE" => "trce",
        "DEBUG" => "dbug",
        null or "" or "INFORMATION" => Information,
        "WARNING" => "warn",
        "ERROR" => Error,
        "CRITICAL" => "crit",
        _ => level,
    };
}
