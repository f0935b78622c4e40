using Pintle.Layer;
using Pintle.Layer.Inputs;

namespace Pintle.Cli.Layers;

/// <summary>Builds layers for the commands, from the repository that pintle runs in.</summary>
internal static class LayerSource
{
    /// <summary>The repository's root, looked for from the current folder and then from where pintle itself stands.</summary>
    /// <exception cref="ToolException">There is none.</exception>
    public static string RequireRepository() =>
        FindRepository()
        ?? throw new ToolException($"Expected to run inside the Pintle repository, which the layer is built from, but {Directory.GetCurrentDirectory()} is not in it. Change into a clone of it.");

    /// <summary>As <see cref="RequireRepository"/>, or <c>null</c> outside of one.</summary>
    public static string? FindRepository() => RepositoryInputs.FindRoot(Directory.GetCurrentDirectory()) ?? RepositoryInputs.FindRoot(AppContext.BaseDirectory);

    public static string DefaultOutput(string repository) => Path.Combine(repository, "artifacts", "layers");

    public static Task<LayerArtifact> BuildAsync(string repository, LayerRequest request, Terminal terminal, CancellationToken cancellationToken) =>
        terminal.WithProgressAsync("building the layer", progress => LayerBuilder.ForRepository(repository).BuildAsync(request, new Steps(progress), cancellationToken));

    private sealed class Steps(IProgress<string> progress) : IProgress<BuildStep>
    {
        public void Report(BuildStep value) => progress.Report(value.Text);
    }
}
