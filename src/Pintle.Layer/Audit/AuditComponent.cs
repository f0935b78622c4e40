using NuGet.Versioning;

namespace Pintle.Layer.Audit;

/// <summary>Who has to patch a component.</summary>
public enum PatchOwner
{
    /// <summary>The function's owner: nobody else changes it.</summary>
    You,

    /// <summary>AWS, while the function's runtime updates are automatic.</summary>
    Aws,
}

/// <summary>One line of an audit.</summary>
/// <param name="Version">As found; <c>null</c> is unknown.</param>
/// <param name="Where">The path in the execution environment.</param>
/// <param name="Page">AWS's page that says whose patch it is.</param>
/// <param name="Latest">The newest that the sources know; <c>null</c> is unknown, or AWS's part, for which nobody asks.</param>
/// <param name="EndOfSupport">Of its channel; <c>null</c> is unknown.</param>
/// <param name="Reasons">Sentences for what the standing alone does not say.</param>
public sealed record AuditComponent(
    string Name,
    string? Version,
    string Where,
    PatchOwner Owner,
    Uri Page,
    Standing Standing,
    string? Latest,
    IReadOnlyList<MissedFix> Missed,
    DateOnly? EndOfSupport,
    IReadOnlyList<string> Reasons)
{
    /// <summary>The package URL of the layer's package that it is; <c>null</c> where it is none of them.</summary>
    public string? Purl { get; init; }

    /// <summary>Fixes that it has, as far as the data goes.</summary>
    public IReadOnlyList<MissedFix> Contained { get; init; } = [];

    internal static AuditComponent Of(string name, NuGetVersion version, string where, Judgement judgement, params IEnumerable<string> more) => new(
        name, version.ToNormalizedString(), where, PatchOwner.You, AwsPages.SharedResponsibility,
        judgement.Standing, judgement.Latest?.ToNormalizedString(), judgement.Missed, judgement.EndOfSupport, [.. judgement.Reasons, .. more])
    {
        Contained = judgement.Contained,
    };

    internal static AuditComponent Unjudged(string name, string? version, string where, PatchOwner owner, Uri page, Standing standing, params IReadOnlyList<string> reasons) =>
        new(name, version, where, owner, page, standing, null, [], null, reasons);
}

/// <summary>AWS's own words on who patches what.</summary>
public static class AwsPages
{
    public static readonly Uri SharedResponsibility = new("https://docs.aws.amazon.com/lambda/latest/dg/runtime-management-shared.html");
    public static readonly Uri RuntimeUpdates = new("https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html");
    public static readonly Uri OsOnlyRuntimes = new("https://docs.aws.amazon.com/lambda/latest/dg/runtimes-provided.html");
    public static readonly Uri Layers = new("https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html");
    public static readonly Uri Images = new("https://docs.aws.amazon.com/lambda/latest/dg/csharp-image.html");
}
