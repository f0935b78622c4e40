namespace Pintle.Layer.Globalization;

/// <summary>Compiled time zone data as a folder has it. Files of the machine itself (localtime) and the second copies in posix/ and right/ don't count.</summary>
/// <param name="Version">Such as <c>2025b</c>.</param>
/// <param name="Files">Paths below the folder, with slashes, in ordinal order.</param>
internal sealed record ZoneInfo(string Version, string Folder, IReadOnlyList<string> Files)
{
    public const string Origin = "tzdata";

    // Chosen, not measured: above what tzdata has; they keep another folder, given by mistake, out of the layer.
    private const int MostFiles = 2_000;
    private const int LargestFile = 256 * 1024;
    private const int LongestVersion = 12;
    private const string Source = "tzdata.zi";
    private const string VersionLine = "# version ";
    private const string Remedy = "Name a folder like /usr/share/zoneinfo of Debian's or Amazon Linux's package tzdata.";

    private static readonly string[] Tables = [Source, "iso3166.tab", "zone.tab", "zone1970.tab"];
    private static readonly string[] NotZones = ["localtime", "posix", "posixrules", "right"];

    /// <exception cref="LayerException">It is no such folder.</exception>
    public static ZoneInfo Find(string folder)
    {
        if (!Directory.Exists(folder))
            throw Invalid($"Expected time zone data in {folder}, but there is no such folder. {Remedy}");
        var source = Path.Combine(folder, Source);
        var first = File.Exists(source) ? File.ReadLines(source).FirstOrDefault() ?? "" : "";
        var version = first.StartsWith(VersionLine, StringComparison.Ordinal) ? first[VersionLine.Length..].Trim() : "";
        if (version.Length is 0 or > LongestVersion || !version.All(char.IsAsciiLetterOrDigit))
            throw Invalid($"Expected {Source} in {folder} to begin with \"{VersionLine}\" and the data's version, found otherwise. {Remedy}");

        string[] files = [.. Zones(folder, "").Concat(Tables.Where(table => File.Exists(Path.Combine(folder, table)))).Order(StringComparer.Ordinal)];
        return files.Length is > 0 and <= MostFiles && files.Contains("UTC", StringComparer.Ordinal)
            ? new ZoneInfo(version, folder, files)
            : throw Invalid($"Expected at most {MostFiles} files of time zones in {folder}, UTC among them, found {files.Length}{(files.Length <= MostFiles ? " without it" : "")}. {Remedy}");
    }

    private static IEnumerable<string> Zones(string folder, string prefix)
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles())
        {
            if ((prefix.Length > 0 || !NotZones.Contains(file.Name, StringComparer.Ordinal)) && IsPlain(file.Name) && IsZone(file.FullName))
                yield return prefix + file.Name;
        }

        foreach (var child in Directory.EnumerateDirectories(folder).Where(child => new DirectoryInfo(child).LinkTarget is null))
        {
            var name = Path.GetFileName(child);
            if ((prefix.Length > 0 || !NotZones.Contains(name, StringComparer.Ordinal)) && IsPlain(name))
            {
                foreach (var zone in Zones(child, $"{prefix}{name}/"))
                    yield return zone;
            }
        }
    }

    /// <summary>By the first bytes that RFC 9636 gives every such file.</summary>
    private static bool IsZone(string path)
    {
        Span<byte> magic = stackalloc byte[4];
        using var file = File.OpenRead(path);
        return file.Length <= LargestFile && file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic.SequenceEqual("TZif"u8);
    }

    private static bool IsPlain(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '+');

    private static LayerException Invalid(string message) => new(LayerFault.RequestInvalid, message);
}
