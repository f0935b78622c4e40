using Pintle.Layer.Inputs;
using Pintle.Layer.Precompile;

namespace Pintle.Layer.Optimize;

/// <summary>
/// The assemblies of a function's package and what became of each. They are compiled one by one, from their own IL and with the methods of the profile that speak of them,
/// so that each goes on working beside another version of any other.
/// </summary>
internal sealed class FunctionCompilation
{
    private readonly FunctionFiles _files;
    private readonly string _host;
    private readonly string _work;
    private readonly string? _main;
    private readonly FunctionAssembly[] _assemblies;
    private readonly string[] _references;
    private readonly CompiledAssemblies _kept;
    private readonly string _frameworkDigest;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, byte[]> _profiles = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _left = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _roots = new(StringComparer.Ordinal);

    /// <param name="framework">The folder of the layer's framework.</param>
    /// <param name="host">The layer's host assembly.</param>
    /// <param name="shadowed">Files that the runtime replaces by the framework's.</param>
    /// <param name="main">The assembly that gets the methods that speak of none of the function's assemblies.</param>
    /// <param name="work">A folder for intermediate files.</param>
    /// <param name="frameworkDigest">What identifies the framework.</param>
    /// <param name="kept">What was compiled before.</param>
    public FunctionCompilation(
        FunctionFiles files, string framework, string host, CompilerTarget target, IReadOnlyCollection<string> shadowed, string? main, string work, string frameworkDigest, CompiledAssemblies kept)
    {
        (_files, _host, Target, _work, _frameworkDigest, _kept) = (files, host, target, work, frameworkDigest, kept);
        FunctionAssembly[] all = [.. files.All.Select(file => FunctionAssembly.Read(file, target.Architecture)).OfType<FunctionAssembly>()];
        foreach (var assembly in all)
        {
            if (shadowed.Contains(assembly.File.Path))
                _left.Add(assembly.File.Path, "the layer's framework has it as new or newer");
            else if (assembly.LeftBecause is { } reason)
                _left.Add(assembly.File.Path, reason);
        }

        _assemblies = [.. all.Where(assembly => !_left.ContainsKey(assembly.File.Path))];
        _main = main ?? _assemblies.FirstOrDefault()?.Name;

        // The compiler always reads the originals, whatever was compiled before. Among files of one name, one for this very platform comes before a general one, and any of the function's before the framework's.
        var originals = Directory.CreateDirectory(Path.Combine(work, "originals")).FullName;
        var references = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var assembly in _assemblies.OrderBy(each => each.File.Path.StartsWith("runtimes/", StringComparison.Ordinal) ? 0 : 1))
        {
            var copy = Original(originals, assembly);
            _ = Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(assembly.File.FullPath, copy);
            _ = references.TryAdd(assembly.Name, copy);
        }

        foreach (var file in Directory.EnumerateFiles(framework, "*.dll"))
            _ = references.TryAdd(Path.GetFileNameWithoutExtension(file), file);
        _references = [.. references.Values];
    }

    public CompilerTarget Target { get; }

    /// <summary>How many methods of the last profile were found.</summary>
    public int Methods { get; private set; }

    public IReadOnlyList<string> Compiled => [.. _assemblies.Select(assembly => assembly.File.Path).Where(path => !_left.ContainsKey(path))];

    public IReadOnlyDictionary<string, string> Left => _left;

    public async Task RunAsync(Crossgen2 compiler, IReadOnlyCollection<string> methods, IProgress<BuildStep>? progress, CancellationToken cancellationToken)
    {
        var originals = Path.Combine(_work, "originals");
        if (_profiles.Count == 0)
        {
            foreach (var assembly in _assemblies)
                _roots.UnionWith(StateMachineRoots.Of(Original(originals, assembly)));
        }

        using var known = new FrameworkMethods(_references);
        HashSet<string> own = [.. _assemblies.Select(assembly => assembly.Name)];
        string[] wanted = [.. _roots.Concat(methods)];
        Methods = 0;
        var changed = new List<(FunctionAssembly Assembly, string Profile, string? Key)>();
        foreach (var assembly in _assemblies.Where(assembly => !_left.ContainsKey(assembly.File.Path)))
        {
            var profile = Work(assembly, ".mibc");
            Methods += ProfileWriter.Write(profile, wanted, known, group => IsFor(assembly.Name, group, own));
            var bytes = await File.ReadAllBytesAsync(profile, cancellationToken).ConfigureAwait(false);
            if (_profiles.TryGetValue(assembly.File.Path, out var last) && last.AsSpan().SequenceEqual(bytes))
                continue;
            _profiles[assembly.File.Path] = bytes;
            var original = Original(originals, assembly);
            changed.Add((assembly, profile, _kept.Key(compiler, Target, original, bytes, ReachedBy(assembly).Select(each => Original(originals, each)), _frameworkDigest)));
        }

        // crossgen2 compiles the methods of one assembly in parallel too: on two processors this took as long as one after another (15.7 and 15.1 s for 31 assemblies).
        await Parallel.ForEachAsync(changed, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken }, async (each, token) =>
        {
            if (await CompiledAssemblies.FindAsync(each.Key, token).ConfigureAwait(false) is { } compiled)
            {
                Write(each.Assembly, compiled);
                return;
            }

            progress?.Report(new BuildStep(BuildStage.Tree, $"compiling {each.Assembly.File.Path}"));
            await CompileAsync(compiler, each.Assembly, Original(originals, each.Assembly), each.Profile, each.Key, token).ConfigureAwait(false);
        }).ConfigureAwait(false);
        _kept.RemoveUnused();
    }

    /// <summary>Compiles an assembly that is not the package's, but refers to its assemblies and to the layer's host.</summary>
    /// <returns>The assembly; as it was given where the compiler fails on it.</returns>
    public async Task<byte[]> CompileAsync(Crossgen2 compiler, string name, byte[] assembly, CancellationToken cancellationToken)
    {
        var made = Directory.CreateDirectory(Path.Combine(_work, "made")).FullName;
        var (original, compiled) = (Path.Combine(made, name + ".dll"), Path.Combine(made, name + ".compiled"));
        await File.WriteAllBytesAsync(original, assembly, cancellationToken).ConfigureAwait(false);
        try
        {
            await compiler.CompileAsync(original, compiled, [.. _references, _host], Target, cancellationToken).ConfigureAwait(false);
            return await File.ReadAllBytesAsync(compiled, cancellationToken).ConfigureAwait(false);
        }
        catch (LayerException e) when (e.Fault == LayerFault.CompileFailed)
        {
            return assembly;
        }
    }

    /// <summary>The package's own assemblies that one reaches by references.</summary>
    private HashSet<FunctionAssembly> ReachedBy(FunctionAssembly assembly)
    {
        var reached = new HashSet<FunctionAssembly>();
        var open = new Queue<FunctionAssembly>([assembly]);
        while (open.TryDequeue(out var next))
        {
            foreach (var other in _assemblies.Where(other => next.References.Contains(other.Name) && reached.Add(other)))
                open.Enqueue(other);
        }

        return reached;
    }

    /// <summary>A method goes into each assembly of the function that it speaks of, and into the main one where it speaks of none.</summary>
    private bool IsFor(string assembly, IReadOnlyCollection<string> spokenOf, HashSet<string> own) =>
        spokenOf.Contains(assembly) || assembly == _main && !spokenOf.Any(own.Contains);

    private async Task CompileAsync(Crossgen2 compiler, FunctionAssembly assembly, string original, string profile, string? key, CancellationToken cancellationToken)
    {
        var compiled = Work(assembly, ".compiled");
        File.Delete(compiled);
        try
        {
            _ = await compiler.CompileWithProfileAsync(original, compiled, profile, _references, Target, cancellationToken).ConfigureAwait(false);
            var bytes = await File.ReadAllBytesAsync(compiled, cancellationToken).ConfigureAwait(false);
            Write(assembly, bytes);
            await CompiledAssemblies.KeepAsync(key, bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (LayerException e) when (e.Fault == LayerFault.CompileFailed)
        {
            // One assembly that the compiler fails on is no reason to give up the others; its IL still runs.
            lock (_gate)
                _left[assembly.File.Path] = "crossgen2 could not compile it: " + LastLine(e.Message);
        }
    }

    private void Write(FunctionAssembly assembly, byte[] compiled)
    {
        lock (_gate)
            _files.Write(assembly.File.Path, compiled);
    }

    /// <summary>An intermediate file of one assembly.</summary>
    private string Work(FunctionAssembly assembly, string extension)
    {
        var path = Path.Combine(_work, "made", assembly.File.Path + extension);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private static string LastLine(string message)
    {
        var line = message.TrimEnd()[(message.TrimEnd().LastIndexOf('\n') + 1)..];
        return line.Length <= 300 ? line : line[..300];
    }

    private static string Original(string originals, FunctionAssembly assembly) => Path.Combine(originals, assembly.File.Path);
}
