using System.Globalization;
using System.Text.RegularExpressions;
using Pintle.Layer.Elf;

namespace Pintle.Layer.Globalization;

/// <summary>The three libraries of ICU that .NET loads app-local, as a folder has them. It doesn't look at their data.</summary>
/// <param name="Version">The one in the files' names, by which the CLR is told to load them.</param>
/// <param name="Files">Full paths.</param>
/// <param name="Warnings">What they need and provided.al2023 may lack.</param>
internal sealed partial record IcuLibraries(string Version, IReadOnlyList<string> Files, IReadOnlyList<string> Warnings)
{
    /// <summary>The origin of files from a folder that the request names.</summary>
    public const string Origin = "icu";

    private const string Remedy = "Name a folder with ICU's libraries, such as that of Amazon Linux's or Debian's package libicu.";
    private const string OwnFolder = "$ORIGIN";
    private const string StandardLibraryPrefix = "GLIBCXX_";
    private const int FirstUnicodeLicense = 58;
    private const int FirstUnicode3License = 74;

    private static readonly string[] Names = ["libicudata.so", "libicui18n.so", "libicuuc.so"];

    /// <summary>libstdc++ of GCC 11, which Amazon Linux 2023 has: <see href="https://gcc.gnu.org/onlinedocs/libstdc++/manual/abi.html"/>.</summary>
    private static readonly Version HighestStandardLibrary = new(3, 4, 29);

    /// <summary>ICU's SPDX licence, which changed twice: <see href="https://unicode-org.github.io/icu/userguide/icu/"/>.</summary>
    public string License => int.Parse(Version.Split('.')[0], CultureInfo.InvariantCulture) switch
    {
        < FirstUnicodeLicense => "ICU",
        < FirstUnicode3License => "Unicode-DFS-2016",
        _ => "Unicode-3.0",
    };

    /// <exception cref="LayerException">The folder has none, several versions, or libraries that Lambda could not load.</exception>
    public static IcuLibraries Find(string folder, LayerArchitecture architecture)
    {
        if (!Directory.Exists(folder))
            throw Invalid($"Expected ICU's libraries in {folder}, but there is no such folder. {Remedy}");
        string[] versions =
        [
            .. Directory.EnumerateFiles(folder, "libicuuc.so.*").Select(file => Library().Match(Path.GetFileName(file))).Where(match => match.Success)
                .Select(match => match.Groups[1].Value).Where(version => version.Contains('.', StringComparison.Ordinal)).Order(StringComparer.Ordinal),
        ];
        if (versions.Length != 1)
        {
            throw Invalid($"Expected one libicuuc.so with its whole version in its name (libicuuc.so.72.1) in {folder}, "
                + $"found {(versions.Length == 0 ? "none" : string.Join(", ", versions))}. {Remedy}");
        }

        string[] files = [.. Names.Select(name => Path.Combine(folder, $"{name}.{versions[0]}"))];
        return files.FirstOrDefault(file => !File.Exists(file)) is { } missing
            ? throw Invalid($"Expected {Path.GetFileName(missing)} beside libicuuc.so.{versions[0]} in {folder}, found none. {Remedy}")
            : new IcuLibraries(versions[0], files, [.. files.SelectMany(file => Check(file, architecture))]);
    }

    private static IEnumerable<string> Check(string file, LayerArchitecture architecture)
    {
        var name = Path.GetFileName(file);
        ElfImage image;
        try
        {
            image = ElfImage.Parse(IcuFiles.Lower(File.ReadAllBytes(file)));
        }
        catch (InvalidDataException e)
        {
            throw Invalid($"{name} is unfit for Lambda. {e.Message} {Remedy}");
        }

        // A library may look beside itself: only the layer's own files are there.
        var reasons = GlibcFloor.Check(image.RunPath == OwnFolder ? image with { RunPath = null } : image, architecture);
        if (reasons.Count > 0)
            throw Invalid($"{name} is unfit for Lambda. {string.Join(' ', reasons)}");
        var highest = image.Versions.Where(version => version.Name.StartsWith(StandardLibraryPrefix, StringComparison.Ordinal))
            .Select(version => System.Version.TryParse(version.Name.AsSpan(StandardLibraryPrefix.Length), out var number) ? number : null).Max();
        return highest > HighestStandardLibrary
            ? [$"{name} needs {StandardLibraryPrefix}{highest} of libstdc++.so.6, and provided.al2023 has {StandardLibraryPrefix}{HighestStandardLibrary}: "
                + "the layer runs where the OS is as new as that which the library is from, and not on Lambda. Take ICU from Amazon Linux 2023."]
            : [];
    }

    private static LayerException Invalid(string message) => new(LayerFault.RequestInvalid, message);

    [GeneratedRegex(@"\Alibicuuc\.so\.(\d+(?:\.\d+)*)\z")]
    private static partial Regex Library();
}
