using NuGet.Versioning;
using Pintle.Aws;
using Pintle.Cli.Cloud.Attaching;
using Pintle.Cli.Cloud.Changing;
using Pintle.Layer.Audit;

namespace Pintle.Cli.Cloud.Knowing;

/// <summary>How one function stands; small, because there may be thousands.</summary>
internal sealed record FunctionStatus(string Region, string Function, string Runtime, string? Layer, string? Dotnet, Standing Standing, string? Latest, IReadOnlyList<string> Missed)
{
    /// <summary>Auto, FunctionUpdate or Manual; null where it was not asked.</summary>
    public string? OsUpdates { get; init; }

    /// <summary>What was changed since it was attached; null where nothing was.</summary>
    public string? Drift { get; init; }

    public IReadOnlyList<string> Reasons { get; init; } = [];
}

/// <summary>Reads how the functions of regions stand: at most a page at a time is held, and what is the same for many is asked once.</summary>
internal sealed class StatusReader(AwsContext context, PublishedLayers known, IReadOnlyList<Receipt> receipts, LayerJudge judge, int mostModes)
{
    private readonly LayerCatalog _catalog = new(context, known, "any");
    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);
    private int _modes;

    /// <summary>How many were not asked for the mode of their runtime updates.</summary>
    public int NotAsked { get; private set; }

    public async IAsyncEnumerable<FunctionStatus> ReadAsync(string region, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var attached = receipts.Where(each => each.Region == region && each.State is ReceiptState.Done or ReceiptState.Begun).GroupBy(each => each.Function).ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal);
        await foreach (var function in context.Lambda(region).ListFunctionsAsync(withVersions: false, cancellationToken).ConfigureAwait(false))
            yield return await OfAsync(function, region, attached.GetValueOrDefault(function.Name), cancellationToken).ConfigureAwait(false);
    }

    private async Task<FunctionStatus> OfAsync(FunctionConfiguration function, string region, Receipt? receipt, CancellationToken cancellationToken)
    {
        var (layer, dotnet, framework) = await LayerAsync(function, cancellationToken).ConfigureAwait(false);
        var judged = layer is null ? LayerJudgement.None : await judge.JudgeAsync(dotnet, framework, cancellationToken).ConfigureAwait(false);
        var reasons = judged.Reasons.ToList();
        var standing = judged.Standing;
        if (layer is not null && Newer(layer, dotnet, function, region) is { } newer)
        {
            reasons.Add($"{newer} is published: pintle rollout");
            standing = standing is Standing.Current or Standing.NotJudged ? Standing.Behind : standing;
        }

        if (receipt is { State: ReceiptState.Begun })
            reasons.Add($"pintle {receipt.Command} of {receipt.Started} is not at its end: it runs, or was broken off; then repeat it, or pintle undo {(receipt.Rollout is { } id ? $"--rollout {id}" : "--last")}");
        var mode = layer is null ? null : await ModeAsync(function, region, cancellationToken).ConfigureAwait(false);
        if (mode is not (null or "Auto"))
            reasons.Add($"runtime updates are {mode}: AWS patches nothing of the OS");
        return new FunctionStatus(region, function.Name, Once(function.Runtime ?? (function.IsImage ? "container image" : "unknown")), layer is null ? null : Once(layer), dotnet, standing, judged.Latest, judged.Missed)
        {
            OsUpdates = mode is null ? null : Once(mode),
            Drift = receipt is not { State: ReceiptState.Done } ? null : await DriftAsync(function, region, receipt, cancellationToken).ConfigureAwait(false),
            Reasons = reasons.Count == 0 ? [] : [.. reasons.Select(Once)],
        };
    }

    /// <summary>Thousands of functions have the same few runtimes and layers, and each answer has texts of its own.</summary>
    private string Once(string text) => _words.TryGetValue(text, out var same) ? same : _words[text] = text;

    /// <summary>The layer of Pintle's that it has, by the file or by what the version says of itself.</summary>
    private async Task<(string? Arn, string? Dotnet, string? Framework)> LayerAsync(FunctionConfiguration function, CancellationToken cancellationToken)
    {
        if (function.Runtime?.StartsWith("provided", StringComparison.Ordinal) != true)
            return default;
        foreach (var arn in function.Layers)
        {
            if (known.Find(arn) is { } entry)
                return (arn, entry.Dotnet, entry.Framework);
            if (LayerVersionArn.TryParse(arn) is not { } parsed)
                continue;
            var version = await _catalog.FindAsync(parsed, cancellationToken).ConfigureAwait(false);
            if (version is not null && LayerDescription.TryParse(version.Description) is { } said)
                return (arn, said.Dotnet, said.Framework);
            // A version that is gone says nothing; its name in the file does.
            if (version is null && known.Layers.Any(each => LayerVersionArn.TryParse(each.Arn)?.LayerArn == parsed.LayerArn))
                return (arn, null, null);
        }

        return default;
    }

    /// <summary>The version that was published last, where it is worth having: a function should not be moved to one with an older .NET.</summary>
    private string? Newer(string layer, string? dotnet, FunctionConfiguration function, string region)
    {
        var arn = LayerVersionArn.TryParse(layer)!;
        if (known.Newest(region, arn.Name, function.Architecture) is not { } newest || newest.Version <= arn.Version || LayerVersionArn.TryParse(newest.Arn)?.LayerArn != arn.LayerArn)
            return null;
        return NuGetVersion.TryParse(dotnet, out var has) && NuGetVersion.TryParse(newest.Dotnet, out var gets) && gets < has ? null : $"{newest.Name}:{newest.Version} (.NET {newest.Dotnet})";
    }

    private async Task<string?> ModeAsync(FunctionConfiguration function, string region, CancellationToken cancellationToken)
    {
        if (_modes >= mostModes)
        {
            NotAsked++;
            return null;
        }

        _modes++;
        try
        {
            return await context.Lambda(region).GetRuntimeUpdatesAsync(function.Name, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsException e) when (e.Status is 404 or 501)
        {
            // It was deleted since it was listed, or the endpoint does not know this call.
            return null;
        }
    }

    private async Task<string?> DriftAsync(FunctionConfiguration function, string region, Receipt receipt, CancellationToken cancellationToken)
    {
        var after = receipt.ConfigurationAfter();
        string[] changed = [.. new[] { function.Runtime == after.Runtime ? null : $"runtime {function.Runtime}", function.Layers.SequenceEqual(after.Layers) ? null : $"layers {(function.Layers.Count == 0 ? "none" : string.Join(", ", function.Layers))}" }.OfType<string>()];
        if (changed.Length == 0)
            return null;
        var tags = await context.Lambda(region).ListTagsAsync(function.Arn, cancellationToken).ConfigureAwait(false);
        var deployer = tags.TryGetValue("aws:cloudformation:stack-name", out var stack) ? $"the CloudFormation stack {stack} deploys over it" : "who deploys over it no tag says";
        return $"attached at {receipt.Started}, changed since ({string.Join("; ", changed)}): {deployer}";
    }
}

/// <summary>What the data says of a layer's .NET.</summary>
internal sealed record LayerJudgement(Standing Standing, string? Latest, IReadOnlyList<string> Missed, IReadOnlyList<string> Reasons)
{
    public static LayerJudgement None { get; } = new(Standing.NotJudged, null, [], []);
}
