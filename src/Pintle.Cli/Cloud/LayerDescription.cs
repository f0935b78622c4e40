using System.Text.RegularExpressions;

namespace Pintle.Cli.Cloud;

/// <summary>What a published version says of itself, so that it is recognized in an account without <c>layers.json</c>.</summary>
internal sealed partial record LayerDescription(string Dotnet, string Framework, string Globalization, string Rid, string Sha256)
{
    /// <summary>Lambda takes 256 characters.</summary>
    public override string ToString() => $"Pintle: .NET {Dotnet}, {Framework}, {Globalization}, {Rid}, sha256 {Sha256}";

    /// <returns>Null where it is none of Pintle's.</returns>
    public static LayerDescription? TryParse(string text)
    {
        var found = Pattern().Match(text);
        return found.Success ? new LayerDescription(found.Groups[1].Value, found.Groups[2].Value, found.Groups[3].Value, found.Groups[4].Value, found.Groups[5].Value) : null;
    }

    [GeneratedRegex(@"\APintle: \.NET ([0-9][0-9A-Za-z.-]{0,40}), ([a-z]+), ([a-z]+), ([a-z0-9-]+), sha256 ([0-9a-f]{64})\z")]
    private static partial Regex Pattern();
}
