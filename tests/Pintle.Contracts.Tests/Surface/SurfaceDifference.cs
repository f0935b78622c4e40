namespace Pintle.Contracts.Tests.Surface;

/// <summary>What one surface has and the other lacks; a member is compared together with the type it stands in.</summary>
internal static class SurfaceDifference
{
    public static IReadOnlyList<string> Between(IEnumerable<string> expected, IEnumerable<string> found)
    {
        var before = Qualified(expected).ToHashSet(StringComparer.Ordinal);
        var after = Qualified(found).ToHashSet(StringComparer.Ordinal);

        return
        [
            .. before.Except(after).Select(line => "missing: " + line),
            .. after.Except(before).Select(line => "not in the contract: " + line),
        ];
    }

    private static IEnumerable<string> Qualified(IEnumerable<string> lines)
    {
        var type = "";
        foreach (var line in lines.Where(line => line.Length > 0))
        {
            var isMember = line.StartsWith(' ');
            if (!isMember)
                type = line;

            yield return isMember ? $"{type} |{line}" : line;
        }
    }
}
