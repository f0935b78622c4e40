using Pintle.Aws;
using Pintle.Cli.Cloud;
using Pintle.Layer;

namespace Pintle.Cli.Migrating.Files;

/// <summary>How a deployment file names the layer: by a version's ARN, or, where none is known, by a parameter that a deployment gives.</summary>
internal sealed record LayerReference
{
    /// <summary>The parameter of a template; with both architectures in one, each has its own (<see cref="ParameterOf"/>).</summary>
    public const string Parameter = "PintleLayer";

    private readonly IReadOnlyDictionary<LayerArchitecture, string>? _arns;

    private LayerReference(IReadOnlyDictionary<LayerArchitecture, string>? arns) => _arns = arns;

    public static LayerReference ByParameter { get; } = new((IReadOnlyDictionary<LayerArchitecture, string>?)null);

    public bool IsParameter => _arns is null;

    /// <summary>Null where there is none for that architecture.</summary>
    public string? ArnFor(LayerArchitecture architecture) => _arns?.GetValueOrDefault(architecture);

    public static string ParameterOf(LayerArchitecture architecture, bool isOnlyOne) => isOnlyOne ? Parameter : Parameter + (architecture == LayerArchitecture.Arm64 ? "Arm64" : "X64");

    /// <exception cref="ToolException">It is no layer version's ARN.</exception>
    public static LayerReference OfArn(string arn) => LayerVersionArn.TryParse(arn) is not null
        ? new LayerReference(Enum.GetValues<LayerArchitecture>().ToDictionary(each => each, _ => arn))
        : throw new ToolException($"Expected --layer-arn to be the ARN of a layer's version (arn:aws:lambda:REGION:ACCOUNT:layer:NAME:VERSION), found \"{Shared.Quote.Bounded(arn)}\". Correct it.");

    /// <summary>The newest versions of a name, for each architecture.</summary>
    /// <param name="layers">What <c>pintle publish</c> wrote.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="region">Where the function is; null: the only region in which the file has that name.</param>
    /// <exception cref="ToolException">It has none.</exception>
    public static LayerReference OfName(PublishedLayers layers, string name, string? region)
    {
        string[] regions = [.. layers.Layers.Where(each => each.Name == name).Select(each => each.Region).Distinct().Order(StringComparer.Ordinal)];
        if (regions.Length == 0)
            throw new ToolException($"Expected a layer \"{Shared.Quote.Bounded(name)}\" in {layers.File}, found none. Publish it, correct --layer-name, or name another file with --layers-file.");
        if (region is null && regions.Length > 1)
            throw new ToolException($"Expected --region, because {layers.File} has the layer \"{name}\" in {string.Join(", ", regions)}. Name one.");
        region ??= regions[0];
        var there = Enum.GetValues<LayerArchitecture>().Select(each => (Architecture: each, Layer: layers.Newest(region, name, each == LayerArchitecture.Arm64 ? "arm64" : "x86_64")))
            .Where(each => each.Layer is not null).ToDictionary(each => each.Architecture, each => each.Layer!.Arn);
        return there.Count > 0 ? new LayerReference(there) : throw new ToolException($"Expected the layer \"{name}\" in {Shared.Quote.Bounded(region)}, but {layers.File} has it in {string.Join(", ", regions)}. Publish it there, or correct --region.");
    }

    /// <summary>Whether an ARN is of the same layer as this one, in whatever version.</summary>
    public static bool IsSameLayer(string text, string arn) => LayerVersionArn.TryParse(text) is { } one && LayerVersionArn.TryParse(arn) is { } other && one.LayerArn == other.LayerArn;
}
