namespace Pintle.Emulator.Endpoints;

internal enum BodyStatus
{
    Complete,
    TooLarge,
    Truncated,
}

/// <summary>The body of an answer as far as it was read.</summary>
internal sealed record RequestBody(BodyStatus Status, byte[] Bytes, IReadOnlyList<KeyValuePair<string, string>> Trailers)
{
    public string? Trailer(string name) => Trailers.FirstOrDefault(t => t.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
