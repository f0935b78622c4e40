using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Pintle.Shared;

namespace Pintle.Layer.Audit;

/// <summary>Reads a function's zip or folder: packages, runtimes and native code in it.</summary>
public static class FunctionReader
{
    private const long LargestJson = 16 * 1024 * 1024; // Chosen, not measured: it only bounds the memory that a wrong file can take.
    private const string Core = "Microsoft.NETCore.App";

    private static readonly byte[] Switch = Encoding.Unicode.GetBytes("System.Globalization.Invariant");
    private static readonly byte[] Variable = Encoding.Unicode.GetBytes("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT");

    private static readonly byte[] Elf = [0x7F, (byte)'E', (byte)'L', (byte)'F'];

    /// <exception cref="LayerException">It cannot be read.</exception>
    public static FunctionContent Read(string path)
    {
        if (!Path.Exists(path))
            throw new LayerException(LayerFault.SubjectInvalid, $"Expected a function's zip or folder at {path}, but there is no such file or folder. Correct the path.");
        if (Verify.Subject.IsLayer(path))
            throw new LayerException(LayerFault.SubjectInvalid, $"Expected a function's zip or folder at {path}, but it is a layer. Give the package that is deployed.");
        try
        {
            if (Directory.Exists(path))
                return Read(Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Select(file => new PackageFile(Path.GetRelativePath(path, file).Replace('\\', '/'), () => File.OpenRead(file))));
            using var zip = ZipFile.OpenRead(path);
            return Read(zip.Entries.Where(entry => !entry.FullName.EndsWith('/')).Select(entry => new PackageFile(entry.FullName.Replace('\\', '/'), entry.Open)));
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new LayerException(LayerFault.SubjectInvalid, $"Expected a function's zip or folder at {path}, but it could not be read: {e.Message} Give the package that is deployed.", e);
        }
    }

    private static FunctionContent Read(IEnumerable<PackageFile> files)
    {
        PackageFile[] all = [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
        var assets = new Dictionary<string, FunctionLibrary>(StringComparer.Ordinal);
        var libraries = new SortedDictionary<string, FunctionLibrary>(StringComparer.OrdinalIgnoreCase);
        var runtimes = new List<BundledRuntime>();
        PackageFile[] dependencies = [.. all.Where(file => file.Path.EndsWith(".deps.json", StringComparison.OrdinalIgnoreCase))];
        foreach (var file in dependencies)
            ReadDependencies(Json(file), file.Path, libraries, assets, runtimes);
        foreach (var file in all.Where(file => file.Path.EndsWith(".runtimeconfig.json", StringComparison.OrdinalIgnoreCase)))
            ReadRuntimeConfiguration(Json(file), file.Path, runtimes);
        if (runtimes.Count == 0 && all.FirstOrDefault(file => Path.GetFileName(file.Path) is "libcoreclr.so" or "System.Private.CoreLib.dll") is { } clr)
            runtimes.Add(new BundledRuntime(Core, null, clr.Path));

        NativePart[] natives = [.. all.Where(IsElf).Select(file => new NativePart(file.Path, assets.GetValueOrDefault(file.Path) ?? assets.GetValueOrDefault(Path.GetFileName(file.Path))))];
        return new FunctionContent(dependencies.Length > 0, [.. libraries.Values], [.. runtimes.DistinctBy(runtime => (runtime.Framework, runtime.Version))], natives)
        {
            // With a runtime of its own the function has cultures of its own, or none.
            CultureNeeds = runtimes.Count > 0 ? [] : CultureNeedsOf(all),
        };
    }

    /// <summary>Assemblies on the list, and those with the switch in their texts: these look for the mode, and most of them refuse it.</summary>
    private static CultureNeed[] CultureNeedsOf(PackageFile[] files)
    {
        var needs = new List<CultureNeed>();
        foreach (var file in files.Where(file => file.Path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)))
        {
            var name = Path.GetFileNameWithoutExtension(file.Path);
            if (CultureNeeds.Find([file.Path]) is { } known)
                needs.Add(new CultureNeed(name, known.Reason, true));
            else if (Asks(file))
                needs.Add(new CultureNeed(name, "asks whether there is the invariant culture only, as assemblies do that refuse it", false));
        }

        return [.. needs.DistinctBy(need => need.Assembly)];
    }

    /// <summary>Texts of IL are in UTF-16.</summary>
    private static bool Asks(PackageFile file)
    {
        using var content = file.Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        ReadOnlySpan<byte> all = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        return all.IndexOf(Switch) >= 0 || all.IndexOf(Variable) >= 0;
    }

    private static void ReadDependencies(
        JsonElement root, string path, SortedDictionary<string, FunctionLibrary> libraries, Dictionary<string, FunctionLibrary> assets, List<BundledRuntime> runtimes)
    {
        foreach (var library in Members(root, "libraries"))
        {
            var named = Named(library.Name);
            var type = library.Value.TryGetProperty("type", out var kind) ? kind.GetString() ?? "" : "";
            if (type == "package")
                libraries[library.Name] = named;
            else if (type == "runtimepack")
                runtimes.Add(new BundledRuntime(FrameworkOf(named.Id), named.Version, path));
        }

        foreach (var library in Members(root, "targets").SelectMany(target => target.Value.EnumerateObject()))
        {
            foreach (var kind in (string[])["native", "runtimeTargets"])
            {
                foreach (var asset in Members(library.Value, kind))
                {
                    // Published for one runtime, such a file stands beside the assemblies; published for any, at its own path.
                    assets[asset.Name] = Named(library.Name);
                    assets[Path.GetFileName(asset.Name)] = Named(library.Name);
                }
            }
        }
    }

    private static void ReadRuntimeConfiguration(JsonElement root, string path, List<BundledRuntime> runtimes)
    {
        if (!root.TryGetProperty("runtimeOptions", out var options) || !options.TryGetProperty("includedFrameworks", out var included))
            return;
        foreach (var framework in included.EnumerateArray())
            runtimes.Add(new BundledRuntime(framework.GetProperty("name").GetString()!, framework.GetProperty("version").GetString(), path));
    }

    private static JsonProperty[] Members(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.Object ? [.. child.EnumerateObject()] : [];

    private static FunctionLibrary Named(string key)
    {
        var slash = key.LastIndexOf('/');
        return slash < 0 ? new FunctionLibrary(key, "") : new FunctionLibrary(key[..slash], key[(slash + 1)..]);
    }

    /// <summary><c>runtimepack.Microsoft.NETCore.App.Runtime.linux-x64</c> is of <c>Microsoft.NETCore.App</c>.</summary>
    private static string FrameworkOf(string pack)
    {
        var name = pack.StartsWith("runtimepack.", StringComparison.Ordinal) ? pack["runtimepack.".Length..] : pack;
        var runtime = name.IndexOf(".Runtime.", StringComparison.Ordinal);
        return runtime < 0 ? name : name[..runtime];
    }

    private static JsonElement Json(PackageFile file)
    {
        using var content = file.Open();
        using var bounded = new MemoryStream();
        var buffer = new byte[81920];
        for (var read = content.Read(buffer); read > 0; read = content.Read(buffer))
        {
            bounded.Write(buffer, 0, read);
            if (bounded.Length > LargestJson)
                throw new InvalidDataException($"{file.Path} has over {LargestJson} bytes.");
        }

        using var document = JsonDocument.Parse(bounded.ToArray(), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        return document.RootElement.Clone();
    }

    private static bool IsElf(PackageFile file)
    {
        using var content = file.Open();
        Span<byte> start = stackalloc byte[4];
        return content.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual(Elf);
    }

    private sealed record PackageFile(string Path, Func<Stream> Open);
}
