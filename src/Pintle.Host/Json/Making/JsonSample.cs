using System.Text;

namespace Pintle.Host.Json.Making;

/// <summary>
/// Documents in a type's shape. With the first one, generated code is called once before the first event; with all of them it is compared with the serializer, when it has just been generated. Used while a package
/// is built.
/// </summary>
internal sealed class JsonSample(int variant)
{
    /// <summary>How many documents there are of a type.</summary>
    public const int Variants = 8;

    /// <summary>In them, whatever may be null is: everywhere, or only within the outermost object.</summary>
    private const int WithNulls = 4, WithNullsWithin = 6;

    /// <summary>In them, whatever need not be there is not: everywhere, or only within the outermost object. The second has the members in the other order.</summary>
    private const int WithLittle = 5, WithLittleWithin = 7;

    private static readonly string[] Texts = ["\"a\"", "\"\"", "\"é<'&>😀\"", "\"\\u0041\\n\\\\\"", "\"b\"", "\"c\""];

    private static readonly string[] Dates = ["\"2020-01-01T00:00:00Z\"", "\"2020-12-31T23:59:59.9876543+05:30\"", "\"2020-02-29T01:02:03.5\"", "\"2020-06-01\"", "\"0001-01-01T00:00:00\"", "\"9999-12-31T23:59:59\""];

    private static readonly string[] Values = ["\"a\"", "1", "{\"a\":[1.50,null]}", "[]", "true", "-1e2"];

    private static readonly string[] Fractions = ["1", "0", "-1.5", "0.1", "100", "1e2"];

    // Chosen, not measured: what lies deeper, or in more members, the first event does for the first time.
    private const int Deepest = 8, Longest = 16 * 1024;

    private bool HasNulls => variant == WithNulls || (variant == WithNullsWithin && _path.Count > 1);

    private bool HasLittle => variant == WithLittle || (variant == WithLittleWithin && _path.Count > 1);

    private readonly StringBuilder _json = new();
    private readonly List<JsonShape> _path = [];

    /// <returns>Empty when there is none.</returns>
    public static string Of(JsonShape shape, int variant = 0)
    {
        var sample = new JsonSample(variant);
        return sample.Add(shape) && sample._json.Length <= Longest ? sample._json.ToString() : "";
    }

    /// <returns>Whether there is a value; else nothing was added.</returns>
    private bool Add(JsonShape shape)
    {
        if (_path.Count > Deepest || _path.Contains(shape))
            return false;
        var length = _json.Length;
        _path.Add(shape);
        var isAdded = shape.Kind switch
        {
            JsonKind.Simple when shape.IsWrittenAsNullOnly => Append("null"),
            JsonKind.Simple => Append(Simple(shape.Type)),
            JsonKind.Number => Append($"{variant}"),
            JsonKind.Text => Append($"\"{shape.Texts[variant % shape.Texts.Count].Text}\""),
            JsonKind.Nullable when HasNulls => Append("null"),
            JsonKind.Nullable => Add(shape.Item!),
            JsonKind.List or JsonKind.Array => Append("[") && Add(shape.Item!) && (variant == 0 || (Append(",") && Add(shape.Item!))) && Append("]"),
            JsonKind.Dictionary => Append("{\"a\":") && Add(shape.Item!) && Append("}"),
            JsonKind.Object when shape.Constructor is not null => AddMembers(shape),
            _ => false,
        };
        _path.RemoveAt(_path.Count - 1);
        if (!isAdded)
            _json.Length = length;
        return isAdded;
    }

    private bool AddMembers(JsonShape shape)
    {
        _ = _json.Append('{');
        foreach (var member in variant == WithLittleWithin ? shape.Members.AsEnumerable().Reverse() : shape.Members)
        {
            var length = _json.Length;
            if (!member.IsRead || (HasLittle && !member.IsRequired))
                continue;
            _ = _json.Append(_json[^1] == '{' ? "" : ",").Append('"').Append(member.Name).Append("\":");
            if (HasNulls && member.Shape.Kind != JsonKind.Opaque && !member.Shape.Type.IsValueType)
                _ = Append("null");
            else if (!Add(member.Shape))
                _json.Length = length;
        }

        return Append("}");
    }

    private string Simple(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.String => Texts[variant % Texts.Length],
        TypeCode.Boolean => variant % 2 == 0 ? "true" : "false",
        TypeCode.DateTime => Dates[variant % Dates.Length],
        TypeCode.Char => "\"a\"",
        TypeCode.Object when type == typeof(Guid) => $"\"0000000{variant}-0000-0000-0000-00000000000a\"",
        TypeCode.Object when type == typeof(TimeSpan) => variant == 2 ? "\"-1.02:03:04.5678900\"" : $"\"00:00:0{variant}\"",
        TypeCode.Object when type == typeof(TimeOnly) => variant == 2 ? "\"23:59:59.9999999\"" : $"\"00:00:0{variant}\"",
        TypeCode.Object when type == typeof(DateOnly) => $"\"200{variant}-02-28\"",
        TypeCode.Object => type == typeof(DateTimeOffset) ? Dates[variant % Dates.Length] : Values[variant % Values.Length],
        TypeCode.Single or TypeCode.Double or TypeCode.Decimal => Fractions[variant % Fractions.Length],
        TypeCode.SByte or TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64 when variant == 2 => "-128",
        _ => variant == 1 ? "0" : variant == 3 ? "127" : "1",
    };

    private bool Append(string text)
    {
        _ = _json.Append(text);
        return true;
    }
}
