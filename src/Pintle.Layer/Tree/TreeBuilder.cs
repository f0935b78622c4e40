using System.Reflection;
using System.Text;
using Pintle.Layer.Definition;
using Pintle.Layer.Elf;
using Pintle.Layer.Inputs;
using Pintle.Layer.Packages;
using Pintle.Shared;

namespace Pintle.Layer.Tree;

/// <summary>Puts the files of one layer together: the runtime pack's by the rules of <c>layer.json</c>, and Pintle's own.</summary>
internal sealed class TreeBuilder(LayerPlan plan, LayerLayout layout, LayerTree tree)
{
    private const string Own = "pintle";

    private readonly SortedDictionary<string, List<string>> _leftOut = new(StringComparer.Ordinal);
    private readonly List<ManifestComponent> _components = [];

    /// <summary>
    /// Takes each file of a runtime pack or leaves it out; a file that no rule covers is an error, so that nothing gets in or stays out unseen.
    /// </summary>
    public async Task AddPackageAsync(VerifiedPackage package, CancellationToken cancellationToken)
    {
        foreach (var entry in package.Files)
        {
            var place = layout.Decide(entry.FullName, plan.Rid, plan.Request.Keep, package.Pin.Id)
                ?? throw new LayerException(
                    LayerFault.DefinitionInvalid,
                    $"layer/layer.json has no rule for the file \"{entry.FullName}\" of {package.Pin}. Say where it goes (\"place\") "
                    + "or why it stays out (\"leaveOut\").");
            if (place.Path is { } path)
                await tree.AddAsync(path, place.Mode, package.Pin.Id, full => VerifiedPackage.ExtractAsync(entry, full, cancellationToken)).ConfigureAwait(false);
            else
                LeaveOut(place.LeftOutBy!, entry.FullName);
        }
    }

    /// <summary>Adds the host, compiled for the framework's files as they stand in the tree.</summary>
    public async Task AddHostAsync(BuildInputs inputs, Crossgen2 compiler, CancellationToken cancellationToken)
    {
        var framework = Path.Combine(tree.Root, FrameworkListFormat.RuntimeFolder);
        var request = plan.Request;
        await AddOwnAsync(layout.Own.Host, full => compiler.CompileAsync(
            inputs.Hosts[HostVersions.For(plan.Pin, plan.Runtime)], full, [Path.Combine(framework, "*.dll"), .. inputs.HostReferences], new CompilerTarget(request.Architecture, request.InstructionSet), cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Notes what stands in the tree beside the frameworks.</summary>
    public void Add(IEnumerable<ManifestComponent> components) => _components.AddRange(components);

    /// <summary>Adds the rest of Pintle's own files, the framework list among them: no framework file may change after it.</summary>
    /// <param name="pages">As <see cref="LayerDefinition.StartupPages"/>, for this layer; <c>null</c> where nothing is read ahead.</param>
    public async Task AddOwnAsync(BuildInputs inputs, ReadOnlyMemory<byte>? pages, CancellationToken cancellationToken)
    {
        await CopyAsync(layout.Own.Bootstrap, inputs.Bootstrap).ConfigureAwait(false);
        await CopyAsync(layout.Own.License, inputs.License).ConfigureAwait(false);
        var list = Encoding.UTF8.GetBytes(FrameworkListWriter.Write(plan.Rid, plan.Frameworks, tree.Files, _components, plan.Request.Engine == LayerEngine.Aws));
        await AddOwnAsync(layout.Own.FrameworkList, full => File.WriteAllBytesAsync(full, list, cancellationToken)).ConfigureAwait(false);
        if (pages is not { } trained)
            return;
        var ahead = StartupPages.Write(trained, SizeOf);
        await AddOwnAsync(layout.Own.StartupPages, full => File.WriteAllBytesAsync(full, ahead, cancellationToken)).ConfigureAwait(false);
    }

    private long? SizeOf(string path) => tree.Files.FirstOrDefault(file => file.Path == path) is { } file ? new FileInfo(file.FullPath).Length : null;

    /// <summary>Adds the manifest, which covers every file that is there before it.</summary>
    public async Task<LayerManifest> AddManifestAsync(BuildInputs inputs, ElfImage bootstrap, ManifestPrecompiled? precompiled, CancellationToken cancellationToken)
    {
        var manifest = new LayerManifest
        {
            Pintle = typeof(TreeBuilder).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
            Pin = plan.Pin.Name,
            Rid = plan.Rid,
            Framework = plan.Request.Framework.Name(),
            Dotnet = plan.Runtime.Version,
            InstructionSet = plan.Request.InstructionSet,
            Precompiled = precompiled,
            Packages = [.. plan.Frameworks.Select(package => Describe(package, "framework")), .. plan.Icu is { } icu ? [Describe(icu, "library")] : Array.Empty<ManifestPackage>(), .. plan.Engine.Select(package => Describe(package, "engine")), Describe(plan.Compiler, "compiler")],
            Components = _components,
            Bootstrap = new ManifestBootstrap(inputs.NativeAot, bootstrap.Glibc?.ToString() ?? "none", bootstrap.Needed),
            Toolchain = inputs.Toolchain,
            LeftOut =
            [
                .. layout.LeaveOut.Where(rule => _leftOut.ContainsKey(rule.Name)).Select(rule => new ManifestLeftOut(rule.Name, rule.Reason, _leftOut[rule.Name])),
            ],
            Files = await tree.DescribeAsync(cancellationToken).ConfigureAwait(false),
        };
        await AddOwnAsync(layout.Own.Manifest, full => File.WriteAllBytesAsync(full, manifest.ToBytes(), cancellationToken)).ConfigureAwait(false);
        return manifest;
    }

    private static ManifestPackage Describe(PackagePin package, string use) =>
        new(package.Id, package.Version, use, package.Sha512, package.License, package.ProjectUrl);

    private void LeaveOut(LeaveOutRule rule, string file)
    {
        if (!_leftOut.TryGetValue(rule.Name, out var files))
            _leftOut.Add(rule.Name, files = []);
        files.Add(file);
    }

    private Task AddOwnAsync(OwnFile place, Func<string, Task> write) => tree.AddAsync(place.To, place.Mode, Own, write);

    private Task CopyAsync(OwnFile place, string from) => AddOwnAsync(place, full =>
    {
        File.Copy(from, full);
        return Task.CompletedTask;
    });
}
