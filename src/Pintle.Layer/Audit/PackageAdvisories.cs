using System.Text.Json;
using NuGet.Versioning;

namespace Pintle.Layer.Audit;

/// <summary>A known vulnerability of a package, as NuGet's vulnerability data has it: an advisory's address instead of a CVE number.</summary>
/// <param name="Severity">0 low, 1 moderate, 2 high, 3 critical; anything else is unknown.</param>
public sealed record PackageAdvisory(string Url, int Severity, VersionRange Versions)
{
    private static readonly string[] Words = ["low", "moderate", "high", "critical"];

    public string SeverityWord => Severity >= 0 && Severity < Words.Length ? Words[Severity] : "unknown severity";

    /// <summary>The last part of its address, which is the advisory's own number.</summary>
    public string Id => Url[(Url.TrimEnd('/').LastIndexOf('/') + 1)..].TrimEnd('/');
}

/// <summary>
/// Known vulnerabilities by package, merged from the pages of NuGet's vulnerability data: <see href="https://learn.microsoft.com/nuget/api/vulnerability-info"/>.
/// </summary>
public sealed class PackageAdvisories
{
    private readonly Dictionary<string, List<PackageAdvisory>> _byId = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<PackageAdvisory> For(string id, NuGetVersion version) =>
        _byId.TryGetValue(id, out var all) ? all.Where(advisory => advisory.Versions.Satisfies(version)).DistinctBy(advisory => advisory.Url) : [];

    public void Add(string id, PackageAdvisory advisory)
    {
        if (!_byId.TryGetValue(id, out var all))
            _byId.Add(id, all = []);
        all.Add(advisory);
    }

    /// <summary>A page without any advisory could be any other file, and would be taken for an all-clear.</summary>
    internal static bool IsPage(JsonElement root) => root.ValueKind == JsonValueKind.Object
        && root.EnumerateObject().Any()
        && root.EnumerateObject().All(package => package.Value.ValueKind == JsonValueKind.Array && package.Value.GetArrayLength() > 0 && package.Value.EnumerateArray().All(IsAdvisory));

    /// <exception cref="FormatException">A range of versions cannot be read.</exception>
    internal void AddPage(JsonElement root)
    {
        foreach (var package in root.EnumerateObject())
        {
            foreach (var advisory in package.Value.EnumerateArray())
            {
                var range = advisory.GetProperty("versions").GetString()!;
                if (!VersionRange.TryParse(range, out var versions))
                    throw new FormatException($"\"versions\" of {package.Name} is \"{range}\", expected a range such as \"(, 13.0.1)\".");
                Add(package.Name, new PackageAdvisory(advisory.GetProperty("url").GetString()!, advisory.GetProperty("severity").GetInt32(), versions));
            }
        }
    }

    private static bool IsAdvisory(JsonElement advisory) => advisory.ValueKind == JsonValueKind.Object
        && advisory.TryGetProperty("url", out var url) && url.ValueKind == JsonValueKind.String
        && advisory.TryGetProperty("versions", out var versions) && versions.ValueKind == JsonValueKind.String
        && advisory.TryGetProperty("severity", out var severity) && severity.ValueKind == JsonValueKind.Number && severity.TryGetInt32(out _);
}
