using System.Text.Json.Nodes;
using Pintle.Aws;
using Pintle.Cli.Cloud.Changing;

namespace Pintle.Cli.Cloud.Attaching;

/// <summary>What would be changed of one function, and nothing else.</summary>
/// <param name="Region">Where it is.</param>
/// <param name="Before">As it was read.</param>
/// <param name="Layer">What is attached.</param>
/// <param name="Change">The members that are set; none where nothing has to change.</param>
/// <param name="Notes">What the user should know about its package and the layer.</param>
internal sealed record AttachPlan(string Region, FunctionConfiguration Before, ChosenLayer Layer, JsonObject Change, IReadOnlyList<string> Notes)
{
    public bool IsAlready => Change.Count == 0;

    /// <summary>As lines of a diff: what goes, and what comes.</summary>
    public IEnumerable<ChangedMember> Changes()
    {
        if (Change["Runtime"] is { } runtime)
            yield return new ChangedMember("Runtime", Before.Runtime ?? "", runtime.GetValue<string>());
        if (Change["Layers"] is JsonArray layers)
            yield return new ChangedMember("Layers", string.Join(", ", Before.Layers), string.Join(", ", layers.Select(each => each!.GetValue<string>())));
    }
}
