namespace Pintle.Shared;

/// <summary>
/// Assemblies that are known not to work with the invariant culture alone, each with what it does there. A start on a layer without ICU notes what is on the list,
/// and so does an audit, which also finds what asks for the mode by its name.
/// </summary>
internal static class CultureNeeds
{
    /// <param name="Assembly">Its simple name; the file's, without ".dll".</param>
    /// <param name="Reason">The end of a sentence that begins with the name.</param>
    internal sealed record Need(string Assembly, string Reason);

    /// <summary>What ends the sentence: it names no way to stay without.</summary>
    public const string Remedy = "Build the layer with pintle build --globalization icu, and publish the function without InvariantGlobalization=true.";

    public static Need[] Known { get; } =
    [
        // https://github.com/dotnet/SqlClient/issues/3742: it maps the server's collations to encodings by cultures.
        new("Microsoft.Data.SqlClient", "opens no connection without cultures"),
        new("System.Data.SqlClient", "opens no connection without cultures"),
        // https://github.com/OPCFoundation/UA-.NETStandard/issues/2186
        new("Opc.Ua.Server", "asks for the culture en-US when its server starts"),
    ];

    /// <summary>The first that is among these files.</summary>
    public static Need? Find(IReadOnlyList<string> paths)
    {
        for (var i = 0; i < paths.Count; i++)
        {
            if (Find(paths[i]) is { } found)
                return found;
        }

        return null;
    }

    private static Need? Find(string path)
    {
        const int Extension = 4;
        foreach (var need in Known)
        {
            var start = path.Length - Extension - need.Assembly.Length;
            if (start >= 0 && (start == 0 || path[start - 1] == '/') && string.CompareOrdinal(path, start, need.Assembly, 0, need.Assembly.Length) == 0)
                return need;
        }

        return null;
    }
}
