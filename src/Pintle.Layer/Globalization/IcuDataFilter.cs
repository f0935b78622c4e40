namespace Pintle.Layer.Globalization;

/// <summary>Cuts ICU's data down to what .NET reads of it, and to the cultures that are wanted. The same data give the same bytes.</summary>
internal static class IcuDataFilter
{
    private const string Bundle = ".res";
    private const string Pool = "pool.res";

    /// <param name="wanted">Locales; none is all.</param>
    /// <exception cref="InvalidDataException">The data are not laid out as ICU's are.</exception>
    /// <exception cref="LayerException">The data have no such locale.</exception>
    public static byte[] Filter(ReadOnlyMemory<byte> data, IReadOnlyCollection<string> wanted)
    {
        var package = IcuPackage.Parse(data);
        var items = package.Items.ToDictionary(item => item.Name, StringComparer.Ordinal);
        var pools = package.Items.Where(item => NameOf(item.Name) == Pool).ToDictionary(item => FolderOf(item.Name), item => IcuBundle.Parse(item.Content.Span, null), StringComparer.Ordinal);
        string[] all = [.. package.Items.Where(item => item.Name.EndsWith(Bundle, StringComparison.Ordinal)).Select(item => item.Name[..^Bundle.Length]).Where(IcuLocales.IsName)];
        var locales = new IcuLocales(wanted, all, Referred);
        var rules = new IcuDataRules(all.Where(locales.Keeps), locales);
        IcuPackage.Item[] kept = [.. package.Items.Where(item => !IcuDataRules.DropsFile(item.Name) && (!item.Name.EndsWith(Bundle, StringComparison.Ordinal) || locales.Keeps(NameOf(item.Name)[..^Bundle.Length]))).Select(Cut)];
        // Only now is it known which parts of the pools are still in use.
        kept = [.. kept.Select(item => NameOf(item.Name) == Pool ? item with { Content = pools[FolderOf(item.Name)].Used() } : item)];
        return (package with { Items = kept }).ToBytes();

        IcuPackage.Item Cut(IcuPackage.Item item) => item.Name.EndsWith(Bundle, StringComparison.Ordinal) && NameOf(item.Name) != Pool
            ? item with { Content = Parse(item).Without(rules.DropsOf(item.Name)) }
            : item;

        IcuBundle Parse(IcuPackage.Item item) => IcuBundle.Parse(item.Content.Span, pools.GetValueOrDefault(FolderOf(item.Name)));

        IEnumerable<string> Referred(string locale)
        {
            var bundle = Parse(items[$"{locale}{Bundle}"]);
            return ((string?[])[bundle.Text("%%Parent"), bundle.Text("%%ALIAS")]).OfType<string>();
        }
    }

    private static string FolderOf(string name) => name[..(name.LastIndexOf('/') + 1)];

    private static string NameOf(string name) => name[(name.LastIndexOf('/') + 1)..];
}
