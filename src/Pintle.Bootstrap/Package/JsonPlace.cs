using System.Text;
using System.Text.Json;
using Pintle.Shared;

namespace Pintle.Bootstrap.Package;

/// <summary>Says where in a JSON text something stands, for messages. Reads the text again, so it is for faults only.</summary>
internal static class JsonPlace
{
    /// <summary>What is wrong with a line that the reader refuses; the framework's own texts are not in the bootstrap.</summary>
    public const string Unreadable = "is not JSON, or is nested deeper than 64 levels";

    /// <returns>The names from the root to the value that starts at the offset, and its line: <c>"targets/t/A/1.0.0" in line 12</c>.</returns>
    public static string Of(ReadOnlySpan<byte> json, long offset)
    {
        var names = new List<string>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            while (reader.TokenStartIndex < offset && reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    if (names.Count >= reader.CurrentDepth)
                        names.RemoveRange(reader.CurrentDepth - 1, names.Count - reader.CurrentDepth + 1);
                    names.Add(Encoding.UTF8.GetString(reader.ValueSpan));
                }
                else if (reader.TokenType == JsonTokenType.EndObject && names.Count > reader.CurrentDepth)
                {
                    names.RemoveRange(reader.CurrentDepth, names.Count - reader.CurrentDepth);
                }
            }
        }
        catch (JsonException)
        {
            // The text is broken here; the names so far say where that is.
        }
        var line = json[..(int)Math.Min(offset, json.Length)].Count((byte)'\n') + 1;
        return names.Count == 0 ? $"what stands in line {line}" : $"\"{Quote.Bounded(string.Join('/', names))}\" in line {line}";
    }
}
