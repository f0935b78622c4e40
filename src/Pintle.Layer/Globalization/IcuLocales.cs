using System.Text.RegularExpressions;

namespace Pintle.Layer.Globalization;

/// <summary>Which locales of ICU's data stay when some are asked for: those, what is below them, and what they take words from.</summary>
internal sealed partial class IcuLocales
{
    /// <summary>.NET asks for their words whatever the culture: for EnglishName, and where LANG says nothing.</summary>
    private static readonly string[] Always = ["en", "en_US", "en_US_POSIX"];

    private readonly HashSet<string> _all;
    private readonly HashSet<string> _kept;

    /// <param name="wanted">As .NET or ICU writes them; none is all.</param>
    /// <param name="all">Those that the data have.</param>
    /// <param name="referred">The locales that a locale names as its parent, or as what it is an alias of.</param>
    /// <exception cref="LayerException">The data have no such locale.</exception>
    public IcuLocales(IReadOnlyCollection<string> wanted, IReadOnlyCollection<string> all, Func<string, IEnumerable<string>> referred)
    {
        _all = [.. all];
        _kept = [];
        if (wanted.Count == 0)
        {
            _kept = _all;
            return;
        }

        foreach (var name in wanted.Select(each => each.Replace('-', '_')))
        {
            string[] below = [.. all.Where(each => each == name || each.StartsWith($"{name}_", StringComparison.Ordinal))];
            if (below.Length == 0)
                throw new LayerException(LayerFault.RequestInvalid, $"Expected a culture that ICU's data have, such as de, fr-CH or zh-Hant, found \"{name.Replace('_', '-')}\". Correct --icu-locales.");
            foreach (var each in below)
                Keep(each, referred);
        }

        foreach (var name in Always.Where(_all.Contains))
            Keep(name, referred);
        // Groups of regions: newer data list which locales inherit from them, such as es_MX from es_419.
        foreach (var name in all.Where(each => Group().IsMatch(each) && _kept.Contains(each[..each.IndexOf('_', StringComparison.Ordinal)])))
            Keep(name, referred);
    }

    public static bool IsName(string name) => Name().IsMatch(name);

    /// <summary>For any folder: a locale that the outermost bundles don't have goes with the one that it is below.</summary>
    public bool Keeps(string name)
    {
        while (IsName(name))
        {
            if (_all.Contains(name))
                return _kept.Contains(name);
            name = name.LastIndexOf('_') is > 0 and int end ? name[..end].TrimEnd('_') : "";
        }

        return true;
    }

    private void Keep(string name, Func<string, IEnumerable<string>> referred)
    {
        if (!_all.Contains(name) || !_kept.Add(name))
            return;
        foreach (var other in referred(name))
            Keep(other, referred);
        if (name.LastIndexOf('_') is > 0 and int end)
            Keep(name[..end], referred);
    }

    [GeneratedRegex(@"\A[a-z]{2,3}(_[A-Z][a-z]{3})?(_([A-Z]{2}|[0-9]{3}))?(_{1,2}[A-Z0-9]{3,})?\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[a-z]{2,3}_[0-9]{3}\z")]
    private static partial Regex Group();
}
