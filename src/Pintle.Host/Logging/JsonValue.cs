using System.Globalization;
using System.Text;

namespace Pintle.Host.Logging;

/// <summary>A template argument as a JSON value, as AWS writes it (RuntimeSupport, JsonLogMessageFormatter.FormatJsonValue): numbers and booleans as such, all else as text.</summary>
internal static class JsonValue
{
    public static void Append(StringBuilder json, object? value, MessageHole hole)
    {
        if (value is not null && hole.IsSerialized)
            SerializedArgument.Append(json, value);
        else if (value is not null && hole.Format is not null)
            JsonText.Append(json, MessageValue.Formatted(value, hole.Format));
        else
            Append(json, value);
    }

    private static void Append(StringBuilder json, object? value)
    {
        if (value is null)
            _ = json.Append("null");
        else if (value is bool yes)
            _ = json.Append(yes ? "true" : "false");
        else if (Number(value) is { } number)
            _ = json.Append(number);
        else
            JsonText.Append(json, MessageValue.Moment(value) ?? MessageValue.Bytes(value) ?? MessageValue.Plain(value, CultureInfo.InvariantCulture));
    }

    /// <summary>Null for what is no number of JSON; infinity and NaN are none, and become text.</summary>
    private static string? Number(object value) => value switch
    {
        int number => number.ToString(CultureInfo.InvariantCulture),
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => double.IsFinite(number) ? number.ToString(CultureInfo.InvariantCulture) : null,
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        float number => float.IsFinite(number) ? number.ToString(CultureInfo.InvariantCulture) : null,
        byte number => number.ToString(CultureInfo.InvariantCulture),
        sbyte number => number.ToString(CultureInfo.InvariantCulture),
        short number => number.ToString(CultureInfo.InvariantCulture),
        ushort number => number.ToString(CultureInfo.InvariantCulture),
        uint number => number.ToString(CultureInfo.InvariantCulture),
        ulong number => number.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };
}
