using System.Text.Json;

namespace Pintle.RuntimeApi;

/// <summary>What the API itself says about a refusal: <c>errorType</c> and <c>errorMessage</c> of its JSON, as far as they can be read. Both are null for a body that is no such JSON.</summary>
internal readonly struct RefusalBody
{
    // Chosen, not measured: what goes into one line of a log; longer texts are cut.
    private const int MaxType = 128;
    private const int MaxMessage = 256;

    private RefusalBody(string? type, string? message)
    {
        Type = type;
        Message = message;
    }

    public string? Type { get; }

    public string? Message { get; }

    public static RefusalBody Read(ReadOnlySpan<byte> json)
    {
        string? type = null;
        string? message = null;
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return default;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isType = reader.ValueTextEquals("errorType"u8);
                var isMessage = reader.ValueTextEquals("errorMessage"u8);
                if (!reader.Read())
                    break;
                if (reader.TokenType != JsonTokenType.String || !(isType || isMessage))
                    reader.Skip();
                else if (isType)
                    type = WireText.OneLine(reader.GetString()!, MaxType);
                else
                    message = WireText.OneLine(reader.GetString()!, MaxMessage);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Cut, not JSON, or not UTF-8: what was found up to there is all there is.
        }

        return new RefusalBody(type, message);
    }
}
