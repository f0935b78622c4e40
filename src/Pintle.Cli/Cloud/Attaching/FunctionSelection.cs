using Pintle.Aws;

namespace Pintle.Cli.Cloud.Attaching;

/// <summary>Which functions are meant: by name, by ARN, by a tag, or by the runtime that they have.</summary>
internal sealed class FunctionSelection(AwsContext context)
{
    /// <param name="named">Names and ARNs.</param>
    /// <param name="tag">NAME=VALUE; null for none.</param>
    /// <param name="runtime">Such as dotnet8; null for any.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ToolException">None is meant, or one is no function's name.</exception>
    public async Task<IReadOnlyList<(string Function, string Region)>> FindAsync(IReadOnlyList<string> named, string? tag, string? runtime, CancellationToken cancellationToken)
    {
        if (named.Count == 0 && tag is null && runtime is null)
            throw new ToolException("Expected a function's name or ARN, --tag or --from-runtime, found none. Name what is meant.");
        if (tag is not null && tag.IndexOf('=', StringComparison.Ordinal) < 1)
            throw new ToolException("Expected --tag as NAME=VALUE, found no equals sign behind a name. Correct it.");
        if (named.Count > 0 && (tag is not null || runtime is not null))
            throw new ToolException("Expected either names of functions, or --tag and --from-runtime, found both. Leave one out.");
        if (named.Count > 0)
            return [.. named.SelectMany(Named).Distinct()];
        var found = new List<(string, string)>();
        foreach (var region in context.Regions)
        {
            await foreach (var function in context.Lambda(region).ListFunctionsAsync(withVersions: false, cancellationToken).ConfigureAwait(false))
            {
                if ((runtime is null || function.Runtime == runtime) && (tag is null || await HasTagAsync(function, region, tag, cancellationToken).ConfigureAwait(false)))
                    found.Add((function.Name, region));
            }
        }

        return found.Count > 0 ? found : throw new ToolException($"Expected functions with {(tag is null ? "" : $"the tag {tag} ")}{(runtime is null ? "" : $"the runtime {runtime} ")}in {string.Join(", ", context.Regions)}, found none. Correct it.");
    }

    private IEnumerable<(string Function, string Region)> Named(string given)
    {
        var name = FunctionName.TryParse(given) ?? throw new ToolException($"Expected a function's name or ARN, found '{(given.Length > 100 ? given[..100] + "…" : given)}'. Correct it.");
        if (name.Qualifier is not (null or FunctionConfiguration.Latest))
            throw new ToolException($"Expected a function without a version or alias, because only $LATEST can be changed, found '{given}'. Leave ':{name.Qualifier}' out.");
        if (name.Region is null)
            return context.Regions.Select(region => (name.Name, region));
        return context.IsRegionGiven && !context.Regions.Contains(name.Region)
            ? throw new ToolException($"Expected {name.Name} in {string.Join(", ", context.Regions)}, which --region says, but its ARN is of {name.Region}. Leave --region out, or correct one of them.")
            : [(name.Name, name.Region)];
    }

    private async Task<bool> HasTagAsync(FunctionConfiguration function, string region, string tag, CancellationToken cancellationToken)
    {
        var equals = tag.IndexOf('=', StringComparison.Ordinal);
        var tags = await context.Lambda(region).ListTagsAsync(function.Arn, cancellationToken).ConfigureAwait(false);
        return tags.TryGetValue(tag[..equals], out var value) && value == tag[(equals + 1)..];
    }
}
