using System.IO.Compression;
using Pintle.Layer.Audit;
using Pintle.Layer.Definition;
using Pintle.Layer.Inputs;
using Pintle.Layer.Packages;
using Pintle.Layer.Rehearse;
using Pintle.Layer.Tree;
using Pintle.Shared;

namespace Pintle.Layer.Optimize;

/// <summary>
/// Compiles a copy of a function's package for the exact framework of one layer, with the compiler that the layer's own code came from. It runs nothing of the function;
/// whoever ran it gives the methods that the JIT was seen to compile.
/// </summary>
public sealed class FunctionOptimizer : IDisposable
{
    private readonly string _work;
    private readonly LayerManifest _layer;
    private readonly FunctionFiles _files;
    private readonly Crossgen2 _compiler;
    private readonly PackagePin _compilerPin;
    private readonly FunctionCompilation _compilation;
    private readonly IReadOnlyList<string> _removed;
    private PackageRehearsal? _rehearsal;

    private FunctionOptimizer(string work, LayerManifest layer, FunctionFiles files, Crossgen2 compiler, PackagePin compilerPin, FunctionCompilation compilation, IReadOnlyList<string> removed) =>
        (_work, _layer, _files, _compiler, _compilerPin, _compilation, _removed) = (work, layer, files, compiler, compilerPin, compilation, removed);

    /// <summary>The package as it is compiled so far, a folder that can be run.</summary>
    public string Folder => _files.Root;

    /// <param name="function">The package: a zip or a folder.</param>
    /// <param name="layer">The layer's zip or unpacked folder.</param>
    /// <param name="packages">Where the compiler is.</param>
    /// <param name="progress">Gets each step.</param>
    /// <param name="kept">A folder for compiled assemblies, so that the next time only what has changed is compiled; <c>null</c> keeps none.</param>
    /// <param name="cancellationToken">Ends the compiler as well.</param>
    /// <exception cref="LayerException">One of them is not what it has to be, or the layer's compiler cannot be had.</exception>
    public static async Task<FunctionOptimizer> OpenAsync(
        string function, string layer, PackageStore packages, IProgress<BuildStep>? progress = null, string? kept = null, CancellationToken cancellationToken = default)
    {
        progress?.Report(new BuildStep(BuildStage.Checking, $"checking {Path.GetFileName(layer)}"));
        var manifest = await LayerReader.ReadAsync(layer, cancellationToken).ConfigureAwait(false);
        var pin = CompilerOf(manifest);
        var work = Directory.CreateTempSubdirectory("pintle-optimize-").FullName;
        try
        {
            var unpacked = layer;
            if (!Directory.Exists(layer))
            {
                unpacked = Path.Combine(work, "layer");
                await ZipFile.ExtractToDirectoryAsync(layer, unpacked, cancellationToken).ConfigureAwait(false);
            }

            var files = await FunctionFiles.CopyAsync(function, Path.Combine(work, "function"), cancellationToken).ConfigureAwait(false);
            PackageRehearsal.RemoveOld(files);
            using var tools = await packages.GetAsync(pin, progress, cancellationToken).ConfigureAwait(false);
            var compiler = await Crossgen2.UnpackAsync(tools, Path.Combine(work, "tools"), cancellationToken).ConfigureAwait(false);
            var configuration = new FunctionConfiguration(files);
            var framework = new FrameworkAssemblies(File.ReadLines(Path.Combine(unpacked, FrameworkListFormat.RelativePath)), configuration.Frameworks.Keys.ToHashSet(StringComparer.Ordinal));
            IReadOnlyList<string> shadowed = [.. files.All.Select(file => file.Path).Where(path => !path.Contains('/', StringComparison.Ordinal) && configuration.IsShadowed(path, framework))];
            var removes = configuration.Frameworks.GetValueOrDefault("Microsoft.NETCore.App")?.Major == Version.Parse(manifest.Dotnet.Split('-')[0]).Major;
            if (removes)
                configuration.Remove(shadowed);
            var compilation = new FunctionCompilation(
                files, Path.Combine(unpacked, FrameworkListFormat.RuntimeFolder), Path.Combine(unpacked, FrameworkListFormat.HostAssembly), TargetOf(manifest), removes ? [] : shadowed, configuration.MainAssembly, work, FrameworkDigest(manifest), new CompiledAssemblies(kept));
            return new FunctionOptimizer(work, manifest, files, compiler, pin, compilation, removes ? shadowed : []);
        }
        catch
        {
            Directory.Delete(work, recursive: true);
            throw;
        }
    }

    /// <summary>Compiles what these methods change, each assembly on its own; the first time all of them.</summary>
    /// <param name="methods">By the JIT's names, see <see cref="JitList"/>; more than in the call before.</param>
    /// <exception cref="LayerException">The compiler cannot be run.</exception>
    public Task CompileAsync(IReadOnlyCollection<string> methods, IProgress<BuildStep>? progress = null, CancellationToken cancellationToken = default) =>
        _compilation.RunAsync(_compiler, methods, progress, cancellationToken);

    /// <summary>Compiles the code for a handler's types and puts it into the package, where the handler's rehearsed start uses it.</summary>
    /// <param name="handler">The handler string.</param>
    /// <param name="assembly">What a start wrote that was asked for it (<see cref="FunctionRehearsal.JsonVariable"/>).</param>
    public async Task AddJsonAsync(string handler, byte[] assembly, CancellationToken cancellationToken = default)
    {
        _rehearsal ??= new PackageRehearsal(_files, _layer);
        _rehearsal.AddJson(handler, await _compilation.CompileAsync(_compiler, RehearsalFormat.JsonName(handler), assembly, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Takes that code out again.</summary>
    public void RemoveJson(string handler) => _rehearsal?.RemoveJson(handler);

    /// <summary>Puts a rehearsed start into the package as it is compiled so far; it must not be compiled further.</summary>
    /// <param name="handler">The handler string.</param>
    /// <param name="recordings">Profiles of the same start, as the CLR wrote them.</param>
    /// <exception cref="LayerException">They are no profiles, or nothing of them may be replayed.</exception>
    public RehearsedStart Rehearse(string handler, IReadOnlyList<byte[]> recordings)
    {
        _rehearsal ??= new PackageRehearsal(_files, _layer);
        try
        {
            var start = _rehearsal.Add(handler, recordings);
            _rehearsal.Finish();
            return start;
        }
        catch (LayerException)
        {
            _rehearsal.RemoveJson(handler);
            throw;
        }
    }

    /// <summary>Writes the package, whole or not at all; the same inputs give the same bytes.</summary>
    /// <exception cref="LayerException">It cannot be written.</exception>
    public async Task<OptimizedManifest> WriteAsync(string zip, IProgress<BuildStep>? progress = null, CancellationToken cancellationToken = default)
    {
        var manifest = new OptimizedManifest
        {
            Layer = new OptimizedFor(_layer.Dotnet, _layer.Rid, _layer.Framework, FrameworkDigest(_layer)),
            Compiler = _compilerPin.ToString(),
            InstructionSet = _compilation.Target.InstructionSet,
            Methods = _compilation.Methods,
            Compiled = _compilation.Compiled,
            Left = _compilation.Left,
            Removed = _removed,
        };
        _files.Write(OptimizedManifest.RelativePath, manifest.ToBytes());
        await _files.ZipAsync(zip, progress, cancellationToken).ConfigureAwait(false);
        return manifest;
    }

    public void Dispose() => Directory.Delete(_work, recursive: true);

    private static string FrameworkDigest(LayerManifest layer) => layer.Files.Single(file => file.Path == FrameworkListFormat.RelativePath).Sha256;

    private static CompilerTarget TargetOf(LayerManifest manifest) =>
        new(Enum.GetValues<LayerArchitecture>().Single(each => each.Rid() == manifest.Rid), manifest.Precompiled?.InstructionSet ?? manifest.InstructionSet);

    private static PackagePin CompilerOf(LayerManifest manifest)
    {
        ManifestPackage[] compilers = [.. manifest.Packages.Where(package => package.Use == "compiler")];
        return compilers.FirstOrDefault(package => package.Id.EndsWith("." + Crossgen2.HostRid, StringComparison.OrdinalIgnoreCase)) is { } found
            ? new PackagePin(found.Id, found.Version, found.Sha512, found.License, found.ProjectUrl)
            : throw new LayerException(
                LayerFault.RequestInvalid,
                $"Expected a layer whose compiler runs on {Crossgen2.HostRid}, found one made with {string.Join(", ", compilers.Select(package => package.Id))}. Build the layer on this machine.");
    }
}
