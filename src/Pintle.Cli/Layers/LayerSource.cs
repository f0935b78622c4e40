using Pintle.Layer;
using Pintle.Layer.Definition;
using Pintle.Layer.Inputs;
using Pintle.Layer.Packages;
using Pintle.Testing;

namespace Pintle.Cli.Layers;

/// <summary>
/// What layers are built from: Pintle's own parts, which the packed tool carries or a clone of the repository makes, and the pins: an owner's, where there are some (<see cref="PinPlace"/>).
/// </summary>
internal sealed class LayerSource
{
    private const string PayloadFolder = "payload";
    private const string SampleZip = "Orders.zip";

    private readonly Func<LayerDefinition, LayerBuilder> _builder;

    private LayerSource(LayerDefinition own, PinPlace? place, Func<LayerDefinition, LayerBuilder> builder, string defaultOutput, string sample)
    {
        OwnPins = own.Pins;
        Place = place;
        Definition = place is null ? own : own.WithPinsOf(place.FileName, place.File);
        _builder = builder;
        DefaultOutput = defaultOutput;
        Sample = sample;
    }

    /// <summary>Whose pins are used; <c>null</c> for the tool's own.</summary>
    public PinPlace? Place { get; }

    /// <summary>With the pins that are used.</summary>
    public LayerDefinition Definition { get; }

    /// <summary>Those that the tool or the clone has itself, whatever pins are used.</summary>
    public PinFile OwnPins { get; }

    /// <summary>Where <c>build</c> puts a layer when nothing else is said.</summary>
    public string DefaultOutput { get; }

    /// <summary>The sample function: a project in the repository, a zip in the packed tool.</summary>
    public string Sample { get; }

    /// <summary>Whose pins are used, for the line that says so.</summary>
    public string PinsOf => Place is null ? "the tool's own" : Place.File;

    /// <exception cref="ToolException">There are neither parts in the tool nor a clone to make them from.</exception>
    public static LayerSource Find()
    {
        var place = PinPlace.Find(Directory.GetCurrentDirectory());
        var payload = Path.Combine(AppContext.BaseDirectory, PayloadFolder);
        if (Directory.Exists(payload))
            return OfPayload(payload, place);
        var repository = FindRepository()
            ?? throw new ToolException($"Expected to run inside the Pintle repository, which the layer is built from, but {Directory.GetCurrentDirectory()} is not in it. Change into a clone of it, or install the packed tool.");
        var own = LayerDefinition.Load(Path.Combine(repository, "layer"));
        // The bootstrap is compiled with the clone's own pins, whoever pinned the framework.
        return new LayerSource(
            own,
            place ?? PinPlace.OfClone(repository),
            definition => place is { IsOwners: true }
                ? new LayerBuilder(definition, new RepositoryInputs(repository), PackageStore.ForFolder(place.Root), RepositoryInputs.CompiledFolder(repository))
                : LayerBuilder.ForRepository(repository, definition),
            OutputOf(place) ?? Path.Combine(repository, "artifacts", "layers"),
            Path.Combine(repository, "layer", "samples", "Orders", "Orders.csproj"));
    }

    /// <summary>Looked for from the current folder and then from where pintle itself stands.</summary>
    public static string? FindRepository() => RepositoryInputs.FindRoot(Directory.GetCurrentDirectory()) ?? RepositoryInputs.FindRoot(AppContext.BaseDirectory);

    /// <summary>What a layer's packages are compared with: the pins that are used, and for the bootstrap those of whoever compiled it. <c>null</c> where there are none.</summary>
    public static PinFile? FindPins()
    {
        if (!Directory.Exists(Path.Combine(AppContext.BaseDirectory, PayloadFolder)) && FindRepository() is null)
            return null;
        var source = Find();
        if (source.Place is not { IsOwners: true })
            return source.Definition.Pins;
        var bootstrap = source.OwnPins.Find(null).Architectures.ToDictionary(
            each => each.Key, each => new ArchitecturePin(new Dictionary<string, PackagePin>(), new Dictionary<string, PackagePin>()) { Bootstrap = each.Value.Bootstrap });
        return source.Definition.Pins with { Pins = source.Definition.Pins.Pins.Append(KeyValuePair.Create("(bootstrap)", new Pin("(bootstrap)", bootstrap))).ToDictionary() };
    }

    /// <summary>Says in one line whose pins are used, where that is not obvious.</summary>
    public void SayWhosePins(Terminal terminal)
    {
        if (Place is { IsOwners: true })
            terminal.Say($"pins: {PinsOf}");
    }

    public Task<LayerArtifact> BuildAsync(LayerRequest request, Terminal terminal, CancellationToken cancellationToken) => BuildAsync(Definition, request, terminal, cancellationToken);

    /// <summary>Builds from other pins than those in use: as a move would make them.</summary>
    public Task<LayerArtifact> BuildAsync(LayerDefinition definition, LayerRequest request, Terminal terminal, CancellationToken cancellationToken) =>
        terminal.WithProgressAsync("building the layer", progress => _builder(definition).BuildAsync(request, new BuildSteps(progress), cancellationToken));

    /// <summary>The layers that are built when nothing else is said: an owner's, else the one of the default pin.</summary>
    public IReadOnlyList<(string Name, LayerRequest Request)> Layers() => Place?.Layers is { } file ? LayersFile.Read(file) : [("default", new LayerRequest { OutputDirectory = "" })];

    /// <summary>The layer that functions run on when none is named: an owner's first for this machine, else that of the default pin. Kept, so that only the first use takes long.</summary>
    public Task<LayerArtifact> BuildDefaultAsync(Terminal terminal, CancellationToken cancellationToken, LayerEngine engine = LayerEngine.Pintle) =>
        BuildAsync(Default() with { OutputDirectory = DefaultOutput, Engine = engine }, terminal, cancellationToken);

    /// <summary>The same layer with the files that a debugger loads, kept beside the one without them; not precompiled, so that the first use is short.</summary>
    public Task<LayerArtifact> BuildForDebuggerAsync(Terminal terminal, CancellationToken cancellationToken) =>
        BuildAsync(Default() with { OutputDirectory = Path.Combine(DefaultOutput, "debug"), Keep = ["debugger"], Precompile = false }, terminal, cancellationToken);

    private LayerRequest Default()
    {
        var here = LayerNames.OfThisMachine;
        return Layers().Select(each => each.Request).FirstOrDefault(each => each.Architecture == here) ?? new LayerRequest { OutputDirectory = "", Architecture = here };
    }

    /// <summary>Collects in a folder what <see cref="Find"/> looks for beside the packed tool.</summary>
    public static async Task WritePayloadAsync(string repository, IReadOnlyList<LayerArchitecture> architectures, string sampleZip, string folder, CancellationToken cancellationToken)
    {
        RequirePayloadFolder(folder);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        foreach (var architecture in architectures)
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

    /// <summary>The old folder is removed before a new one is made, so it has to be a payload folder.</summary>
    /// <exception cref="ToolException">It holds something else.</exception>
    public static void RequirePayloadFolder(string folder)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any() && !File.Exists(Path.Combine(folder, "layer", "pins.json"))))
            throw new ToolException($"Expected an empty folder, a payload or nothing at {folder}, found something else, which would be removed. Name another folder.");
    }

    private static LayerSource OfPayload(string payload, PinPlace? place)
    {
        // Without a home the folder has no name, and what is kept would be put where the command happens to run.
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        var kept = Path.Combine(data.Length > 0 ? data : UserFolder.Path, "pintle");
        return new LayerSource(
            LayerDefinition.Load(Path.Combine(payload, "layer")),
            place,
            definition => new LayerBuilder(definition, new PackagedInputs(Path.Combine(payload, "inputs")), PackageStore.ForFolder(Directory.GetCurrentDirectory()), Path.Combine(kept, "compiled")),
            OutputOf(place) ?? Path.Combine(kept, "layers"),
            Path.Combine(payload, SampleZip));
    }

    /// <summary>Where an owner's layers are built.</summary>
    public static string? OutputOf(PinPlace? place) => place is { IsOwners: true } ? Path.Combine(place.Root, PinPlace.FolderName, "layers") : null;
}
