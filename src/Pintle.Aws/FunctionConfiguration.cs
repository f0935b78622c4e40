using System.Text.Json.Nodes;

namespace Pintle.Aws;

/// <summary>A function's whole configuration as AWS answered it: what this version of the tool does not know is kept too.</summary>
/// <param name="raw">As it was parsed.</param>
/// <param name="bytes">As it came, to the letter; null where that was not kept.</param>
internal sealed class FunctionConfiguration(JsonObject raw, string? bytes = null)
{
    public const string Latest = "$LATEST";

    /// <summary>Members that are AWS's own. The rest can be set, or says which code and processor it is set for.</summary>
    private static readonly string[] OfAws =
    [
        "FunctionArn", "Version", "LastModified", "RevisionId", "State", "StateReason", "StateReasonCode", "LastUpdateStatus", "LastUpdateStatusReason", "LastUpdateStatusReasonCode", "CodeSize", "RuntimeVersionConfig",
        "MasterArn", "SigningProfileVersionArn", "SigningJobArn", "ConfigSha256",
    ];

    public JsonObject Raw => raw;

    public string AsItCame => bytes ?? raw.ToJsonString();

    public string Name => Text("FunctionName") ?? "";

    public string Arn => Text("FunctionArn") ?? "";

    public string Version => Text("Version") ?? Latest;

    public string? Runtime => Text("Runtime");

    public string? Handler => Text("Handler");

    public string? Role => Text("Role");

    public string RevisionId => Text("RevisionId") ?? "";

    public string CodeSha256 => Text("CodeSha256") ?? "";

    public bool IsImage => Text("PackageType") == "Image";

    public string Architecture => (raw["Architectures"] as JsonArray)?.FirstOrDefault()?.GetValue<string>() ?? "x86_64";

    public string? State => Text("State");

    public string? LastUpdateStatus => Text("LastUpdateStatus");

    public string? LastUpdateStatusReason => Text("LastUpdateStatusReason");

    public bool HasSnapStart => (raw["SnapStart"] as JsonObject)?["ApplyOn"]?.GetValue<string>() is { } applied && applied != "None";

    public IReadOnlyList<string> Layers => [.. (raw["Layers"] as JsonArray ?? []).Select(layer => layer?["Arn"]?.GetValue<string>() ?? "")];

    /// <summary>Whether an update runs, or the function is being made.</summary>
    public bool IsMoving => LastUpdateStatus == "InProgress" || State == "Pending";

    public bool HasFailed => LastUpdateStatus == "Failed" || State == "Failed";

    public static FunctionConfiguration Parse(string text) => new((JsonObject)JsonNode.Parse(text)!, text);

    /// <summary>The same with some members changed, given in the form that an update takes.</summary>
    public FunctionConfiguration With(JsonObject change)
    {
        var next = (JsonObject)raw.DeepClone();
        foreach (var (member, value) in change)
            next[member] = member == "Layers" ? new JsonArray([.. ((JsonArray)value!).Select(arn => new JsonObject { ["Arn"] = arn!.GetValue<string>() })]) : value?.DeepClone();
        return new FunctionConfiguration(next);
    }

    private string? Text(string member) => raw[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>Two that are the same in everything that can be set have the same text; an empty member counts as none, because AWS shows either.</summary>
    public string Settable() => new JsonObject(Members(this).Order(StringComparer.Ordinal).Select(member => KeyValuePair.Create<string, JsonNode?>(member, Of(raw, member)))).ToJsonString();

    /// <summary>The members that can be set and in which two differ.</summary>
    public IReadOnlyList<string> Differences(FunctionConfiguration other) =>
        [.. Members(this).Union(Members(other)).Where(member => Of(raw, member) != Of(other.Raw, member)).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Members(FunctionConfiguration configuration) => configuration.Raw.Select(member => member.Key).Where(member => !OfAws.Contains(member) && Of(configuration.Raw, member).Length > 0);

    private static string Of(JsonObject configuration, string member) => Canonical(member switch
    {
        "Layers" => new JsonArray([.. (configuration[member] as JsonArray ?? []).Select(layer => layer?["Arn"]?.DeepClone())]),
        "SnapStart" => configuration[member] is JsonObject applied && applied["ApplyOn"]?.GetValue<string>() is { } on && on != "None" ? on : null,
        "VpcConfig" when configuration[member] is JsonObject vpc => new JsonObject(vpc.Where(each => each.Key != "VpcId").Select(each => KeyValuePair.Create(each.Key, each.Value?.DeepClone()))),
        _ => configuration[member],
    })?.ToJsonString() ?? "";

    /// <summary>Members in order, without empty ones; only a variable may be empty.</summary>
    private static JsonNode? Canonical(JsonNode? node, bool areVariables = false) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => (member.Key, Value: Canonical(member.Value, areVariables || member.Key == "Variables"))).Where(member => member.Value is not null)
            .OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, member.Value))) is { Count: > 0 } kept ? kept : null,
        JsonArray list => list.Count == 0 ? null : new JsonArray([.. list.Select(each => Canonical(each))]),
        JsonValue value when !areVariables && value.TryGetValue<string>(out var text) && text.Length == 0 => null,
        _ => node?.DeepClone(),
    };
}
