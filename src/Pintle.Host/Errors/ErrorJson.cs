using System.Globalization;
using System.Text;

namespace Pintle.Host.Errors;

/// <summary>
/// The body of an invocation error or init error, in the layout of AWS's loop (RuntimeSupport, LambdaJsonExceptionWriter): two spaces of indentation,
/// errorType, errorMessage, stackTrace, cause, causes. At most 256 KB; in the place of a part that does not fit, the JSON says so.
/// </summary>
internal static class ErrorJson
{
    // AWS's loop has the same limit (RuntimeSupport, LambdaJsonExceptionWriter).
    private const int MostBytes = 256 * 1024;

    /// <summary>More exceptions than fit anyway. Aggregates in aggregates name each exception twice at each level, so the limit of bytes alone would stop the writing too late.</summary>
    private const int MostExceptions = 5_000;

    private const string TooLarge = "{\"errorMessage\": \"Exception exceeded maximum payload size of 256KB.\"}";

    public static string Write(ErrorReport error)
    {
        var left = MostExceptions;
        return Write(error, depth: 0, isFollowed: false, MostBytes, ref left) ?? TooLarge;
    }

    /// <returns>Null when it would take <paramref name="room"/> bytes or more (AWS's bound is exclusive), or when no more exceptions are <paramref name="left"/> to tell.</returns>
    private static string? Write(ErrorReport error, int depth, bool isFollowed, int room, ref int left)
    {
        if (room <= 0 || left-- <= 0)
            return null;
        var json = new StringBuilder();
        var indent = Indent(depth + 1);
        _ = json.Append(Indent(depth)).Append("{\n").Append(indent).Append("\"errorType\": \"").Append(Escape(error.Type)).Append('"');
        if (error.Message is not null)
            _ = json.Append(",\n").Append(indent).Append("\"errorMessage\": \"").Append(Escape(error.Message)).Append('"');
        WriteStackTrace(json, error.StackTrace, depth + 1);

        if (error.Cause is not null)
        {
            var otherwise = TooLarge + (error.Causes.Count > 0 ? ",\n" : "\n");
            _ = WriteNested(json.Append(",\n").Append(indent).Append("\"cause\": "), error.Cause, depth + 1, error.Causes.Count > 0, room, ref left, otherwise);
        }
        WriteCauses(json, error, depth + 1, room, ref left);
        if (error.Cause is null && error.Causes.Count == 0)
            _ = json.Append('\n');
        _ = json.Append(Indent(depth)).Append(isFollowed ? "},\n" : "}\n");
        return Size(json) < room ? json.ToString() : null;
    }

    private static void WriteCauses(StringBuilder json, ErrorReport error, int depth, int room, ref int left)
    {
        if (error.Causes.Count == 0)
            return;
        _ = json.Append(Indent(depth)).Append("\"causes\": [");
        for (var i = 0; i < error.Causes.Count; i++)
        {
            if (!WriteNested(json, error.Causes[i], depth + 1, i < error.Causes.Count - 1, room, ref left, Indent(depth + 1) + TooLarge + "\n"))
                break;
        }
        _ = json.Append(Indent(depth)).Append("]\n");
    }

    private static bool WriteNested(StringBuilder json, ErrorReport error, int depth, bool isFollowed, int room, ref int left, string otherwise)
    {
        var nested = Write(error, depth, isFollowed, room - Size(json), ref left);
        _ = json.Append(nested ?? otherwise);
        return nested is not null;
    }

    private static void WriteStackTrace(StringBuilder json, string? stackTrace, int depth)
    {
        var lines = stackTrace?.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines is not { Length: > 0 })
            return;
        _ = json.Append(",\n").Append(Indent(depth)).Append("\"stackTrace\": [\n");
        for (var i = 0; i < lines.Length; i++)
            _ = json.Append(Indent(depth + 1)).Append('"').Append(Escape(lines[i])).Append(i < lines.Length - 1 ? "\",\n" : "\"\n");
        _ = json.Append(Indent(depth)).Append(']');
    }

    private static string Indent(int depth) => new(' ', 2 * depth);

    private static int Size(StringBuilder json)
    {
        var size = 0;
        foreach (var chunk in json.GetChunks())
            size += Encoding.UTF8.GetByteCount(chunk.Span);
        return size;
    }

    /// <summary>JSON's escapes, and those line separators that some log viewers break at; white space at the ends is cut off.</summary>
    internal static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => escaped.Append("\\\""),
                '\\' => escaped.Append(@"\\"),
                '\n' => escaped.Append("\\n"),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                '\f' => escaped.Append("\\f"),
                '\b' => escaped.Append("\\b"),
                < ' ' or '\u0085' or '\u2028' or '\u2029' => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}"),
                _ => escaped.Append(character),
            };
        }
        return escaped.ToString().Trim();
    }
}
