using System.IO.Enumeration;

namespace Pintle.Layer.Definition;

/// <summary>Patterns over paths in a package: <c>*</c> stands for any run of characters inside one segment, <c>{rid}</c> for the runtime identifier.</summary>
internal static class PathPattern
{
    public static bool Matches(string pattern, string rid, string path)
    {
        var expected = pattern.Replace("{rid}", rid, StringComparison.Ordinal).Split('/');
        var found = path.Split('/');
        return expected.Length == found.Length
            && expected.Zip(found).All(pair => FileSystemName.MatchesSimpleExpression(pair.First, pair.Second, ignoreCase: false));
    }
}
