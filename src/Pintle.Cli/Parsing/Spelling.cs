namespace Pintle.Cli.Parsing;

/// <summary>The name that somebody most likely meant.</summary>
internal static class Spelling
{
    /// <returns>Null where nothing is near.</returns>
    public static string? Nearest(string typed, IEnumerable<string> names) => names
        .Select(name => (Name: name, Distance: name.StartsWith(typed, StringComparison.OrdinalIgnoreCase) && typed.Trim('-').Length > 0 ? 0 : Distance(typed, name)))
        .Where(each => each.Distance <= Math.Max(1, Math.Max(typed.Trim('-').Length, each.Name.Trim('-').Length) / 3))
        .OrderBy(each => each.Distance)
        .ThenBy(each => each.Name, StringComparer.Ordinal)
        .Select(each => each.Name)
        .FirstOrDefault();

    /// <summary>How many letters have to be put in, taken out, replaced or swapped with their neighbour.</summary>
    private static int Distance(string from, string to)
    {
        var (twoUp, above, row) = (new int[to.Length + 1], Enumerable.Range(0, to.Length + 1).ToArray(), new int[to.Length + 1]);
        for (var i = 1; i <= from.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                row[j] = Math.Min(Math.Min(above[j], row[j - 1]) + 1, above[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    row[j] = Math.Min(row[j], twoUp[j - 2] + 1);
            }

            (twoUp, above, row) = (above, row, twoUp);
        }

        return above[to.Length];
    }
}
