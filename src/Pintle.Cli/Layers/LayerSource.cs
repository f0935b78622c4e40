using Pintle.Layer;
using Pintle.Layer.Definition;
using Pintle.Layer.Inputs;
using Pintle.Layer.Packages;
using Pintle.Testing;

namespace Pintle.Cli.Layers;

/// <summary>Where layers are built from: the payload that the packed tool carries, else the repository that pintle runs in.</summary>
internal sealed class LayerSource
{
    private const string PayloadFolder = "payload";
    private const string SampleZip = "Orders.zip";

    private readonly LayerBuilder _builder;

    private LayerSource(LayerBuilder builder, string defaultOutput, string sample) => (_builder, DefaultOutput, Sample) = (builder, defaultOutput, sample);

    /// <summary>Where <c>build</c> puts a layer when nothing else is said.</summary>
    public string DefaultOutput { get; }

    /// <summary>The sample function: a project in the repository, a zip in the packed tool.</summary>
    public string Sample { get; }

    /// <exception cref="ToolException">There is neither.</exception>
    public static LayerSource Find()
    {
        var payload = Path.Combine(AppContext.BaseDirectory, PayloadFolder);
        if (Directory.Exists(payload))
            return OfPayload(payload);
        var repository = FindRepository()
            ?? throw new ToolException($"Expected to run inside the Pintle repository, which the layer is built from, but {Directory.GetCurrentDirectory()} is not in it. Change into a clone of it.");
        return new LayerSource(LayerBuilder.ForRepository(repository), Path.Combine(repository, "artifacts", "layers"), Path.Combine(repository, "layer", "samples", "Orders", "Orders.csproj"));
    }

    /// <summary>Looked for from the current folder and then from where pintle itself stands.</summary>
    public static string? FindRepository() => RepositoryInputs.FindRoot(Directory.GetCurrentDirectory()) ?? RepositoryInputs.FindRoot(AppContext.BaseDirectory);

    /// <summary>The folder with <c>pins.json</c> and <c>layer.json</c>: the payload's, else the repository's; <c>null</c> where there is neither.</summary>
    public static string? FindDefinition()
    {
        var payload = Path.Combine(AppContext.BaseDirectory, PayloadFolder, "layer");
        return Directory.Exists(payload) ? payload : FindRepository() is { } repository ? Path.Combine(repository, "layer") : null;
    }

    public Task<LayerArtifact> BuildAsync(LayerRequest request, Terminal terminal, CancellationToken cancellationToken) =>
        terminal.WithProgressAsync("building the layer", progress => _builder.BuildAsync(request, new BuildSteps(progress), cancellationToken));

    /// <summary>The default pin, for this machine; kept, so that only the first use takes long.</summary>
    public Task<LayerArtifact> BuildDefaultAsync(Terminal terminal, CancellationToken cancellationToken, LayerEngine engine = LayerEngine.Pintle) =>
        BuildAsync(new LayerRequest { OutputDirectory = DefaultOutput, Architecture = LayerNames.OfThisMachine, Engine = engine }, terminal, cancellationToken);

    /// <summary>The default pin with the files that a debugger loads, beside the one without them; not precompiled, so that the first use is short.</summary>
    public Task<LayerArtifact> BuildForDebuggerAsync(Terminal terminal, CancellationToken cancellationToken) =>
        BuildAsync(new LayerRequest { OutputDirectory = Path.Combine(DefaultOutput, "debug"), Architecture = LayerNames.OfThisMachine, Keep = ["debugger"], Precompile = false }, terminal, cancellationToken);

    /// <summary>Collects in a folder what <see cref="Find"/> looks for beside the packed tool.</summary>
    public static async Task WritePayloadAsync(string repository, string sampleZip, string folder, CancellationToken cancellationToken)
    {
        RequirePayloadFolder(folder);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        foreach (var architecture in Enum.GetValues<LayerArchitecture>())
        {
            var inputs = await new RepositoryInputs(repository).PrepareAsync(architecture, null, cancellationToken).ConfigureAwait(false);
            await PackagedInputs.WriteAsync(Path.Combine(folder, "inputs"), architecture, inputs, cancellationToken).ConfigureAwait(false);
        }

        _ = Directory.CreateDirectory(Path.Combine(folder, "layer", Path.GetDirectoryName(LayerDefinition.StartupMethodsPath)!));
        foreach (var file in (string[])["pins.json", "layer.json", LayerDefinition.StartupMethodsPath, LayerDefinition.AspNetMethodsPath])
            File.Copy(Path.Combine(repository, "layer", file), Path.Combine(folder, "layer", file));
        _ = Directory.CreateDirectory(Path.Combine(folder, "layer", LayerDefinition.StartupPagesFolder));
        foreach (var file in LayerDefinition.PageLists(Path.Combine(repository, "layer")))
            File.Copy(file, Path.Combine(folder, "layer", LayerDefinition.StartupPagesFolder, Path.GetFileName(file)));
        File.Copy(sampleZip, Path.Combine(folder, SampleZip));
    }

    /// <summary>What is made anew is removed first, so it has to be one of these.</summary>
    /// <exception cref="ToolException">It holds something else.</exception>
    public static void RequirePayloadFolder(string folder)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any() && !File.Exists(Path.Combine(folder, "layer", "pins.json"))))
            throw new ToolException($"Expected an empty folder, a payload or nothing at {folder}, found something else, which would be removed. Name another folder.");
    }

    private static LayerSource OfPayload(string payload)
    {
        var builder = new LayerBuilder(
            LayerDefinition.Load(Path.Combine(payload, "layer")), new PackagedInputs(Path.Combine(payload, "inputs")), PackageStore.ForFolder(Directory.GetCurrentDirectory()));
        // Without a home the folder has no name, and what is kept would be put where the command happens to run.
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        var kept = Path.Combine(data.Length > 0 ? data : UserFolder.Path, "pintle", "layers");
        return new LayerSource(builder, kept, Path.Combine(payload, SampleZip));
    }
}
