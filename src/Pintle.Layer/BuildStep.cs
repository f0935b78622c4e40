namespace Pintle.Layer;

/// <summary>A sentence on what a build does now, for a person who waits.</summary>
/// <param name="Stage">Which part of the build.</param>
/// <param name="Text">What is being done, without a full stop.</param>
/// <param name="Done">Bytes done, where they are counted.</param>
/// <param name="Total">Bytes in all, where known.</param>
public sealed record BuildStep(BuildStage Stage, string Text, long? Done = null, long? Total = null);

/// <summary>The parts of a build, in their order.</summary>
public enum BuildStage
{
    Waiting,
    Checking,
    Inputs,
    Packages,
    Tree,
    Zip,
}
