namespace Pintle.Layer.Verify;

/// <summary>Differences and open questions as they come up. Their number is limited, because a damaged file can have one for each of its bytes.</summary>
internal sealed class Findings
{
    // Chosen, not measured: what a person may still look through, and a name that leaves a message readable.
    private const int Most = 1000;
    private const int LongestName = 200;

    private readonly List<VerifyFinding> _found = [];
    private readonly List<string> _unknown = [];

    public IReadOnlyList<VerifyFinding> Found => _found;

    public IReadOnlyList<string> Unknown => _unknown;

    public void Add(VerifyCheck check, string? entry, string message)
    {
        if (_found.Count < Most)
            _found.Add(new VerifyFinding(check, entry is null ? null : Bounded(entry), message));
        else if (_found.Count == Most)
            _found.Add(new VerifyFinding(check, null, $"over {Most} differences; the rest is not listed."));
    }

    public void CannotTell(string sentence) => _unknown.Add(sentence);

    public static string Bounded(string text) => text.Length <= LongestName ? text : string.Concat(text.AsSpan(0, LongestName), "…");
}
