namespace Pintle.Repository.Tests;

/// <summary>A C# file's lines of code, each with its number; lines of comment left out, and what follows // on a line cut off.</summary>
internal static class SourceFile
{
    public static IEnumerable<(string Place, string Code)> LinesOf(string path)
    {
        var number = 0;
        foreach (var line in Checkout.Read(path).Split('\n'))
        {
            number++;
            var code = line.TrimStart();
            if (code.StartsWith("//", StringComparison.Ordinal))
                continue;
            var comment = line.IndexOf(" // ", StringComparison.Ordinal);
            yield return ($"{path}:{number}", comment < 0 ? line : line[..comment]);
        }
    }

    /// <summary>Every line of code in these folders that a rule objects to.</summary>
    public static IEnumerable<string> Find(IEnumerable<string> paths, Func<string, bool> isAgainstTheRule) =>
        paths.SelectMany(LinesOf).Where(line => isAgainstTheRule(line.Code)).Select(line => $"{line.Place}: {line.Code.Trim()}");
}
