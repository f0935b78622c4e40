using System.Text.RegularExpressions;
using Pintle.Testing;

namespace Pintle.Cli.Functions;

/// <summary>Where the init phase failed, the first invocation runs it again, as on Lambda, and it says the same again: the reader needs a stack trace once.</summary>
/// <param name="said">What the first one logged.</param>
internal sealed partial class RepeatedInit(IEnumerable<LogLine> said)
{
    private readonly Dictionary<string, int> _left = said.GroupBy(Plain, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);

    /// <summary>Whether the line was in the first one; each of its lines counts once.</summary>
    public bool Says(LogLine line)
    {
        var plain = Plain(line);
        if (!_left.TryGetValue(plain, out var left) || left == 0)
            return false;
        _left[plain] = left - 1;
        return true;
    }

    /// <summary>Without what differs between two runs: the time and the request.</summary>
    private static string Plain(LogLine line) => Varying().Replace(line.Text, "");

    [GeneratedRegex(@"\d{4}-\d\d-\d\dT[\d:.]+Z?|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Varying();
}
