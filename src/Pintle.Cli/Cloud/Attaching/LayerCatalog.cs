using Pintle.Aws;

namespace Pintle.Cli.Cloud.Attaching;

/// <summary>The layer version to attach, with its .NET version and its framework (<c>core</c> or <c>aspnet</c>), null where nothing says them, and its unpacked size, or a lower bound of it.</summary>
internal sealed record ChosenLayer(LayerVersionArn Arn, IReadOnlyList<string> Architectures, string? Dotnet, string? Framework, bool IsInvariant, long UnzippedSize)
{
    /// <summary>As a function's <c>runtimeconfig.json</c> calls them; null where they are not known. ASP.NET Core is released with .NET, under the same version.</summary>
    public IReadOnlyDictionary<string, string>? Frameworks => (Dotnet, Framework) switch
    {
        ({ } version, "core") => new Dictionary<string, string>(StringComparer.Ordinal) { ["Microsoft.NETCore.App"] = version },
        ({ } version, "aspnet") => new Dictionary<string, string>(StringComparer.Ordinal) { ["Microsoft.NETCore.App"] = version, ["Microsoft.AspNetCore.App"] = version },
        _ => null,
    };
}

/// <summary>Which version of a layer a function gets: by the name in <c>layers.json</c>, for its region and processor, or the one whose ARN was given.</summary>
internal sealed class LayerCatalog(AwsContext context, PublishedLayers known, string? named)
{
    private readonly Dictionary<string, LayerVersion?> _versions = new(StringComparer.Ordinal);

    /// <summary>The layer's name.</summary>
    /// <exception cref="ToolException">It was left out, and layers.json does not have exactly one.</exception>
    public string Name => field ??= named is not null
        ? LayerVersionArn.TryParse(named)?.Name ?? (named.StartsWith("arn:", StringComparison.Ordinal) ? named : Names.RequireLayer("--layer", named))
        : known.Layers.Select(each => each.Name).Distinct(StringComparer.Ordinal).ToArray() is [var only]
            ? only
            : throw new ToolException($"Expected --layer with the name of a published layer, found none, and {known.File} has {(known.Layers.Count == 0 ? "none" : "several")}. Add --layer{(known.Layers.Count == 0 ? ", or publish one with pintle publish" : "")}.");

    /// <exception cref="ToolException">There is none, or it is not for this function.</exception>
    public async Task<ChosenLayer> ChooseAsync(FunctionConfiguration function, string region, CancellationToken cancellationToken)
    {
        if (named is not null && named.StartsWith("arn:", StringComparison.Ordinal))
            return await OfArnAsync(named, function, region, cancellationToken).ConfigureAwait(false);
        var entry = known.Newest(region, Name, function.Architecture) ?? throw Missing(function, region);
        return await ReadAsync(LayerVersionArn.TryParse(entry.Arn) ?? throw new ToolException($"Expected an ARN of a layer's version in {known.File}, found '{entry.Arn}'. Correct it."), function, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What a version says of itself; null where it is gone, or another account's that may not be read.</summary>
    public async Task<LayerVersion?> FindAsync(LayerVersionArn arn, CancellationToken cancellationToken)
    {
        lock (_versions)
        {
            if (_versions.TryGetValue(arn.ToString(), out var there))
                return there;
        }

        LayerVersion? found;
        try
        {
            found = await context.Lambda(arn.Region).FindLayerVersionAsync(arn, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsException e) when (e.Status == 403)
        {
            found = null;
        }

        lock (_versions)
            return _versions[arn.ToString()] = found;
    }

    /// <summary>The .NET of a version, by layers.json or by what it says of itself; null where neither does.</summary>
    public async Task<string?> DotnetAsync(string arn, CancellationToken cancellationToken) =>
        known.Find(arn)?.Dotnet ?? (await DescriptionAsync(arn, cancellationToken).ConfigureAwait(false))?.Dotnet;

    /// <summary>What a version says of itself, for what layers.json does not hold; null where it says nothing, or is gone.</summary>
    public async Task<LayerDescription?> DescriptionAsync(string arn, CancellationToken cancellationToken) =>
        LayerVersionArn.TryParse(arn) is { } parsed && await FindAsync(parsed, cancellationToken).ConfigureAwait(false) is { } version ? LayerDescription.TryParse(version.Description) : null;

    /// <summary>Whether it is a layer of Pintle's, by layers.json or by what it says of itself.</summary>
    public async Task<bool> IsPintlesAsync(string arn, CancellationToken cancellationToken) =>
        known.Find(arn) is not null
        || (LayerVersionArn.TryParse(arn) is { } parsed
            && (known.Layers.Any(each => LayerVersionArn.TryParse(each.Arn)?.LayerArn == parsed.LayerArn)
                || (await FindAsync(parsed, cancellationToken).ConfigureAwait(false) is { } version && LayerDescription.TryParse(version.Description) is not null)));

    private async Task<ChosenLayer> OfArnAsync(string given, FunctionConfiguration function, string region, CancellationToken cancellationToken)
    {
        var arn = LayerVersionArn.TryParse(given) ?? throw new ToolException($"Expected --layer to be a layer's name or the ARN of a version of it (arn:aws:lambda:REGION:ACCOUNT:layer:NAME:VERSION), found '{(given.Length > 200 ? given[..200] + "…" : given)}'. Correct it.");
        if (arn.Region != region)
            throw new ToolException($"Expected a layer of {region}, where {function.Name} is, found {arn}. Publish it there, and name that one. Nothing was changed.");
        return await ReadAsync(arn, function, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ChosenLayer> ReadAsync(LayerVersionArn arn, FunctionConfiguration function, CancellationToken cancellationToken)
    {
        var version = await context.Lambda(arn.Region).FindLayerVersionAsync(arn, cancellationToken).ConfigureAwait(false)
            ?? throw new ToolException($"Expected the layer {arn}, but there is no such version in {arn.Region} (any more). Publish it again with pintle publish, or name another one. Nothing was changed.");
        var entry = known.Find(arn.ToString());
        var architectures = version.Architectures.Count > 0 ? version.Architectures : entry is null ? [] : [entry.Architecture];
        if (architectures.Count > 0 && !architectures.Contains(function.Architecture))
            throw new ToolException($"Expected a layer for {function.Architecture}, which {function.Name} runs on, but {arn} is for {string.Join(" and ", architectures)}. Name the layer of that processor. Nothing was changed.");
        var said = LayerDescription.TryParse(version.Description);
        return new ChosenLayer(arn, architectures, entry?.Dotnet ?? said?.Dotnet, entry?.Framework ?? said?.Framework, said?.Globalization != "icu", entry?.UnzippedSize ?? version.CodeSize ?? 0);
    }

    private string Known(string region)
    {
        var names = known.Layers.Where(each => each.Region == region).Select(each => each.Name).Distinct(StringComparer.Ordinal).ToArray();
        return names.Length > 0 ? $"{known.File} has {string.Join(", ", names)} there" : File.Exists(known.File) ? $"{known.File} has none there" : $"there is no {known.File} and none in a folder above, where one is that was published from elsewhere (--layers-file)";
    }

    private ToolException Missing(FunctionConfiguration function, string region)
    {
        var others = known.Layers.Where(each => each.Name == Name && each.Region == region).Select(each => each.Architecture).Distinct(StringComparer.Ordinal).ToArray();
        return others.Length > 0
            ? new ToolException($"Expected the layer {Name} for {function.Architecture}, which {function.Name} runs on, but {known.File} has it for {string.Join(" and ", others)} only. Build and publish it for that processor. Nothing was changed.")
            : new ToolException($"Expected the layer {Name} in {region}, but {Known(region)}. Publish it: pintle publish LAYER.zip --name {Name} --region {region}. Nothing was changed.");
    }
}
