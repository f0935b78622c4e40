using System.Collections;
using System.Text;
using Pintle.Host.Errors;

namespace Pintle.Host.Logging;

/// <summary>
/// AWS's JSON format, one line by nature (RuntimeSupport, JsonLogMessageFormatter): timestamp, level, requestId, tenantId, traceId, message, the template's holes as properties, then
/// errorType, errorMessage and stackTrace. Written without System.Text.Json, which a function that only logs text in it would load for this alone.
/// </summary>
internal static class JsonFormat
{
    public static void Append(StringBuilder json, in LogRecord record)
    {
        TextFormat.AppendTime(json.Append("{\"timestamp\":\""), record.Time);
        _ = json.Append("\",\"level\":\"").Append(SeverityText.Name(record.Severity)).Append('"');
        AppendUnlessEmpty(json, "requestId", record.Scope?.RequestId);
        AppendUnlessEmpty(json, "tenantId", record.Scope?.TenantId);
        AppendUnlessEmpty(json, "traceId", record.Scope?.TraceId);

        if (record.Arguments.Length == 0)
        {
            JsonText.AppendProperty(json, "message", record.Template);
        }
        else
        {
            var template = MessageTemplate.Parse(record.Template);
            var message = new StringBuilder();
            template.Fill(message, record.Arguments);
            JsonText.AppendProperty(json, "message", message.ToString());
            AppendArguments(json, template, record.Arguments);
        }

        if (record.Exception is not null)
            AppendException(json, record.Exception);
        _ = json.Append('}');
    }

    private static void AppendUnlessEmpty(StringBuilder json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            JsonText.AppendProperty(json, name, value);
    }

    /// <summary>In the template's order; a hole without a value is left out.</summary>
    private static void AppendArguments(StringBuilder json, MessageTemplate template, object?[] arguments)
    {
        for (var i = 0; i < template.Holes.Length; i++)
        {
            if (!template.TryGetArgument(i, arguments, out var value) || value is null)
                continue;
            var hole = template.Holes[i];
            JsonText.AppendName(json, hole.Name);
            AppendArgument(json, value, hole);
        }
    }

    private static void AppendArgument(StringBuilder json, object value, MessageHole hole)
    {
        var start = json.Length;
        try
        {
            if (value is IList list and not IList<byte>)
                AppendList(json, list, hole);
            else if (value is IDictionary dictionary)
                AppendDictionary(json, dictionary, hole);
            else
                JsonValue.Append(json, value, hole);
        }
        catch (Exception e)
        {
            // A collection is user code too, or another thread changes it while it is read.
            json.Length = start;
            JsonText.Append(json, $"{value.GetType().FullName} (reading it threw {e.GetType().Name})");
        }
    }

    private static void AppendList(StringBuilder json, IList list, MessageHole hole)
    {
        _ = json.Append('[');
        var isFirst = true;
        foreach (var item in list)
        {
            if (!isFirst)
                _ = json.Append(',');
            isFirst = false;
            JsonValue.Append(json, item, hole);
        }
        _ = json.Append(']');
    }

    private static void AppendDictionary(StringBuilder json, IDictionary dictionary, MessageHole hole)
    {
        _ = json.Append('{');
        var isFirst = true;
        var entries = dictionary.GetEnumerator();
        while (entries.MoveNext())
        {
            if (!isFirst)
                _ = json.Append(',');
            isFirst = false;
            JsonText.Append(json, MessageValue.Plain(entries.Key));
            _ = json.Append(':');
            JsonValue.Append(json, entries.Value, hole);
        }
        _ = json.Append('}');
    }

    private static void AppendException(StringBuilder json, Exception exception)
    {
        JsonText.AppendProperty(json, "errorType", exception.GetType().FullName);
        JsonText.AppendProperty(json, "errorMessage", ErrorMessage.Of(exception));
        JsonText.AppendName(json, "stackTrace");
        _ = json.Append('[');
        var lines = InvocationError.SafeText(exception).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (i > 0)
                _ = json.Append(',');
            JsonText.Append(json, lines[i].Trim());
        }
        _ = json.Append(']');
    }
}
