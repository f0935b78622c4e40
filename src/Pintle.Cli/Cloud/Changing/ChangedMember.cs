using System.Globalization;
using Pintle.Cli.MachineReadable;

namespace Pintle.Cli.Cloud.Changing;

/// <summary>A member of a configuration, before and after.</summary>
internal sealed record ChangedMember(string Member, string Before, string After)
{
    public ChangedMemberJson ToJson() => new(Member, Before, After);
}

/// <summary>Where an alias points, before and after a change.</summary>
/// <param name="Name">The alias.</param>
/// <param name="Before">Null where there is none before.</param>
/// <param name="After">Null where there is none after, and where the version is still to be published.</param>
/// <param name="IsPublishedFirst">Whether the version that it goes to is still to be published, so that nobody knows its number.</param>
internal sealed record AliasMove(string Name, AliasTarget? Before, AliasTarget? After, bool IsPublishedFirst = false)
{
    /// <summary>As lines of a diff show it.</summary>
    public ChangedMember ToMember() => new($"alias {Name}", Words(Before), IsPublishedFirst ? "the version that is published" : Words(After));

    public MovedAliasJson ToJson() => new(Name, Target(Before), Target(After));

    private static string Words(AliasTarget? target) =>
        target is null ? "" : $"version {target.Version}{string.Concat(target.Weights.Select(each => string.Create(CultureInfo.InvariantCulture, $" with {each.Value * 100:0.##} % to version {each.Key}")))}";

    private static AliasTargetJson? Target(AliasTarget? target) => target is null ? null : new AliasTargetJson(target.Version, [.. target.Weights.Select(each => new AliasWeightJson(each.Key, each.Value))]);
}
