using System.Runtime.Versioning;
using Pintle.Layer.Definition;
using Pintle.Layer.Inputs;

// The bootstrap is linked with glibc, so a repository builds layers on Linux only.
[assembly: SupportedOSPlatform("linux")]
[assembly: AssemblyFixture(typeof(Pintle.Layer.Tests.BuiltLayer))]

namespace Pintle.Layer.Tests;

/// <summary>The layer of this repository's default pin, built once for all tests; they only read it.</summary>
public sealed class BuiltLayer : IAsyncLifetime
{
    public static string Root { get; } = RepositoryInputs.FindRoot(AppContext.BaseDirectory)
        ?? throw new InvalidOperationException($"Expected the tests to run below the repository's root, found {AppContext.BaseDirectory}.");

    /// <summary>The exact version of the default pin, which moves with each servicing release.</summary>
    public static string Dotnet { get; } = LayerDefinition.Load(Path.Combine(Root, "layer")).Pins.Find(null).For(LayerArchitecture.X64).Frameworks["core"].Version;

    public LayerArtifact Artifact { get; private set; } = null!;

    public string Bootstrap => Path.Combine(Artifact.Directory, "bootstrap");

    public async ValueTask InitializeAsync() =>
        Artifact = await LayerBuilder.ForRepository(Root).BuildAsync(new LayerRequest { OutputDirectory = Path.Combine(Root, "artifacts", "layers") });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
