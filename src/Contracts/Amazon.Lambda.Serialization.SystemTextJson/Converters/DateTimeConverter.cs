using System.Text.Json;
using System.Text.Json.Serialization;

namespace Amazon.Lambda.Serialization.SystemTextJson.Converters;

/// <summary>Reads a date in ISO 8601, or a number since the epoch: seconds, or milliseconds where seconds would lie far in the future (Kinesis sends those).</summary>
public class DateTimeConverter : JsonConverter<DateTime>
{
    /// <summary>Above this many, a number counts milliseconds: https://github.com/aws/aws-lambda-dotnet/issues/839.</summary>
    private const long MostSeconds = 157_753_180_800;

    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String when reader.TryGetDateTime(out var date) => date,
        JsonTokenType.Number when reader.TryGetInt64(out var whole) =>
            whole > MostSeconds ? DateTime.UnixEpoch.AddMilliseconds(whole) : DateTime.UnixEpoch.AddSeconds(whole),
        JsonTokenType.Number when reader.TryGetDouble(out var seconds) => DateTime.UnixEpoch.AddSeconds(seconds),
        var other => throw new JsonSerializerException($"Expected a date as an ISO 8601 string or as a number of seconds; found a {other} that is neither."),
    };

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
