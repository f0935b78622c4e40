using System.Text.Json;

namespace Pintle.Emulator.Queues;

/// <summary>What a pattern may be: objects down to lists of values and operators.</summary>
internal static class FilterPattern
{
    /// <summary>Several patterns for several members, of which one has to match.</summary>
    public const string Or = "$or";

    public static bool IsValid(JsonElement pattern) => pattern.ValueKind == JsonValueKind.Object && pattern.EnumerateObject().All(IsValid);

    private static bool IsValid(JsonProperty member) => member switch
    {
        { Name: Or } => member.Value.ValueKind == JsonValueKind.Array && member.Value.GetArrayLength() > 0 && member.Value.EnumerateArray().All(IsValid),
        { Value.ValueKind: JsonValueKind.Object } => IsValid(member.Value),
        _ => member.Value.ValueKind == JsonValueKind.Array && member.Value.GetArrayLength() > 0 && member.Value.EnumerateArray().All(IsRule),
    };

    private static bool IsRule(JsonElement rule)
    {
        if (rule.ValueKind != JsonValueKind.Object)
            return rule.ValueKind != JsonValueKind.Array;
        if (rule.GetPropertyCount() != 1)
            return false;

        var (name, value) = rule.EnumerateObject().Select(each => (each.Name, each.Value)).First();
        return name switch
        {
            "exists" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "numeric" => FilterRule.Numeric(value) is not null,
            "anything-but" => IsAnythingBut(value),
            _ => IsText(name, value),
        };
    }

    private static bool IsText(string name, JsonElement value) => name switch
    {
        "equals-ignore-case" => value.ValueKind == JsonValueKind.String,
        "prefix" or "suffix" => value.ValueKind == JsonValueKind.String
            || (value.ValueKind == JsonValueKind.Object && value.GetPropertyCount() == 1 && value.TryGetProperty("equals-ignore-case", out var text) && text.ValueKind == JsonValueKind.String),
        _ => false,
    };

    private static bool IsAnythingBut(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String or JsonValueKind.Number => true,
        JsonValueKind.Array => value.GetArrayLength() > 0 && value.EnumerateArray().All(each => each.ValueKind is JsonValueKind.String or JsonValueKind.Number),
        JsonValueKind.Object => value.GetPropertyCount() == 1 && value.EnumerateObject().All(each => IsText(each.Name, each.Value)),
        _ => false,
    };
}
