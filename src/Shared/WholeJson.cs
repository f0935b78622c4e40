using System.Text.Json;
using System.Text.Unicode;

namespace Pintle.Shared;

/// <summary>JSON from functions and callers, all of whose names and strings are text: others (bytes that are no UTF-8, half of a surrogate pair) parse as well, and throw only when they are read.</summary>
internal static class WholeJson
{
    /// <exception cref="JsonException">It is none.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8)
    {
        var json = JsonDocument.Parse(utf8);
        try
        {
            RequireText(utf8.Span);
            return json;
        }
        catch (InvalidOperationException e)
        {
            json.Dispose();
            throw new JsonException("A name or a string is no text.", e);
        }
    }

    private static void RequireText(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.String))
                continue;
            if (reader.ValueIsEscaped)
                _ = reader.GetString();
            else if (!Utf8.IsValid(reader.ValueSpan))
                throw new InvalidOperationException("Bytes that are no UTF-8.");
        }
    }
}
