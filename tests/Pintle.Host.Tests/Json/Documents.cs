using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pintle.Host.Tests.Json;

/// <summary>Documents for a type by chance: mostly in its shape, with everything that a client may do to one.</summary>
internal sealed class Documents(Random random, Func<string, string> naming)
{
    /// <summary>Half of a character, which no text may have.</summary>
    private const string Alone = "\\ud800";

    private static readonly string[] Texts = ["", "a", "2020-01-01T00:00:00Z", "2026-12-01T10:11:12.1234567+01:00", "2026-12-01", "å∂ß", "<b>&'\\\"", "\\u0041\\n", "😀", "\\ud83d\\ude00", Alone, "00000000-0000-0000-0000-00000000000a", "1", "NaN"];

    private static readonly string[] Numbers = ["0", "1", "-1", "255", "256", "1.0", "1.5", "-0", "1e2", "1E-7", "127", "128", "32768", "65536", "2147483647", "2147483648", "9223372036854775808", "79228162514264337593543950335", "1e400", "0.1000", "18446744073709551615"];

    private int _budget;
    private bool _isTame;

    public byte[] Next(Type type)
    {
        _budget = random.Next(1, 60);
        // Half of them only as a client means them; of the others, nearly each has something that a reader has to refuse.
        _isTame = Chance(2);
        var text = new StringBuilder();
        Value(text, type, 0);
        if (Odd(40))
            _ = text.Append((string[])[" ", "\n", "x", ",", "{}", "null", "\t \r\n"] is var after ? after[random.Next(after.Length)] : "");
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        if (bytes.Length > 0 && Odd(20))
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return Odd(50) ? bytes[..random.Next(bytes.Length + 1)] : bytes;
    }

    private bool Chance(int oneOf) => random.Next(oneOf) == 0;

    private bool Odd(int oneOf) => !_isTame && Chance(oneOf);

    private void Value(StringBuilder text, Type type, int depth)
    {
        var underlying = Nullable.GetUnderlyingType(type);
        var mayBeNull = underlying is not null || !type.IsValueType;
        type = underlying ?? type;
        if (mayBeNull ? Chance(15) : Odd(25))
            _ = text.Append("null");
        else if (Odd(60))
            Any(text, depth);
        else if (type == typeof(string))
            Text(text);
        else if (type == typeof(bool))
            _ = text.Append(Chance(2) ? "true" : "false");
        else if (type == typeof(DateTime) || type == typeof(DateTimeOffset))
            _ = text.Append('"').Append(Odd(10) ? Texts[random.Next(Texts.Length)] : new DateTime(random.NextInt64(DateTime.MaxValue.Ticks), (DateTimeKind)random.Next(3)).ToString("O", CultureInfo.InvariantCulture)).Append('"');
        else if (type == typeof(Guid))
            _ = text.Append('"').Append(Odd(10) ? "x" : Guid.NewGuid().ToString()).Append('"');
        else if (type.IsEnum)
            Enumeration(text, type);
        else if (type.IsPrimitive || type == typeof(decimal))
            Number(text, type);
        else if (type == typeof(Uri))
            _ = text.Append(Odd(3) ? "\"http://a\"" : "null");
        else if (type == typeof(TimeSpan) || type == typeof(TimeOnly))
            _ = text.Append('"').Append(Odd(4) ? (string[])["24:00:00", "1:02:03", "-0:00:00", "-01:02:03", "1.02:03:04", "01:02", "01:02:03.", "01:02:03.1", "10675199.02:48:05.4775807", " 01:02:03", "01\\u003a02:03"] is var odd ? odd[random.Next(odd.Length)] : "" : new TimeSpan(random.NextInt64(TimeSpan.TicksPerDay)).ToString("c", CultureInfo.InvariantCulture)).Append('"');
        else if (type == typeof(DateOnly))
            _ = text.Append('"').Append(Odd(4) ? (string[])["2020-02-30", "2020-2-03", "0000-01-01", "2020-01-01T00:00:00", "+020-01-01", "2020-13-01", "20200-1-01"] is var days ? days[random.Next(days.Length)] : "" : DateOnly.FromDayNumber(random.Next(DateOnly.MaxValue.DayNumber)).ToString("O", CultureInfo.InvariantCulture)).Append('"');
        else if (type == typeof(char))
            _ = text.Append('"').Append(Odd(4) ? Texts[random.Next(Texts.Length)] : "b").Append('"');
        else if (type == typeof(object) || type == typeof(JsonElement))
            Any(text, depth);
        else if (type.IsArray || (type.IsGenericType && type.GetGenericArguments().Length == 1 && typeof(System.Collections.IEnumerable).IsAssignableFrom(type)))
            List(text, type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[0], depth);
        else if (type == typeof(Claims))
            Dictionary(text, typeof(object), depth);
        else if (type.IsGenericType && type.GetGenericArguments().Length == 2)
            Dictionary(text, type.GetGenericArguments()[1], depth);
        else
            Object(text, type, depth);
    }

    private void Text(StringBuilder text) => _ = text.Append('"').Append(Texts[random.Next(Texts.Length)] is var any && (any != Alone || !_isTame) ? any : "").Append('"');

    private void Enumeration(StringBuilder text, Type type)
    {
        var isText = type != typeof(State) ? !Odd(5) : Odd(5);
        if (isText)
            _ = text.Append('"').Append(Odd(8) ? (string[])["Huge", "small", "One, Two", " Large", "5", ""] is var odd ? odd[random.Next(odd.Length)] : "" : Enum.GetNames(type)[random.Next(Enum.GetNames(type).Length)]).Append('"');
        else
            _ = text.Append(random.Next(-1, 7).ToString(CultureInfo.InvariantCulture));
    }

    private void Number(StringBuilder text, Type type)
    {
        if (Odd(6))
            _ = text.Append(Numbers[random.Next(Numbers.Length)]);
        else if (type == typeof(double) || type == typeof(float) || type == typeof(decimal))
            _ = text.Append((random.Next(-100, 100) / 8.0).ToString("R", CultureInfo.InvariantCulture));
        else
            _ = text.Append(random.Next(0, 128).ToString(CultureInfo.InvariantCulture));
    }

    private void Any(StringBuilder text, int depth)
    {
        switch (random.Next(7))
        {
            case 0:
                Text(text);
                break;
            case 1:
                _ = text.Append(Numbers[random.Next(Numbers.Length)]);
                break;
            case 2:
                _ = text.Append((string[])["true", "false", "null"] is var words ? words[random.Next(3)] : "");
                break;
            case 3:
                List(text, typeof(object), depth);
                break;
            case 4:
                Dictionary(text, typeof(object), depth);
                break;
            case 5 when Chance(20):
                // Deeper than a serializer goes.
                _ = text.Append('[', 70).Append(']', 70);
                break;
            default:
                _ = text.Append("{}");
                break;
        }
    }

    private void List(StringBuilder text, Type item, int depth)
    {
        _ = text.Append('[');
        Space(text);
        for (var i = depth > 6 || --_budget < 0 ? 0 : random.Next(4); i > 0; i--)
        {
            Value(text, item, depth + 1);
            _ = text.Append(i > 1 || Odd(200) ? "," : "");
        }
        _ = text.Append(']');
    }

    private void Dictionary(StringBuilder text, Type item, int depth)
    {
        _ = text.Append('{');
        for (var i = depth > 6 || --_budget < 0 ? 0 : random.Next(4); i > 0; i--)
        {
            Text(text);
            _ = text.Append(':');
            Value(text, item, depth + 1);
            _ = text.Append(i > 1 ? "," : "");
        }
        _ = text.Append('}');
    }

    private void Object(StringBuilder text, Type type, int depth)
    {
        _ = text.Append('{');
        var isFirst = true;
        foreach (var member in type.GetMembers(BindingFlags.Public | BindingFlags.Instance).Where(member => member is PropertyInfo or FieldInfo).OrderBy(_ => random.Next()))
        {
            // What must be there mostly is.
            var isNeeded = type == typeof(Line) && member.Name == "Unit";
            if (depth > 6 || (_budget < 0 && !isNeeded) || !(isNeeded ? !Odd(12) : Chance(2)))
                continue;
            _budget--;
            for (var times = Chance(40) ? 2 : 1; times > 0; times--)
            {
                _ = text.Append(isFirst ? "" : ",");
                isFirst = false;
                Space(text);
                Name(text, member.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? naming(member.Name));
                Value(text, member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType, depth + 1);
            }
        }
        if (Odd(5))
        {
            _ = text.Append(isFirst ? "" : ",").Append((string[])["\"unknown\":", "\"$type\":", "\"\":", "\"\\u0049d\":", "\"ıd\":"] is var names ? names[random.Next(names.Length)] : "");
            Any(text, depth + 1);
        }
        _ = text.Append('}');
    }

    private void Name(StringBuilder text, string name)
    {
        if (Odd(40))
            name = Chance(2) ? name.ToUpperInvariant() : name.ToLowerInvariant();
        if (Odd(80))
            name = $"\\u{(int)name[0]:x4}{name[1..]}";
        _ = text.Append('"').Append(name).Append("\":");
        Space(text);
    }

    private void Space(StringBuilder text) => _ = text.Append(Chance(8) ? " \n" : "");
}
