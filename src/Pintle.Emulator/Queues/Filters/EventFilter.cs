using System.Text;
using System.Text.Json;
using Pintle.Shared;

namespace Pintle.Emulator.Queues;

/// <summary>One filter of an event source mapping: a pattern that a record has to match to reach the function.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html</remarks>
internal sealed class EventFilter
{
    /// <summary>Lambda's own, after an increase of the quota (https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html).</summary>
    public const int Most = 10;

    private const string Body = "body";
    private readonly JsonElement _pattern;

    private EventFilter(JsonElement pattern) => _pattern = pattern;

    /// <returns>Null where Lambda would refuse the pattern: no object, a value that is no list, an empty list, an unknown operator.</returns>
    public static EventFilter? Parse(string pattern)
    {
        try
        {
            using var json = WholeJson.Parse(Encoding.UTF8.GetBytes(pattern));
            return FilterPattern.IsValid(json.RootElement) ? new EventFilter(json.RootElement.Clone()) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <param name="record">A record as the function would get it; its body is a text, in which a pattern may look for JSON.</param>
    public bool Matches(JsonElement record) => MatchesBody(_pattern, record) && MatchesObject(_pattern, record, isRecord: true);

    /// <summary>JSON is only compared with a pattern for JSON, and text with one for text: what doesn't go together is no match, whatever else there is.</summary>
    private static bool MatchesBody(JsonElement pattern, JsonElement record)
    {
        if (!pattern.TryGetProperty(Body, out var wanted))
            return true;

        using var found = Parse(record);
        return wanted.ValueKind == JsonValueKind.Object ? found is not null && MatchesObject(wanted, found.RootElement, isRecord: false) : found is null && FilterRule.Match(wanted, Find(record, Body));
    }

    private static bool MatchesObject(JsonElement pattern, JsonElement? value, bool isRecord)
    {
        // Of a list, one element has to match as a whole.
        if (value is { ValueKind: JsonValueKind.Array } list)
            return list.EnumerateArray().Any(element => MatchesObject(pattern, element, isRecord: false));

        return pattern.EnumerateObject().All(member => member switch
        {
            { Name: FilterPattern.Or } => member.Value.EnumerateArray().Any(each => (!isRecord || MatchesBody(each, value!.Value)) && MatchesObject(each, value, isRecord)),
            { Name: Body } when isRecord => true,
            { Value.ValueKind: JsonValueKind.Object } => MatchesObject(member.Value, Find(value, member.Name), isRecord: false),
            _ => FilterRule.Match(member.Value, Find(value, member.Name)),
        });
    }

    private static JsonElement? Find(JsonElement? value, string name) => value is { ValueKind: JsonValueKind.Object } map && map.TryGetProperty(name, out var found) ? found : null;

    /// <summary>The JSON in a body; null where it is a plain text.</summary>
    private static JsonDocument? Parse(JsonElement record)
    {
        try
        {
            var json = Find(record, Body) is { ValueKind: JsonValueKind.String } body ? WholeJson.Parse(Encoding.UTF8.GetBytes(body.GetString()!)) : null;
            if (json is { RootElement.ValueKind: JsonValueKind.Object or JsonValueKind.Array })
                return json;
            json?.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
