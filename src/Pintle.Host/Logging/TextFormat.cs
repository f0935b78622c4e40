using System.Text;
using Pintle.Host.Errors;

namespace Pintle.Host.Logging;

/// <summary>AWS's text format: timestamp, request id, level, message, with tabs between, then the exception on lines of its own (RuntimeSupport, DefaultLogMessageFormatter).</summary>
internal static class TextFormat
{
    public static void Append(StringBuilder text, in LogRecord record, bool withPrefix)
    {
        if (withPrefix)
        {
            AppendTime(text, record.Time);
            _ = text.Append('\t').Append(record.Scope?.RequestId).Append('\t').Append(SeverityText.Label(record.Severity)).Append('\t');
        }

        var start = text.Length;
        if (record.Arguments.Length == 0)
            _ = text.Append(record.Template);
        else
            MessageTemplate.Parse(record.Template).Fill(text, record.Arguments);

        if (record.Exception is null)
            return;
        if (text.Length > start)
            _ = text.Append('\n');
        _ = text.Append(InvocationError.SafeText(record.Exception));
    }

    /// <summary>yyyy-MM-ddTHH:mm:ss.fffZ. Digit by digit: a format string would bring in cultures.</summary>
    public static void AppendTime(StringBuilder text, DateTime time)
    {
        AppendDigits(text, time.Year, 4);
        AppendDigits(text.Append('-'), time.Month, 2);
        AppendDigits(text.Append('-'), time.Day, 2);
        AppendDigits(text.Append('T'), time.Hour, 2);
        AppendDigits(text.Append(':'), time.Minute, 2);
        AppendDigits(text.Append(':'), time.Second, 2);
        AppendDigits(text.Append('.'), time.Millisecond, 3);
        _ = text.Append('Z');
    }

    private static void AppendDigits(StringBuilder text, int number, int digits)
    {
        for (var unit = digits == 4 ? 1000 : digits == 3 ? 100 : 10; unit > 0; unit /= 10)
            _ = text.Append((char)('0' + (number / unit % 10)));
    }
}
