using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pintle.Host.Logging;

/// <summary>The value of a hole {@x} in the JSON format, through System.Text.Json. A type of its own on purpose: only a function that uses such a hole loads System.Text.Json for it.</summary>
internal static class SerializedArgument
{
    private static JsonSerializerOptions Options { get; set; } = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>What LambdaLogger.ConfigureStructuredLogging was given; one set for every way to log.</summary>
    /// <param name="options">Null keeps those that are in use.</param>
    public static void Use(JsonSerializerOptions? options) => Options = options ?? Options;

    /// <summary>A value that cannot be serialized is its ToString.</summary>
    public static void Append(StringBuilder json, object value)
    {
        try
        {
            // Options that indent or leave comments in would break the line: what they made is read and written again on one line.
            var serialized = JsonSerializer.Serialize(value, Options);
            _ = json.Append(serialized.Contains('\n', StringComparison.Ordinal) ? OneLine(serialized) : serialized);
        }
        catch (Exception)
        {
            JsonText.Append(json, MessageValue.Plain(value));
        }
    }

    private static string OneLine(string serialized)
    {
        using var document = JsonDocument.Parse(serialized);
        return JsonSerializer.Serialize(document.RootElement);
    }
}
