namespace Pintle.Emulator.Endpoints;

internal enum BodyStatus
{
    Complete,
    TooLarge,
    Truncated,
}

/// <summary>The body of an answer as far as it was read.</summary>
/// <param name="Status">Whether that is all of it.</param>
/// <param name="Bytes">The body; empty where it went to the caller as it arrived.</param>
/// <param name="Length">Its bytes, wherever they went.</param>
/// <param name="Trailers">What came after it.</param>
internal sealed record RequestBody(BodyStatus Status, byte[] Bytes, long Length, IReadOnlyList<KeyValuePair<string, string>> Trailers)
{
    public string? Trailer(string name) => Trailers.FirstOrDefault(t => t.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
