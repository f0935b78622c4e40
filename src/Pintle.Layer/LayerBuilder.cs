using System.Globalization;
using System.Security.Cryptography;
using Pintle.Layer.Definition;
using Pintle.Layer.Documents;
using Pintle.Layer.Elf;
using Pintle.Layer.Engine;
using Pintle.Layer.Globalization;
using Pintle.Layer.Inputs;
using Pintle.Layer.Output;
using Pintle.Layer.Packages;
using Pintle.Layer.Precompile;
using Pintle.Layer.Tree;

namespace Pintle.Layer;

/// <summary>Builds layers: pinned packages and Pintle's own parts in, a zip and the same files unpacked out. It publishes nothing.</summary>
public sealed class LayerBuilder
{
    private readonly LayerDefinition _definition;
    private readonly IBuildInputs _inputs;
    private readonly PackageStore _packages;
    private readonly string? _kept;

    /// <param name="kept">A folder for the framework's compiled assemblies, so that another layer of the same framework and a later build compile only what has changed; <c>null</c> keeps none.</param>
    public LayerBuilder(LayerDefinition definition, IBuildInputs inputs, PackageStore packages, string? kept = null)
    {
        _kept = kept;
        _definition = definition;
        _inputs = inputs;
        _packages = packages;
    }

    /// <summary>A builder over the sources, data and nuget.config of a repository.</summary>
    public static LayerBuilder ForRepository(string root) => ForRepository(root, LayerDefinition.Load(Path.Combine(root, "layer")));

    /// <summary>The same with other pins than the repository's, before they are written.</summary>
    public static LayerBuilder ForRepository(string root, LayerDefinition definition) =>
        new(definition, new RepositoryInputs(root, definition.Pins), PackageStore.ForFolder(root), RepositoryInputs.CompiledFolder(root));

    /// <summary>
    /// Builds what the request asks for, or finds that it stands there already. One build at a time works in an output folder; a second one waits.
    /// </summary>
    /// <exception cref="LayerException">It cannot be built; the output folder is as it was.</exception>
    public async Task<LayerArtifact> BuildAsync(LayerRequest request, IProgress<BuildStep>? progress = null, CancellationToken cancellationToken = default)
    {
        var plan = LayerPlan.For(_definition, request);
        var place = new LayerPlace(request.OutputDirectory, plan.Name);
        try
        {
            var key = await KeyAsync(plan, cancellationToken).ConfigureAwait(false);

            // Somebody else's folder, with the layer in it: nothing has to be written there, not even a lock.
            if (FolderLock.IsForbidden(request.OutputDirectory) && await place.FindAsync(key, cancellationToken).ConfigureAwait(false) is { } finished)
                return finished;
            using var held = await FolderLock.TakeAsync(
                request.OutputDirectory,
                () => progress?.Report(new BuildStep(BuildStage.Waiting, $"waiting for another build in {request.OutputDirectory}")),
                cancellationToken).ConfigureAwait(false);
            progress?.Report(new BuildStep(BuildStage.Checking, $"looking for changes since the last build of {plan.Name}"));
            return await place.FindAsync(key, cancellationToken).ConfigureAwait(false) ?? await BuildAsync(plan, place, key, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LayerException(
                LayerFault.OutputUnwritable,
                $"The layer could not be written into {request.OutputDirectory}: {e.Message} The folder is as it was; free space or correct its permissions, "
                + "or choose another with --output, and build again.",
                e);
        }
    }

    private async Task<LayerArtifact> BuildAsync(
        LayerPlan plan, LayerPlace place, string key, IProgress<BuildStep>? progress, CancellationToken cancellationToken)
    {
        var inputs = await _inputs.PrepareAsync(plan.Request.Architecture, progress, cancellationToken).ConfigureAwait(false);
        var bootstrap = GlibcFloor.Require("The bootstrap", await File.ReadAllBytesAsync(inputs.Bootstrap, cancellationToken).ConfigureAwait(false), plan.Request.Architecture);
        using var runtime = await GetAsync(plan.Runtime).ConfigureAwait(false);
        using var tools = await GetAsync(plan.Compiler).ConfigureAwait(false);

        using var staging = place.Stage();
        progress?.Report(new BuildStep(BuildStage.Tree, $"laying out .NET {plan.Runtime.Version}"));
        var tree = new LayerTree(staging.Tree, _definition.Layout.FolderMode);
        var builder = new TreeBuilder(plan, _definition.Layout, tree);
        await builder.AddPackageAsync(runtime, cancellationToken).ConfigureAwait(false);
        if (plan.AspNet is { } aspNet)
        {
            using var above = await GetAsync(aspNet).ConfigureAwait(false);
            await builder.AddPackageAsync(above, cancellationToken).ConfigureAwait(false);
        }
        progress?.Report(new BuildStep(BuildStage.Tree, $"precompiling the host for .NET {plan.Runtime.Version}"));
        var compiler = await Crossgen2.UnpackAsync(tools, staging.Tools, cancellationToken).ConfigureAwait(false);
        await builder.AddHostAsync(inputs, compiler, cancellationToken).ConfigureAwait(false);
        ManifestPrecompiled? precompiled = null;
        if (plan.Request.Precompile)
        {
            progress?.Report(new BuildStep(BuildStage.Tree, $"precompiling what a start needs of .NET {plan.Runtime.Version}"));
            precompiled = await new FrameworkPrecompiler(_definition.Layout.Precompile, compiler, plan.PrecompileTarget(_definition.Layout.Precompile), staging.Tools, new CompiledAssemblies(plan.Request.CompileAnew ? null : _kept), progress)
                .ReplaceAsync(tree, _definition.StartupMethods, plan.AspNet is null ? default(ReadOnlyMemory<byte>?) : _definition.AspNetMethods, cancellationToken).ConfigureAwait(false);
        }

        using var icu = plan.Icu is { } pinned ? await GetAsync(pinned).ConfigureAwait(false) : null;
        builder.Add(await new GlobalizationBuilder(plan.Request).AddAsync(tree, icu, staging.Tools, cancellationToken).ConfigureAwait(false));
        var engine = new AwsEngineBuilder(tree, plan.Runtime.Version);
        foreach (var pin in plan.Engine)
        {
            using var package = await GetAsync(pin).ConfigureAwait(false);
            await engine.AddAsync(package, cancellationToken).ConfigureAwait(false);
        }

        if (plan.Engine.Count > 0)
            await engine.AddOwnAsync(inputs.Engine).ConfigureAwait(false);
        await builder.AddOwnAsync(inputs, PagesFor(plan), cancellationToken).ConfigureAwait(false);
        var manifest = await builder.AddManifestAsync(inputs, bootstrap, precompiled, cancellationToken).ConfigureAwait(false);

        await ZipAsync(plan, tree, staging, progress, cancellationToken).ConfigureAwait(false);
        return await staging.PublishAsync(key, manifest, await DocumentsAsync(staging, manifest, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

        Task<VerifiedPackage> GetAsync(PackagePin pin)
        {
            progress?.Report(new BuildStep(BuildStage.Packages, $"checking {pin}"));
            return _packages.GetAsync(pin, progress, cancellationToken);
        }
    }

    /// <summary>The measured pages are those of the precompiled code.</summary>
    private ReadOnlyMemory<byte>? PagesFor(LayerPlan plan) =>
        plan.Request.Precompile && _definition.StartupPages.TryGetValue($"{plan.Channel}-{plan.Request.Architecture.Name()}", out var pages) ? pages : default(ReadOnlyMemory<byte>?);

    private static async Task ZipAsync(LayerPlan plan, LayerTree tree, Staging staging, IProgress<BuildStep>? progress, CancellationToken cancellationToken)
    {
        var total = tree.Files.Sum(file => new FileInfo(file.FullPath).Length);
        using var zip = new FileStream(staging.Zip, FileMode.CreateNew);
        void Report(long done) => progress?.Report(new BuildStep(BuildStage.Zip, $"zipping {plan.Name}", done, total));
        await new ZipWriter(zip).WriteAsync(tree.Files, Report, cancellationToken).ConfigureAwait(false);
        zip.Flush(flushToDisk: true);
    }

    private static async Task<IReadOnlyDictionary<string, byte[]>> DocumentsAsync(Staging staging, LayerManifest manifest, CancellationToken cancellationToken)
    {
        using var zip = File.OpenRead(staging.Zip);
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(zip, cancellationToken).ConfigureAwait(false));
        return LayerDocuments.Write(digest, manifest.ToBytes(), path => File.ReadAllBytes(Path.Combine(staging.Tree, path)));
    }

    /// <summary>A digest of everything that the layer's bytes depend on, this library among it.</summary>
    private async Task<string> KeyAsync(LayerPlan plan, CancellationToken cancellationToken)
    {
        using var key = new SourceFingerprint();
        new GlobalizationBuilder(plan.Request).AddTo(key);
        return key
            .Add("builder", typeof(LayerBuilder).Module.ModuleVersionId.ToString("N", CultureInfo.InvariantCulture))
            .Add("layer.json", _definition.LayoutBytes.Span)
            .Add("pin", plan.Pin.Name)

            // Not the file: moving a pin and back, or another pin beside it, does not change this layer.
            .Add("packages", string.Join('\n', ((PackagePin?[])[plan.Runtime, plan.AspNet, plan.Compiler, plan.Icu, .. plan.Engine]).OfType<PackagePin>().Select(package => $"{package.Id} {package.Version} {package.Sha512} {package.License} {package.ProjectUrl}")))
            .Add("layer", plan.Name)
            .Add("keep", string.Join(',', plan.Request.Keep.Order(StringComparer.Ordinal)))
            .Add("instruction set", plan.Request.InstructionSet)
            .Add("startup methods", plan.Request.Precompile ? _definition.StartupMethods.Span : default)
            .Add("ASP.NET methods", plan.Request.Precompile && plan.AspNet is not null ? _definition.AspNetMethods.Span : default)
            .Add("startup pages", PagesFor(plan) is { } pages ? pages.Span : default)
            .Add("inputs", await _inputs.FingerprintAsync(plan.Request.Architecture, cancellationToken).ConfigureAwait(false))
            .Finish();
    }
}
