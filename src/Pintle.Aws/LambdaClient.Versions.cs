using System.Text.Json.Nodes;

namespace Pintle.Aws;

internal sealed partial class LambdaClient
{
    /// <summary>Publishes what <c>$LATEST</c> is; where nothing changed since the last version, AWS answers with that one.</summary>
    public async Task<FunctionConfiguration> PublishVersionAsync(string name, string codeSha256, string description, CancellationToken cancellationToken)
    {
        // No RevisionId: publishing changes it, so that a repetition after a lost answer would be refused. The code's digest guards the code just as well.
        var body = new JsonObject { ["CodeSha256"] = codeSha256, ["Description"] = description };
        return new(await JsonAsync(About(AwsAction.PublishVersion, "POST", name, "/versions", null).WithJson(body), cancellationToken).ConfigureAwait(false));
    }

    /// <returns>Null where there is none.</returns>
    public async Task<FunctionAlias?> FindAliasAsync(string name, string alias, CancellationToken cancellationToken)
    {
        try
        {
            return FunctionAlias.Of(await JsonAsync(OfAlias(AwsAction.GetAlias, "GET", name, alias), cancellationToken).ConfigureAwait(false));
        }
        catch (AwsException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    public async Task<FunctionAlias> CreateAliasAsync(string name, string alias, string version, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["Name"] = alias, ["FunctionVersion"] = version };
        return FunctionAlias.Of(await JsonAsync((OfAlias(AwsAction.CreateAlias, "POST", name, alias) with { Path = $"{Functions}/{Escape(name)}/aliases" }).WithJson(body), cancellationToken).ConfigureAwait(false));
    }

    /// <param name="name">The function.</param>
    /// <param name="alias">As it was read; its RevisionId guards the change.</param>
    /// <param name="version">Where it points to.</param>
    /// <param name="weights">The part of another version, by its number; empty for none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<FunctionAlias> UpdateAliasAsync(string name, FunctionAlias alias, string version, IReadOnlyDictionary<string, double> weights, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["FunctionVersion"] = version,
            ["RevisionId"] = alias.RevisionId,
            ["RoutingConfig"] = new JsonObject { ["AdditionalVersionWeights"] = new JsonObject(weights.Select(each => KeyValuePair.Create<string, JsonNode?>(each.Key, each.Value))) },
        };
        return FunctionAlias.Of(await JsonAsync(OfAlias(AwsAction.UpdateAlias, "PUT", name, alias.Name).WithJson(body), cancellationToken).ConfigureAwait(false));
    }

    public async Task DeleteAliasAsync(string name, string alias, CancellationToken cancellationToken) =>
        _ = await session.SendAsync(OfAlias(AwsAction.DeleteAlias, "DELETE", name, alias), region, cancellationToken).ConfigureAwait(false);

    private static AwsCall OfAlias(AwsAction action, string method, string name, string alias) =>
        new(action, method, $"{Functions}/{Escape(name)}/aliases/{Escape(alias)}", $"alias {alias} of function {name}");
}

/// <summary>A name for a version, and perhaps for a part of another one, which the weights name.</summary>
internal sealed record FunctionAlias(string Name, string Version, IReadOnlyDictionary<string, double> Weights, string RevisionId)
{
    public bool PointsAs(FunctionAlias other) => PointsTo(other.Version, other.Weights);

    public bool PointsTo(string version, IReadOnlyDictionary<string, double> weights) =>
        Version == version && Weights.Count == weights.Count && Weights.All(each => weights.TryGetValue(each.Key, out var weight) && Math.Abs(weight - each.Value) < 1e-9);

    public static FunctionAlias Of(JsonObject raw) => new(
        raw["Name"]?.GetValue<string>() ?? "",
        raw["FunctionVersion"]?.GetValue<string>() ?? "",
        ((raw["RoutingConfig"] as JsonObject)?["AdditionalVersionWeights"] as JsonObject ?? []).ToDictionary(each => each.Key, each => each.Value!.GetValue<double>(), StringComparer.Ordinal),
        raw["RevisionId"]?.GetValue<string>() ?? "");
}
