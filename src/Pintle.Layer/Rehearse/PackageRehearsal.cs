using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pintle.Layer.Optimize;
using Pintle.Layer.Tree;
using Pintle.Shared;

namespace Pintle.Layer.Rehearse;

/// <summary>The rehearsed starts of one package: checks what was recorded, leaves out what must not be replayed, and puts the rest into the package. Runs nothing.</summary>
internal sealed class PackageRehearsal
{
    private readonly FunctionFiles _files;
    private readonly string _layer;
    private readonly HashSet<string> _ofLayer;
    private readonly List<RehearsedModule> _modules;
    private readonly SortedDictionary<string, RehearsedModule> _named = new(StringComparer.Ordinal);
    private readonly List<string> _lines = [];
    private readonly SortedDictionary<string, string> _generated = new(StringComparer.Ordinal);
    private int _handlers;

    /// <param name="files">The package; what was rehearsed before is taken out of it.</param>
    /// <param name="layer">The layer that it was run on.</param>
    public PackageRehearsal(FunctionFiles files, LayerManifest layer)
    {
        _files = files;
        _layer = layer.Files.Single(file => file.Path == FrameworkListFormat.RelativePath).Sha256;
        _ofLayer = [.. layer.Files.Where(file => file.Path.EndsWith(".dll", StringComparison.Ordinal)).Select(file => Path.GetFileNameWithoutExtension(file.Path))];
        RemoveOld(files);
        // The one nearest to the root, where a package has the same module twice.
        _modules = [.. files.All.OrderBy(file => file.Path.Count(c => c == '/')).Select(RehearsedModule.Read).OfType<RehearsedModule>().DistinctBy(module => module.VersionId)];
    }

    /// <summary>Takes an earlier rehearsal out of a package that is about to change.</summary>
    public static void RemoveOld(FunctionFiles files)
    {
        foreach (var path in files.All.Select(file => file.Path).Where(path => path.StartsWith(RehearsalFormat.Folder + "/", StringComparison.Ordinal)).ToList())
            files.Remove(path);
    }

    /// <param name="handler">The handler string.</param>
    /// <param name="recordings">Profiles of the same start, as the CLR wrote them.</param>
    /// <exception cref="LayerException">They are no profiles, or nothing of them may be replayed.</exception>
    public RehearsedStart Add(string handler, IReadOnlyList<byte[]> recordings)
    {
        var profile = recordings.Skip(1).Aggregate(StartProfile.Parse(recordings[0]), (common, next) => common.CommonWith(StartProfile.Parse(next)));
        RehearsedModule?[] modules = [.. profile.Modules.Select(module => _modules.Find(each => each.VersionId == module.VersionId && each.Name == module.Name))];
        if (modules.FirstOrDefault(module => module?.WatchesLoads == true) is { } watcher)
        {
            throw new LayerException(
                LayerFault.RequestInvalid,
                $"Expected a function that is not told of assemblies, but {watcher.File.Path} subscribes to AssemblyLoad, and a replay loads assemblies before their time. It starts without one.");
        }

        // A module that is neither the layer's nor the package's was loaded from elsewhere. A replay could not find it, and would ask the function's own AssemblyResolve for it.
        bool[] isFound = [.. profile.Modules.Select((module, index) => modules[index] is not null || _ofLayer.Contains(module.Name))];
        profile = profile.Where(record => isFound[record.Module]);

        // For a program that polls by itself, nothing is replayed later: nobody but its Main knows when its initializer has run.
        var assembly = handler.Contains(':', StringComparison.Ordinal) ? handler.Split(':')[0].Trim() : null;
        string[] initializers = [.. _modules.Where(module => module.HasInitializer).Select(module => module.Name)];
        var early = Without(profile, RehearsedModule.Reaching(_modules, initializers));
        // Once the handler's object is made, the initializer of its own assembly has run; that of another assembly runs when the function first uses it, and nobody knows when that is.
        var late = early.Methods < profile.Methods && assembly is not null && initializers.Contains(assembly)
            ? Without(profile, RehearsedModule.Reaching(_modules, [.. initializers.Where(name => name != assembly)]))
            : profile.Where(_ => false);

        _handlers++;
        var name = _handlers.ToString(CultureInfo.InvariantCulture);
        var bytes = Write(RehearsalFormat.Start, handler, name + ".profile", early) + Write(RehearsalFormat.Late, handler, name + ".late.profile", late);
        if (bytes == 0)
            throw new LayerException(LayerFault.SubjectInvalid, $"Expected a start of {handler} that can be replayed, but nothing was recorded of it. Nothing was written; see that the function ends in order.");
        for (var i = 0; i < modules.Length; i++)
        {
            if (modules[i] is { } module)
                _named[module.File.Path] = module;
        }

        return new RehearsedStart(handler, early.Methods, late.Methods, profile.Methods - Math.Max(early.Methods, late.Methods), profile.Modules.Count, bytes, early.Methods < profile.Methods ? initializers : [], _generated.ContainsKey(handler));
    }

    /// <summary>Puts the code for a handler's types into the package. It is used with a rehearsed start only.</summary>
    public void AddJson(string handler, ReadOnlySpan<byte> assembly)
    {
        _files.Write(RehearsalFormat.JsonPath(handler), assembly);
        _generated[handler] = Convert.ToHexStringLower(SHA256.HashData(assembly));
    }

    /// <summary>Takes it out again, where the handler's start is not rehearsed.</summary>
    public void RemoveJson(string handler)
    {
        if (_generated.Remove(handler))
            _files.Remove(RehearsalFormat.JsonPath(handler));
    }

    /// <summary>Puts the list into the package; without a rehearsed start, nothing.</summary>
    public void Finish()
    {
        if (_lines.Count == 0)
            return;
        var list = new StringBuilder();
        _ = list.Append(CultureInfo.InvariantCulture, $"{RehearsalFormat.Magic} {RehearsalFormat.Version}\n{RehearsalFormat.Layer}\t{_layer}\n");
        foreach (var module in _named.Values)
            _ = list.Append(CultureInfo.InvariantCulture, $"{RehearsalFormat.Module}\t{new FileInfo(module.File.FullPath).Length}\t{module.File.Path}\n");
        foreach (var line in _lines)
            _ = list.Append(line);
        foreach (var (handler, digest) in _generated)
            _ = list.Append(CultureInfo.InvariantCulture, $"{RehearsalFormat.Json}\t{handler.Trim()}\t{RehearsalFormat.JsonFile(handler)}\t{digest}\n");
        _files.Write(RehearsalFormat.ListPath, Encoding.UTF8.GetBytes(list.ToString()));
    }

    /// <summary>The profile without what could be the first use of these modules. Nobody knows whose types generic methods are over.</summary>
    private static StartProfile Without(StartProfile profile, IReadOnlySet<string> names)
    {
        bool[] isOut = [.. profile.Modules.Select(module => names.Contains(module.Name))];
        return isOut.Contains(true) ? profile.Where(record => !isOut[record.Module] && record.Kind != ProfileRecordKind.Generic) : profile;
    }

    private int Write(string keyword, string handler, string name, StartProfile profile)
    {
        if (profile.Methods == 0)
            return 0;
        var bytes = profile.ToBytes();
        _files.Write($"{RehearsalFormat.Folder}/{name}", bytes);
        _lines.Add($"{keyword}\t{handler.Trim()}\t{name}\t{Convert.ToHexStringLower(SHA256.HashData(bytes))}\n");
        return bytes.Length;
    }
}

/// <summary>One start as it is in the package.</summary>
/// <param name="Handler">The handler string.</param>
/// <param name="Methods">How many methods are replayed from the first moment on.</param>
/// <param name="LateMethods">How many once the handler's object is made, including the others.</param>
/// <param name="LeftOut">How many are not replayed, because a module initializer could run early.</param>
/// <param name="Modules">How many modules they come from.</param>
/// <param name="Bytes">The profiles' size.</param>
/// <param name="Initializers">The assemblies of the package with a module initializer.</param>
/// <param name="HasJson">Whether code for the JSON of the handler's types is beside it.</param>
public sealed record RehearsedStart(string Handler, int Methods, int LateMethods, int LeftOut, int Modules, int Bytes, IReadOnlyList<string> Initializers, bool HasJson);
