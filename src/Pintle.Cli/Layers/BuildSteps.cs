using Pintle.Layer;

namespace Pintle.Cli.Layers;

/// <summary>Says a build's steps as lines.</summary>
internal sealed class BuildSteps(IProgress<string> progress) : IProgress<BuildStep>
{
    public void Report(BuildStep value) => progress.Report(value.Text);
}
