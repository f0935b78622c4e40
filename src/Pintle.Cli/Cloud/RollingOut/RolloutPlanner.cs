using System.Globalization;
using Pintle.Aws;
using Pintle.Cli.Cloud.Attaching;

namespace Pintle.Cli.Cloud.RollingOut;

/// <summary>Finds the functions that have an older version of the layer, and says what would be changed of each.</summary>
internal sealed class RolloutPlanner(AwsContext context, PublishedLayers known, LayerCatalog catalog, string? alias)
{
    /// <param name="only">The functions that are meant; all where it is empty.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ToolException">One of them cannot be rolled out; nothing was changed.</exception>
    public async Task<IReadOnlyList<RolloutPart>> PlanAsync(IReadOnlyList<string> only, CancellationToken cancellationToken)
    {
        var parts = new List<RolloutPart>();
        FunctionName[] named = [.. only.Select(each => FunctionName.TryParse(each) ?? throw new ToolException($"Expected a function's name or ARN, found '{(each.Length > 100 ? each[..100] + "…" : each)}'. Correct it."))];
        var missing = named.Select(each => each.Name).ToHashSet(StringComparer.Ordinal);
        var planner = new AttachPlanner(context, catalog, null);
        var behind = new List<(string Region, string Function)>();
        foreach (var region in context.Regions)
            behind.AddRange((await BehindAsync(region, named, missing, cancellationToken).ConfigureAwait(false)).Select(function => (region, function)));
        // Otherwise a name that is no function's would look like a function that is up to date.
        if (missing.Count > 0)
            throw new ToolException($"Expected {string.Join(", ", missing.Order(StringComparer.Ordinal))} to be a function in {string.Join(", ", context.Regions)}, found none of that name. Correct the name or the region. Nothing was changed.");
        foreach (var (region, function) in behind)
        {
            var plan = await planner.PlanAsync(function, region, cancellationToken).ConfigureAwait(false);
            var (found, isBehind) = alias is null ? (null, false) : await AliasAsync(plan, cancellationToken).ConfigureAwait(false);
            if (!plan.IsAlready || isBehind)
                parts.Add(new RolloutPart(plan, found));
        }

        return parts;
    }

    private async Task<IReadOnlyList<string>> BehindAsync(string region, FunctionName[] named, HashSet<string> missing, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var function in context.Lambda(region).ListFunctionsAsync(withVersions: false, cancellationToken).ConfigureAwait(false))
        {
            if (named.Length > 0 && !named.Any(each => each.Name == function.Name && (each.Region ?? region) == region))
                continue;
            _ = missing.Remove(function.Name);
            if (function.Runtime?.StartsWith("provided", StringComparison.Ordinal) != true || known.Newest(region, catalog.Name, function.Architecture) is not { } newest)
                continue;
            var layer = LayerVersionArn.TryParse(newest.Arn);
            // An alias may have stayed on an older layer than $LATEST has: where one is given, all functions with the layer are looked at.
            if (function.Layers.Select(LayerVersionArn.TryParse).Any(has => has is not null && has.LayerArn == layer?.LayerArn && (has.Version < layer.Version || alias is not null)))
                names.Add(function.Name);
        }

        return names;
    }

    /// <returns>The alias, and whether what it points to has another layer than <c>$LATEST</c>, which has the newest.</returns>
    private async Task<(FunctionAlias? Alias, bool IsBehind)> AliasAsync(AttachPlan plan, CancellationToken cancellationToken)
    {
        var (lambda, name) = (context.Lambda(plan.Region), plan.Before.Name);
        var there = await lambda.FindAliasAsync(name, alias!, cancellationToken).ConfigureAwait(false);
        // There is nothing to do for such a function, so nothing is in the way either.
        if (plan.IsAlready && (there is null || there.Weights.Count > 0 || there.Version == FunctionConfiguration.Latest))
            return (null, false);
        var found = there
            ?? throw new ToolException($"Expected the alias {alias} of {name} in {plan.Region}, found none. Create it, or roll out without --alias. Nothing was changed.");
        if (found.Weights.Count > 0)
            throw new ToolException($"Expected the alias {alias} of {name} to point to one version, but it has weights already ({string.Join(", ", found.Weights.Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.Value:0.##} to {each.Key}")))}): another deployment is on its way. Finish that first. Nothing was changed.");
        if (found.Version == FunctionConfiguration.Latest)
            throw new ToolException($"Expected the alias {alias} of {name} to point to a published version, but it points to $LATEST, which takes no weights. Roll out without --alias, or publish a version. Nothing was changed.");
        // Publishing takes $LATEST as it is: anything in it that the alias does not have yet would go along.
        var live = await lambda.GetVersionAsync(name, found.Version, cancellationToken).ConfigureAwait(false);
        var differences = live.Differences(plan.Before).Where(member => member != "Description" && !(plan.IsAlready && (member is "Layers" or "Runtime"))).ToArray();
        var isBehind = plan.IsAlready && !live.Layers.SequenceEqual(plan.Before.Layers);
        return differences.Length == 0
            ? (found, isBehind)
            : plan.IsAlready && !isBehind ? (found, false) : throw new ToolException($"Expected $LATEST of {name} to be what the alias {alias} has, but they differ ({string.Join(", ", differences)}), and a rollout would release that too. Release it first, or roll out without --alias. Nothing was changed.");
    }
}
