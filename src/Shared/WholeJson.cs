using System.Text.Json;

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
            RequireText(json.RootElement);
            return json;
        }
        catch (InvalidOperationException e)
        {
            json.Dispose();
            throw new JsonException("A name or a string is no text.", e);
        }
    }

    /// <exception cref="InvalidOperationException">A name or a string of it is no text.</exception>
    public static void RequireText(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var each in element.EnumerateArray())
                    RequireText(each);
                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    RequireText(member.Value);
                }

                break;
        }
    }
}
