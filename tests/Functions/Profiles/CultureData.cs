using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Profiles;

/// <summary>All that System.Globalization and its neighbours say of every culture, as text of one line each: two sources of cultures that give the same text are the same for .NET.</summary>
public static class CultureData
{
    private static readonly DateTime s_moment = new(2024, 11, 5, 14, 7, 9, DateTimeKind.Utc);

    private static readonly string[] s_words =
    [
        "cote", "coté", "côte", "côté", "Zebra", "äpfel", "Apfel", "apfel", "ÅNGSTRÖM", "ångström", "œuvre", "oeuvre", "straße", "strasse", "llama", "luz", "chico", "cuna", "dz", "dž", "ija", "ila",
        "ıssız", "İstanbul", "istanbul", "ΣΊΣΥΦΟΣ", "σίσυφος", "жук", "ёж", "еж", "北京", "上海", "あい", "アイ", "ｱｲ", "한국", "가나", "ไทย", "เก", "א", "ب", "ą", "a", "a-b", "ab", "co-op", "coop", "1", "10", "2", "",
        "Å", "A\u030a", "👍", "👍🏽",
    ];

    /// <summary>Orders take long, so not every culture's are compared: those with collations of their own, of each script.</summary>
    private static readonly string[] s_ordered = ["", "en", "de", "de-DE_phoneb", "da", "sv", "es", "fr-CA", "cs", "hr", "hu", "lt", "pl", "tr", "az", "vi", "ru", "uk", "el", "he", "ar", "fa", "hi", "th", "my", "ko", "ja", "zh-Hans", "zh-Hant", "zh-TW"];

    /// <returns>A line for each culture, with its name and the digest of all that is said of it.</returns>
    public static string Digests()
    {
        var text = new StringBuilder();
        foreach (var culture in CultureInfo.GetCultures(CultureTypes.AllCultures).Select(each => each.Name).Concat(s_ordered).Distinct().Order(StringComparer.Ordinal))
            _ = text.AppendLine(CultureInfo.InvariantCulture, $"{culture} {Digest(to => Write(to, CultureInfo.GetCultureInfo(culture)))}");
        _ = text.AppendLine(CultureInfo.InvariantCulture, $"others {Digest(WriteOthers)}");
        return text.ToString();
    }

    private static string Digest(Action<TextWriter> write)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        write(text);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void Write(TextWriter to, CultureInfo culture)
    {
        to.WriteLine(Names(culture));
        to.WriteLine($"{culture.Name} {Numbers(culture.NumberFormat)}");
        to.WriteLine($"{culture.Name} {string.Join('|', culture.OptionalCalendars.Select(each => each.GetType().Name))} {Dates(culture, culture.Calendar)}");
        foreach (var calendar in culture.OptionalCalendars)
            to.WriteLine($"{culture.Name} {calendar.GetType().Name} {Dates(culture, calendar)}");
        if (s_ordered.Contains(culture.Name))
            to.WriteLine($"{culture.Name} {Orders(culture)}");
        to.WriteLine($"{culture.Name} {culture.TextInfo.ListSeparator} {culture.TextInfo.IsRightToLeft} {culture.TextInfo.ToUpper("iıiß")} {culture.TextInfo.ToTitleCase("ijs van dijk")} {culture.CompareInfo.Version.FullVersion}");
        if (!culture.IsNeutralCulture && culture.Name.Length > 0)
            to.WriteLine(Region(culture));
    }

    /// <summary>Names of zones in a few languages, and what no culture has a part in.</summary>
    private static void WriteOthers(TextWriter to)
    {
        foreach (var form in Enum.GetValues<NormalizationForm>())
            to.WriteLine($"{form} {string.Join(' ', "Å\u1e9b\u0323ﬁ①カ\u3099".Normalize(form).Select(c => $"{(int)c:x4}"))}");
        to.WriteLine(new IdnMapping().GetAscii("bücher.straße.例え.test") + new IdnMapping().GetUnicode("xn--bcher-kva.xn--r8jz45g.test"));
        foreach (var windows in (string[])["W. Europe Standard Time", "Tokyo Standard Time", "Eastern Standard Time", "Nonsense"])
            to.WriteLine($"{windows} {TimeZoneInfo.TryConvertWindowsIdToIanaId(windows, out var iana)} {iana}");
        foreach (var name in (string[])["de", "en-US", "ja", "ru", "ar", "zh-Hant", "hi", "th", "vi", "pt-BR"])
        {
            var before = CultureInfo.CurrentUICulture;
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(name);
            TimeZoneInfo.ClearCachedData();
            foreach (var zone in TimeZoneInfo.GetSystemTimeZones())
                to.WriteLine($"{name} {zone.Id} {zone.DisplayName} {zone.StandardName} {zone.DaylightName} {(TimeZoneInfo.TryConvertIanaIdToWindowsId(zone.Id, out var windows) ? windows : "-")}");
            CultureInfo.CurrentUICulture = before;
        }
    }

    private static string Names(CultureInfo culture)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("fr");
        var text = $"{culture.Name} {culture.DisplayName} {culture.EnglishName} {culture.NativeName} {culture.TwoLetterISOLanguageName} {culture.ThreeLetterISOLanguageName} "
            + $"{culture.ThreeLetterWindowsLanguageName} {culture.LCID} {culture.Parent.Name} {culture.IetfLanguageTag} {culture.CultureTypes}";
        CultureInfo.CurrentUICulture = before;
        return text;
    }

    private static string Numbers(NumberFormatInfo f) =>
        $"{f.CurrencyDecimalDigits} {f.CurrencyDecimalSeparator} {f.CurrencyGroupSeparator} {string.Join(',', f.CurrencyGroupSizes)} {f.CurrencyNegativePattern} {f.CurrencyPositivePattern} {f.CurrencySymbol} "
        + $"{f.NaNSymbol} {string.Concat(f.NativeDigits)} {f.NegativeInfinitySymbol} {f.NegativeSign} {f.NumberDecimalDigits} {f.NumberDecimalSeparator} {f.NumberGroupSeparator} {string.Join(',', f.NumberGroupSizes)} "
        + $"{f.NumberNegativePattern} {f.PercentDecimalDigits} {f.PercentDecimalSeparator} {f.PercentNegativePattern} {f.PercentPositivePattern} {f.PercentSymbol} {f.PerMilleSymbol} {f.PositiveInfinitySymbol} {f.PositiveSign} "
        + string.Join(' ', "CNPEG".Select(each => (-1234567.891m).ToString(each.ToString(), f)));

    private static string Dates(CultureInfo culture, Calendar calendar)
    {
        var own = (CultureInfo)culture.Clone();
        try
        {
            own.DateTimeFormat.Calendar = calendar;
        }
        catch (ArgumentOutOfRangeException)
        {
            return "no such calendar";
        }

        var f = own.DateTimeFormat;
        var eras = string.Join(',', calendar.Eras.Select(era => $"{f.GetEraName(era)}/{f.GetAbbreviatedEraName(era)}"));
        var patterns = string.Join('|', f.GetAllDateTimePatterns());
        return $"{f.FirstDayOfWeek} {f.CalendarWeekRule} {f.AMDesignator} {f.PMDesignator} {f.DateSeparator} {f.TimeSeparator} {f.NativeCalendarName} {eras} {string.Join(',', f.DayNames)} {string.Join(',', f.AbbreviatedDayNames)} "
            + $"{string.Join(',', f.ShortestDayNames)} {string.Join(',', f.MonthNames)} {string.Join(',', f.MonthGenitiveNames)} {string.Join(',', f.AbbreviatedMonthNames)} {string.Join(',', f.AbbreviatedMonthGenitiveNames)} "
            + $"{f.MonthDayPattern} {f.YearMonthPattern} {patterns} {string.Join('|', "dDfFgGmtTyY".Select(each => s_moment.ToString(each.ToString(), own)))}";
    }

    private static string Orders(CultureInfo culture)
    {
        var compare = culture.CompareInfo;
        var text = new StringBuilder();
        foreach (var options in (CompareOptions[])[CompareOptions.None, CompareOptions.IgnoreCase, CompareOptions.IgnoreNonSpace, CompareOptions.IgnoreSymbols, CompareOptions.IgnoreKanaType | CompareOptions.IgnoreWidth])
        {
            _ = text.Append(' ').AppendJoin(' ', s_words.Order(Comparer<string>.Create((x, y) => compare.Compare(x, y, options) is not 0 and var order ? order : string.CompareOrdinal(x, y))));
            _ = text.Append(' ').Append(Convert.ToHexString(compare.GetSortKey("Straße ΣΊ 北 ア", options).KeyData));
            _ = text.Append(' ').Append(compare.IndexOf("x straße 👍🏽 CÔTÉ", "cote", options)).Append(compare.IsSuffix("Ångström", "STRÖM", options)).Append(compare.LastIndexOf("co-op", "coop", options));
        }

        return text.ToString();
    }

    private static string Region(CultureInfo culture)
    {
        try
        {
            var region = new RegionInfo(culture.Name);
            return $"{culture.Name} {region.Name} {region.DisplayName} {region.EnglishName} {region.NativeName} {region.TwoLetterISORegionName} {region.ThreeLetterISORegionName} {region.GeoId} {region.IsMetric} {region.CurrencySymbol} "
                + $"{region.ISOCurrencySymbol} {region.CurrencyEnglishName} {region.CurrencyNativeName}";
        }
        catch (ArgumentException)
        {
            return $"{culture.Name} no region";
        }
    }
}
