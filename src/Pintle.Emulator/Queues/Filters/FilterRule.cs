using System.Text.Json;

namespace Pintle.Emulator.Queues;

/// <summary>The list at the end of a pattern's path: values and operators, of which one has to fit.</summary>
internal static class FilterRule
{
    /// <param name="rules">A valid list.</param>
    /// <param name="value">What the record has there; null where it has nothing.</param>
    public static bool Match(JsonElement rules, JsonElement? value)
    {
        // Only what has no members of its own is a value; of a list each element is one.
        JsonElement[] values = value switch
        {
            null or { ValueKind: JsonValueKind.Object } => [],
            { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Where(each => each.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))],
            { } single => [single],
        };
        return rules.EnumerateArray().Any(rule => Fits(rule, values));
    }

    /// <summary>The conditions of <c>numeric</c>: equality, or one or two bounds with room between them; null where the list says something else.</summary>
    public static IReadOnlyList<(string Operator, decimal Bound)>? Numeric(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is not (2 or 4))
            return null;

        var conditions = new List<(string Operator, decimal Bound)>();
        for (var i = 0; i < list.GetArrayLength(); i += 2)
        {
            if (list[i].ValueKind != JsonValueKind.String || list[i].GetString() is not ("=" or "<" or "<=" or ">" or ">=") || list[i + 1].ValueKind != JsonValueKind.Number || !list[i + 1].TryGetDecimal(out var bound))
                return null;
            conditions.Add((list[i].GetString()!, bound));
        }

        return conditions is [_] || (conditions is [var low, var high] && low.Operator[0] == '>' && high.Operator[0] == '<' && low.Bound < high.Bound) ? conditions : null;
    }

    private static bool Fits(JsonElement rule, JsonElement[] values)
    {
        if (rule.ValueKind != JsonValueKind.Object)
            return Array.Exists(values, value => AreEqual(rule, value));

        var (name, wanted) = rule.EnumerateObject().Select(each => (each.Name, each.Value)).First();
        return name switch
        {
            "exists" => (values.Length > 0) == (wanted.ValueKind == JsonValueKind.True),
            "numeric" => Numeric(wanted) is { } conditions && Array.Exists(values, value => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && conditions.All(each => Holds(number, each))),
            "anything-but" => Array.Exists(values, value => !IsExcluded(wanted, value)),
            _ => Array.Exists(values, value => IsText(name, wanted, value)),
        };
    }

    private static bool IsExcluded(JsonElement wanted, JsonElement value) => wanted.ValueKind switch
    {
        JsonValueKind.Array => wanted.EnumerateArray().Any(each => AreEqual(each, value)),
        JsonValueKind.Object => wanted.EnumerateObject().All(each => IsText(each.Name, each.Value, value)),
        _ => AreEqual(wanted, value),
    };

    private static bool IsText(string name, JsonElement wanted, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return false;

        var ignoresCase = wanted.ValueKind == JsonValueKind.Object;
        var text = (ignoresCase ? wanted.GetProperty("equals-ignore-case") : wanted).GetString()!;
        var how = ignoresCase || name == "equals-ignore-case" ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var found = value.GetString()!;
        return name switch
        {
            "prefix" => found.StartsWith(text, how),
            "suffix" => found.EndsWith(text, how),
            _ => found.Equals(text, how),
        };
    }

    private static bool AreEqual(JsonElement wanted, JsonElement value) => wanted.ValueKind == value.ValueKind && wanted.ValueKind switch
    {
        JsonValueKind.String => wanted.ValueEquals(value.GetString()),
        JsonValueKind.Number => wanted.TryGetDecimal(out var one) && value.TryGetDecimal(out var other) ? one == other : wanted.GetRawText() == value.GetRawText(),
        _ => true,
    };

    private static bool Holds(decimal number, (string Operator, decimal Bound) condition) => condition.Operator switch
    {
        "<" => number < condition.Bound,
        "<=" => number <= condition.Bound,
        ">" => number > condition.Bound,
        ">=" => number >= condition.Bound,
        _ => number == condition.Bound,
    };
}
