using System.Text.Json;

namespace Pintle.Emulator.Telemetry;

/// <summary>What an extension asked the Telemetry API for, within the service's limits.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api-reference.html</remarks>
internal sealed record TelemetrySubscription(Uri Destination, IReadOnlyList<string> Types, int MaxItems, int MaxBytes, TimeSpan Timeout)
{
    private static readonly string[] Versions = ["2022-07-01", "2022-12-13", "2025-01-29"];
    private static readonly string[] Categories = ["platform", "function", "extension"];
    private static readonly string[] Hosts = ["sandbox.localdomain", "sandbox", "localhost", "127.0.0.1"];

    /// <returns>The subscription; or what is wrong with the body.</returns>
    public static (TelemetrySubscription? Subscription, string? Fault) Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return Read(json.RootElement);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            return (null, "Expected JSON with schemaVersion, types and destination, found something else");
        }
    }

    private static (TelemetrySubscription? Subscription, string? Fault) Read(JsonElement root)
    {
        if (!root.TryGetProperty("schemaVersion", out var version) || !Versions.Contains(version.GetString()))
            return (null, $"Expected schemaVersion to be one of {string.Join(", ", Versions)}");

        string[] types = root.TryGetProperty("types", out var given) ? [.. given.EnumerateArray().Select(each => each.GetString() ?? "")] : [];
        if (types.Length == 0 || types.Except(Categories).Any())
            return (null, $"Expected types to be a list of {string.Join(", ", Categories)}, with at least one");

        if (DestinationOf(root) is not { } destination)
            return (null, "Expected destination to have the protocol HTTP or TCP and a URI with a port, http://sandbox.localdomain:PORT or tcp://sandbox.localdomain:PORT");

        _ = root.TryGetProperty("buffering", out var buffering);
        var (items, bytes, timeout) = (Number(buffering, "maxItems", 1000), Number(buffering, "maxBytes", 262_144), Number(buffering, "timeoutMs", 1000));
        return items is < 1000 or > 10_000 || bytes is < 262_144 or > 1_048_576 || timeout is < 25 or > 30_000
            ? (null, "Expected buffering with maxItems of 1000 to 10000, maxBytes of 262144 to 1048576 and timeoutMs of 25 to 30000")
            : (new TelemetrySubscription(destination, types, items, bytes, TimeSpan.FromMilliseconds(timeout)), null);
    }

    /// <summary>Only a port of the environment itself: nothing here sends a function's log anywhere else.</summary>
    private static Uri? DestinationOf(JsonElement root)
    {
        if (!root.TryGetProperty("destination", out var destination) || !destination.TryGetProperty("protocol", out var protocol) || protocol.GetString() is not ("HTTP" or "TCP")
            || !destination.TryGetProperty("URI", out var given) || !Uri.TryCreate(given.GetString(), UriKind.Absolute, out var uri)
            || !uri.Scheme.Equals(protocol.GetString(), StringComparison.OrdinalIgnoreCase) || uri.IsDefaultPort || uri.Port <= 0 || !Hosts.Contains(uri.Host))
        {
            return null;
        }

        return new UriBuilder(uri) { Host = "127.0.0.1" }.Uri;
    }

    private static int Number(JsonElement buffering, string name, int otherwise) =>
        buffering.ValueKind == JsonValueKind.Object && buffering.TryGetProperty(name, out var value) ? value.GetInt32() : otherwise;
}
