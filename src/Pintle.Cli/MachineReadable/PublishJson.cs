using System.ComponentModel;

namespace Pintle.Cli.MachineReadable;

/// <summary>What <c>pintle publish --json</c> prints.</summary>
[JsonDocument("publish", 1)]
internal sealed record PublishJson(
    [property: Description("The file of published layers, layers.json.")] string LayersFile,
    [property: Description("Each layer in each region.")] IReadOnlyList<PublishedJson> Layers);

/// <summary>One layer in one region.</summary>
internal sealed record PublishedJson(
    [property: Description("The region.")] string Region,
    [property: Description("The zip's file name.")] string File,
    [property: Description("x86_64 or arm64.")] string Architecture,
    [property: Description("The exact .NET version in it.")] string Dotnet,
    [property: Description("The zip's SHA-256 in base64, as Lambda says it.")] string CodeSha256,
    [property: Description("published, already published, would be published (with --dry-run), or failed.")] string Outcome,
    [property: Description("The version's ARN; null where there is none.")] string? Arn,
    [property: Description("Who else may use it.")] IReadOnlyList<string> SharedWith,
    [property: Description("Why it failed; null where it did not.")] string? Reason);
