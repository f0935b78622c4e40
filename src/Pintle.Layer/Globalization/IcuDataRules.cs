using System.Text.RegularExpressions;

namespace Pintle.Layer.Globalization;

/// <summary>
/// Which parts of ICU's data .NET never reads, by the functions that dotnet/runtime's System.Globalization.Native calls (pal_icushim_internal.h).
/// What isn't named here stays, so that data of a later ICU keep what is new in them.
/// </summary>
/// <param name="names">The locales that stay, as ICU writes them: <c>zh_Hant_TW</c>.</param>
internal sealed partial class IcuDataRules(IEnumerable<string> names, IcuLocales locales)
{
    private const int ScriptLength = 4;

    private const string Index = "res_index.res";
    private const string Names = "lang/";
    private const string Regions = "region/";
    private const string Currencies = "curr/";
    private const string Collations = "coll/";

    /// <summary>Tables of the outermost level of a locale's own bundle, without their slash.</summary>
    private static readonly string[] UnusedOfLocales =
    [
        "AuxExemplarCharacters", "ExemplarCharacters", "ExemplarCharactersAuxiliary", "ExemplarCharactersIndex", "ExemplarCharactersNumbers", "ExemplarCharactersPunctuation",
        "Ellipsis", "MoreInformation", "characterLabel", "delimiters", "listPattern", "measurementSystemNames", "personNames",
    ];

    /// <summary>Calendars that no type of System.Globalization stands for. Chinese stays: Korean's takes its words from there.</summary>
    private static readonly string[] UnusedCalendars = ["coptic", "ethiopic", "ethiopic-amete-alem", "indian", "islamic-civil", "islamic-rgsa", "islamic-tbla", "iso8601"];

    private static readonly string[] UnusedOfSupplement =
        ["territoryContainment", "territoryInfo", "languageData", "subdivisionContainment", "unitPreferenceData", "languageMatching", "languageMatchingInfo", "languageMatchingNew"];

    /// <summary>Orders for searching as one types, and those of encodings; .NET gives them no name.</summary>
    private static readonly string[] UnusedCollations = ["search", "searchjl", "big5han", "gb2312han", "emoji", "eor"];

    private readonly HashSet<string> _names = [.. names];
    private readonly HashSet<string> _parts = [.. names.SelectMany(name => name.Split('_'))];

    /// <summary>Whether a whole file goes.</summary>
    public static bool DropsFile(string name) => Files().IsMatch(name) || (name.StartsWith("rbnf/", StringComparison.Ordinal) && !NumberRules().IsMatch(name));

    /// <summary>Which entries of a bundle's tables go, by their paths.</summary>
    public Func<string, bool> DropsOf(string file)
    {
        if (file.EndsWith(Index, StringComparison.Ordinal))
            return path => path.Split('/') is [_, "InstalledLocales" or "AliasLocales", string name] && !locales.Keeps(name);
        if (file.StartsWith(Names, StringComparison.Ordinal))
            return DropsOfNames;
        if (file.StartsWith(Regions, StringComparison.Ordinal))
            return path => path is "/Countries%short" or "/Countries%variant";
        if (file.StartsWith(Currencies, StringComparison.Ordinal))
            return path => path is "/CurrencyPlurals" or "/CurrencyUnitPatterns" or "/Currencies%formal" or "/Currencies%narrow" or "/Currencies%variant";
        if (file.StartsWith(Collations, StringComparison.Ordinal))
            return path => path == "/UCARules" || UnusedCollations.Any(name => path == $"/collations/{name}");
        if (file == "supplementalData.res")
            return path => UnusedOfSupplement.Any(name => path == $"/{name}");
        return file.Contains('/', StringComparison.Ordinal) ? _ => false : path => DropsOfLocale(path);
    }

    /// <summary>Drops names that no culture of the data is called by: CultureInfo("akk"), which has no data either, is called akk.</summary>
    private bool DropsOfNames(string path)
    {
        var parts = path.Split('/');
        return path == "/characterLabelPattern" || (parts is [_, string table, string key] && table switch
        {
            "Types" => key is not "calendar" and not "collation",
            "Languages" or "Languages%long" or "Languages%menu" or "Languages%short" or "Languages%variant" => !_names.Contains(key),
            "Scripts" or "Scripts%stand-alone" => key.Length == ScriptLength && !_parts.Contains(key),
            "Variants" => !_parts.Contains(key),
            _ => false,
        });
    }

    private static bool DropsOfLocale(string path)
    {
        var parts = path.Split('/');
        return parts[1] switch
        {
            "calendar" when parts.Length == 3 => UnusedCalendars.Contains(parts[2], StringComparer.Ordinal),
            "calendar" when parts.Length == 4 => parts[3] is "intervalFormats" or "cyclicNameSets" or "dayPeriod",
            "fields" => parts.Length == 4 && parts[3] is "relative" or "relativeTime",
            "NumberElements" when parts.Length == 3 => parts[2] == "minimalPairs",
            "NumberElements" when parts.Length == 4 => parts[3] is "patternsShort" or "patternsLong" or "miscPatterns",
            string first => parts.Length == 2 && UnusedOfLocales.Contains(first, StringComparer.Ordinal),
        };
    }

    /// <summary>
    /// Encodings, which .NET has itself; transliteration; units of measure; look-alike and character names; rules and dictionaries for breaking text, except into
    /// characters, which searching needs; what relates to persons, gender and grammar; profiles of stringprep, which IDNA 2008 has no use for.
    /// </summary>
    [GeneratedRegex(@"\A(.*\.cnv|.*\.spp|.*\.cfu|cnvalias\.icu|unames\.icu|ulayout\.icu|translit/.*|unit/.*|brkitr/.*\.dict|brkitr/.*\.lstm|brkitr/(?!char\.brk).*\.brk|units\.res|grammaticalFeatures\.res|genderList\.res|dayPeriods\.res|pluralRanges\.res|postalCodeData\.res)\z")]
    private static partial Regex Files();

    /// <summary>The number-spelling rules that Hebrew, Chinese and Japanese dates are written with.</summary>
    [GeneratedRegex(@"\Arbnf/(pool|res_index|root|ja|zh|zh_Hant)\.res\z")]
    private static partial Regex NumberRules();
}
