using Pintle.Cli.Functions;
using Pintle.Testing;

namespace Pintle.Cli.Serving;

/// <summary>What a configuration file or a template asks <c>pintle serve</c> for, with absolute paths; nothing has been built.</summary>
/// <param name="Functions">At least one, with names of their own.</param>
/// <param name="Fronts">Function URLs and APIs.</param>
/// <param name="Queues">Queues whose messages go to functions.</param>
/// <param name="Layer">The layer of all functions; null: the default pin's.</param>
/// <param name="Notices">What the file says that has no effect here.</param>
internal sealed record ServePlan(IReadOnlyList<PlannedFunction> Functions, IReadOnlyList<HttpFront> Fronts, IReadOnlyList<QueueSource> Queues, string? Layer, IReadOnlyList<string> Notices);

/// <summary>One function of a plan.</summary>
/// <param name="Source">A zip, a folder or a project.</param>
/// <param name="Options">Everything except the layer's files; the function's are empty where it has yet to be opened.</param>
/// <param name="TargetFramework">The one of a project that is for several; null: the only one.</param>
/// <param name="Architecture">The processor that the file names, <c>x86_64</c> or <c>arm64</c>; null where it doesn't.</param>
internal sealed record PlannedFunction(string Source, LambdaFunctionOptions Options, string? TargetFramework = null, string? Architecture = null)
{
    public string Name => Options.FunctionName;

    public string? Project => FunctionSource.IsProject(Source) ? Source : null;
}
