using System.Globalization;
using System.Security.Cryptography;
using Pintle.Layer.Elf;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Globalization;

/// <summary>ICU's three libraries as a layer has them: the data cut, and what they ask of libstdc++ lowered to what Lambda's OS has.</summary>
/// <param name="Contents">By the files' names.</param>
/// <param name="Changes">What was done, in words.</param>
/// <param name="Sources">The files as they were.</param>
internal sealed record IcuFiles(IReadOnlyList<(string Name, byte[] Content)> Contents, IReadOnlyList<string> Changes, IReadOnlyList<ManifestSource> Sources)
{
    /// <summary>
    /// Since GCC 12 this symbol has a second version, which does the same without a thread-cancellation detail of the first; libstdc++ goes on exporting both:
    /// <see href="https://gcc.gnu.org/onlinedocs/libstdc++/manual/abi.html"/>.
    /// </summary>
    private const string Waiting = "_ZNSt18condition_variable4waitERSt11unique_lockISt5mutexE";
    private const string NewVersion = "GLIBCXX_3.4.30";
    private const string OldVersion = "GLIBCXX_3.4.11";

    private const string DataLibrary = "libicudata.so";

    /// <exception cref="LayerException">The data are not laid out as ICU's are, or lack a culture that the request names.</exception>
    public static IcuFiles From(IcuLibraries icu, LayerRequest request)
    {
        var contents = new List<(string, byte[])>();
        var changes = new List<string>();
        var sources = new List<ManifestSource>();
        var dataName = icu.Files.SelectMany(file => ElfImage.Parse(File.ReadAllBytes(file)).Needed).FirstOrDefault(name => name.StartsWith(DataLibrary, StringComparison.Ordinal));
        foreach (var file in icu.Files)
        {
            var name = Path.GetFileName(file);
            var original = File.ReadAllBytes(file);
            var content = name.StartsWith(DataLibrary, StringComparison.Ordinal) && request.IcuData == LayerIcuData.Filtered && dataName is not null ? Cut(original, name, dataName, request) : Lower(original);
            contents.Add((name, content));
            if (ReferenceEquals(content, original))
                continue;
            sources.Add(new ManifestSource(name, original.Length, Convert.ToHexStringLower(SHA256.HashData(original))));
            changes.Add(name.StartsWith(DataLibrary, StringComparison.Ordinal)
                ? string.Create(CultureInfo.InvariantCulture, $"{name}: cut to what .NET reads{(request.IcuLocales.Count == 0 ? "" : $" of {string.Join(", ", request.IcuLocales.Order(StringComparer.Ordinal))}")}, {original.Length} to {content.Length} bytes")
                : $"{name}: asks libstdc++ for {OldVersion} of std::condition_variable::wait in place of {NewVersion}");
        }

        return new IcuFiles(contents, changes, sources);
    }

    /// <returns>The same bytes where nothing asks for the newer version, or where what asks has no older one.</returns>
    public static byte[] Lower(byte[] library)
    {
        var versions = new ElfReader(library).FindVersions();
        var high = versions.FirstOrDefault(version => version.Version == NewVersion);
        var low = versions.FirstOrDefault(version => version.Version == OldVersion);
        if (high.Symbols is not [Waiting] || low.Symbols is null)
            return library;
        byte[] lowered = [.. library];
        // vna_hash and vna_name (LSB, symbol versioning); the symbol's index stays.
        library.AsSpan(low.Offset, 4).CopyTo(lowered.AsSpan(high.Offset));
        library.AsSpan(low.Offset + 8, 4).CopyTo(lowered.AsSpan(high.Offset + 8));
        return lowered;
    }

    private static byte[] Cut(byte[] library, string file, string name, LayerRequest request)
    {
        try
        {
            (var symbol, var offset, var size) = new ElfReader(library).FindSymbol(exported => exported.StartsWith("icudt", StringComparison.Ordinal) && exported.EndsWith("_dat", StringComparison.Ordinal))
                ?? throw new InvalidDataException("Expected ICU's data to be exported as icudtNN_dat, found no such symbol.");
            var data = IcuDataFilter.Filter(library.AsMemory(offset, size), request.IcuLocales);
            return new IcuDataLibrary(ElfImage.Parse(library).Machine, symbol, name, data).ToBytes();
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or OverflowException)
        {
            throw new LayerException(LayerFault.RequestInvalid, $"{file} cannot be cut down. {e.Message} Take it whole with --icu-data full.", e);
        }
    }
}
