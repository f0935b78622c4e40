using System.Text.Json;
using System.Text.RegularExpressions;
using Pintle.Layer.Audit;

namespace Pintle.Layer.Migrate;

/// <summary>What a function wants of cultures and time zones. The managed runtime has them from the OS's ICU, a layer only when it was built with ICU.</summary>
internal static partial class CultureCheck
{
    private const string Check = "cultures";
    private const string Zones = "time zones";
    private const string BuildWithIcu = "Build the layer with pintle build --globalization icu.";

    /// <summary>Members that ask for one culture by its name, or for all of them.</summary>
    private static readonly string[] ByName =
    [
        "System.Globalization.CultureInfo..ctor", "System.Globalization.CultureInfo.GetCultureInfo", "System.Globalization.CultureInfo.CreateSpecificCulture", "System.Globalization.CultureInfo.GetCultures",
        "System.Globalization.CultureInfo.GetCultureInfoByIetfLanguageTag", "System.Globalization.RegionInfo..ctor",
    ];

    private static readonly string[] Others = ["System.String.Normalize", "System.String.IsNormalized", "System.Globalization.IdnMapping.GetAscii"];

    private static readonly string[] ZoneLookups = ["System.TimeZoneInfo.FindSystemTimeZoneById", "System.TimeZoneInfo.ConvertTimeBySystemTimeZoneId", "System.TimeZoneInfo.TryFindSystemTimeZoneById"];

    public static IEnumerable<MigrationFinding> Run(MigratingPackage package, FunctionContent content, IReadOnlyList<MigratingAssembly> assemblies, MigrationLayer? layer)
    {
        if (layer is { HasCultures: true } || IsInvariantAlready(package) || content.Runtimes.Count > 0)
            return [];
        var remedy = layer is null ? BuildWithIcu : $"{BuildWithIcu} This layer has none.";
        MigrationFinding[] needs = [.. Needs(content, remedy), .. Said(package, remedy), .. Own(assemblies, remedy), .. Resources(assemblies, remedy)];
        return needs.Any(finding => finding.Severity != MigrationSeverity.Note)
            ? needs
            : [.. needs, new MigrationFinding(
                MigrationSeverity.Note, Check, null, "A layer without ICU has the invariant culture only: dates, numbers and currencies in its formats, sorting by code point. Nothing was found that asks for another.",
                "Where formats or sorting by the culture of the environment matter, build the layer with --globalization icu.")];
    }

    private static IEnumerable<MigrationFinding> Needs(FunctionContent content, string remedy) => content.CultureNeeds.Select(need => new MigrationFinding(
        need.IsKnown ? MigrationSeverity.Blocker : MigrationSeverity.Warning, Check, need.Assembly + ".dll", $"{need.Assembly} {need.Reason}.", need.IsKnown ? $"{remedy} Publish the function without InvariantGlobalization=true." : remedy));

    /// <summary>Packages ask for cultures everywhere and cope without; the owner's own code means it.</summary>
    private static IEnumerable<MigrationFinding> Own(IReadOnlyList<MigratingAssembly> assemblies, string remedy)
    {
        foreach (var assembly in assemblies.Where(assembly => assembly.IsOwn))
        {
            string[] names = [.. assembly.Texts.Where(text => CultureName().IsMatch(text)).Distinct().Take(5)];
            string[] asks = [.. ByName.Where(assembly.Members.Contains).Select(Short)];
            if (asks.Length > 0 && names.Length > 0)
                yield return new MigrationFinding(MigrationSeverity.Warning, Check, assembly.Path, $"It calls {string.Join(", ", asks)} and has texts that are cultures' names ({string.Join(", ", names)}): without ICU each throws CultureNotFoundException.", remedy);
            string[] others = [.. Others.Where(assembly.Members.Contains).Select(Short)];
            if (others.Length > 0)
                yield return new MigrationFinding(MigrationSeverity.Warning, Check, assembly.Path, $"It calls {string.Join(", ", others)}, which does without ICU's data on a layer that has none.", remedy);
            string[] zones = [.. assembly.Texts.Where(text => WindowsZone().IsMatch(text)).Distinct().Take(5)];
            if (zones.Length > 0 && ZoneLookups.Any(assembly.Members.Contains))
            {
                yield return new MigrationFinding(
                    MigrationSeverity.Warning, Zones, assembly.Path, $"It looks up time zones and has texts that are Windows' names of them ({string.Join(", ", zones)}), which .NET translates by ICU: without, they are not found.",
                    $"Use the names of the tz database (Europe/Berlin), or: {remedy}");
            }
        }
    }

    private static IEnumerable<MigrationFinding> Resources(IReadOnlyList<MigratingAssembly> assemblies, string remedy)
    {
        MigratingAssembly[] own = [.. assemblies.Where(assembly => assembly.HasCulture && assembly.IsOwn)];
        if (own.Length == 0 && assemblies.FirstOrDefault(assembly => assembly.HasCulture) is { } packages)
        {
            yield return new MigrationFinding(
                MigrationSeverity.Note, Check, packages.Path, "Its packages have resources of other cultures: each start logs a line that there is the invariant culture only.",
                "Publish the function with InvariantGlobalization=true where it needs no other culture, or with SatelliteResourceLanguages=en, which leaves those resources out.");
        }
        else if (own.Length > 0)
        {
            yield return new MigrationFinding(
                MigrationSeverity.Warning, Check, own[0].Path, $"The function has resources of other cultures ({string.Join(", ", own.Select(each => each.Path.Split('/')[0]).Distinct().Take(5))}), which are found only where a culture of their name can be had.", remedy);
        }
    }

    /// <summary>A template's file does not have the setting, so whoever set it to false wants cultures.</summary>
    private static IEnumerable<MigrationFinding> Said(MigratingPackage package, string remedy) => package.AtRootEnding(".runtimeconfig.json").Where(file => Invariant(file) == JsonValueKind.False).Select(file => new MigrationFinding(
        MigrationSeverity.Warning, Check, file.Path, "It sets System.Globalization.Invariant to false (InvariantGlobalization in the project): the function wants cultures.", remedy));

    private static bool IsInvariantAlready(MigratingPackage package) => package.AtRootEnding(".runtimeconfig.json").Any(file => Invariant(file) == JsonValueKind.True);

    /// <summary>What the file sets; undefined where it sets nothing.</summary>
    private static JsonValueKind Invariant(MigratingFile file) =>
        MigratingPackage.Json(file) is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("runtimeOptions", out var options) && options.ValueKind == JsonValueKind.Object
        && options.TryGetProperty("configProperties", out var properties) && properties.ValueKind == JsonValueKind.Object
        && properties.TryGetProperty("System.Globalization.Invariant", out var invariant) ? invariant.ValueKind : JsonValueKind.Undefined;

    private static string Short(string member)
    {
        var parts = member.Replace("..ctor", ".new", StringComparison.Ordinal).Split('.');
        return $"{parts[^2]}.{parts[^1]}";
    }

    [GeneratedRegex("^[a-z]{2,3}(-[A-Z][a-z]{3})?-[A-Z]{2}$")]
    private static partial Regex CultureName();

    [GeneratedRegex("^[A-Z][A-Za-z0-9 .()-]* (Standard|Summer|Daylight) Time$")]
    private static partial Regex WindowsZone();
}
