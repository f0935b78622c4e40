using System.Text.Json;

namespace Pintle.Layer.Verify;

/// <summary>The format number of a JSON document, read before anything else of it is understood.</summary>
internal static class FormatNumber
{
    public static int? Of(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("format", out var format)
                && format.ValueKind == JsonValueKind.Number
                && format.TryGetInt32(out var number)
                    ? number
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
