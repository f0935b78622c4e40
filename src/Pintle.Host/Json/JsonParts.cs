using System.Buffers.Text;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pintle.Host.Json;

/// <summary>
/// What generated code calls. Every <c>Read</c> is true only for a token that System.Text.Json's own converter of the type takes in its strict settings, with the value that it gives; every <c>Write</c> writes what
/// that converter writes. What they throw is no error yet: whoever calls generated code goes to the function's serializer with it.
/// </summary>
internal static class JsonParts
{
    /// <summary>In place of the number of a member: the object or the list has ended.</summary>
    public const int End = JsonNames.Unknown;

    /// <summary>In place of the number of a member: not in the known form.</summary>
    public const int Unexpected = JsonNames.Doubtful;

    /// <summary>One less than System.Text.Json's own limit where the options have none: it lets nothing begin at that depth, not even a number.</summary>
    private const int Deepest = 63;

    /// <summary>Reads and writes a document of no type.</summary>
    public static void Warm()
    {
        var reader = new Utf8JsonReader("{\"a\":\"a\",\"b\":1}"u8);
        using var writer = new Utf8JsonWriter(Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        var names = new JsonNames("a\0b", anyCase: true);
        if (reader.Read() && IsObject(ref reader) && BeginObject(writer) && Next(ref reader, names) == 0 && Read(ref reader, out string? text) && Next(ref reader, names) == 1 && Read(ref reader, out int number))
        {
            Name(writer, names, 0);
            _ = Write(writer, text);
            Name(writer, names, 1);
            _ = Write(writer, number);
            writer.WriteEndObject();
        }
    }

    /// <summary>Whether a type's module is the one with that version id, in hexadecimal digits.</summary>
    public static bool IsOf(RuntimeTypeHandle type, string versionId) => Type.GetTypeFromHandle(type)!.Module.ModuleVersionId.ToString("N") == versionId;

    public static bool IsNull(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null;

    public static bool IsObject(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.StartObject;

    public static bool IsArray(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.StartArray;

    /// <summary>Goes to the value of the next member that is known.</summary>
    /// <returns>Its number, <see cref="End"/> or <see cref="Unexpected"/>.</returns>
    public static int Next(ref Utf8JsonReader reader, JsonNames names)
    {
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.EndObject)
                return End;
            if (reader.ValueIsEscaped)
                return Unexpected;
            var member = names.Find(reader.ValueSpan);
            if (!reader.Read() || member == JsonNames.Doubtful)
                return Unexpected;
            if (member >= 0)
                return member;
            if (!reader.TrySkip())
                return Unexpected;
        }
        return Unexpected;
    }

    /// <summary>Goes to the next value of a dictionary.</summary>
    public static int NextKey(ref Utf8JsonReader reader, out string key)
    {
        key = null!;
        if (!reader.Read())
            return Unexpected;
        if (reader.TokenType == JsonTokenType.EndObject)
            return End;
        key = reader.GetString()!;
        return reader.Read() ? 0 : Unexpected;
    }

    /// <summary>Goes to the next item of a list.</summary>
    public static int NextItem(ref Utf8JsonReader reader) => !reader.Read() ? Unexpected : reader.TokenType == JsonTokenType.EndArray ? End : 0;

    public static bool Skip(ref Utf8JsonReader reader) => reader.TrySkip();

    /// <summary>Which of some texts it is, exactly.</summary>
    public static int ReadName(ref Utf8JsonReader reader, JsonNames names) =>
        reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped ? names.FindExactly(reader.ValueSpan) : Unexpected;

    public static bool Read(ref Utf8JsonReader reader, out string? value)
    {
        value = null;
        if (reader.TokenType == JsonTokenType.Null)
            return true;
        if (reader.TokenType != JsonTokenType.String)
            return false;
        value = reader.GetString();
        return true;
    }

    public static bool Read(ref Utf8JsonReader reader, out bool value)
    {
        value = reader.TokenType == JsonTokenType.True;
        return value || reader.TokenType == JsonTokenType.False;
    }

    public static bool Read(ref Utf8JsonReader reader, out byte value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetByte(out value);
    }

    public static bool Read(ref Utf8JsonReader reader, out sbyte value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetSByte(out value);
    }

    public static bool Read(ref Utf8JsonReader reader, out short value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt16(out value);
    }

    public static bool Read(ref Utf8JsonReader reader, out ushort value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetUInt16(out value);
    }

    public static bool Read(ref Utf8JsonReader reader, out int value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out value);
    }

    public static bool Read(ref Utf8JsonReader reader, out uint value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetUInt32(out value);
    }

    public static bool Read(ref Utf8JsonReader reader, out long value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out value);
    }

    public static bool Read(ref Utf8JsonReader reader, out ulong value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out value);
    }

    public static bool Read(ref Utf8JsonReader reader, out float value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetSingle(out value);
    }

    public static bool Read(ref Utf8JsonReader reader, out double value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out value);
    }

    public static bool Read(ref Utf8JsonReader reader, out decimal value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out value);
    }

    public static bool Read(ref Utf8JsonReader reader, out DateTime value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.String && reader.TryGetDateTime(out value);
    }

    public static bool Read(ref Utf8JsonReader reader, out DateTimeOffset value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out value);
    }

    public static bool Read(ref Utf8JsonReader reader, out Guid value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.String && reader.TryGetGuid(out value);
    }

    /// <summary>In the form that is written, and at least a second of it: others the serializer knows.</summary>
    public static bool Read(ref Utf8JsonReader reader, out TimeSpan value)
    {
        value = default;
        // The parser of the framework takes leading space, which the serializer does not.
        return IsPlainText(ref reader, 8, 26) && (reader.ValueSpan[0] is (byte)'-' or (>= (byte)'0' and <= (byte)'9')) && Utf8Parser.TryParse(reader.ValueSpan, out value, out var length, 'c') && length == reader.ValueSpan.Length;
    }

    public static bool Read(ref Utf8JsonReader reader, out TimeOnly value)
    {
        value = default;
        // With nothing before the hours, which would be days.
        if (!IsPlainText(ref reader, 8, 16) || reader.ValueSpan[2] != (byte)':' || reader.ValueSpan[0] == (byte)'-' || !Read(ref reader, out TimeSpan time) || time < TimeSpan.Zero)
            return false;
        value = TimeOnly.FromTimeSpan(time);
        return true;
    }

    public static bool Read(ref Utf8JsonReader reader, out DateOnly value)
    {
        value = default;
        if (!IsPlainText(ref reader, 10, 10))
            return false;
        var text = reader.ValueSpan;
        var (year, month, day) = (Digits(text[..4]), Digits(text[5..7]), Digits(text[8..]));
        if (text[4] != (byte)'-' || text[7] != (byte)'-' || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        value = new DateOnly(year, month, day);
        return true;
    }

    public static bool Read(ref Utf8JsonReader reader, out char value)
    {
        value = default;
        if (reader.TokenType != JsonTokenType.String || reader.GetString() is not { Length: 1 } text)
            return false;
        value = text[0];
        return true;
    }

    public static bool Read(ref Utf8JsonReader reader, out JsonElement value)
    {
        value = JsonElement.ParseValue(ref reader);
        return true;
    }

    public static bool Read(ref Utf8JsonReader reader, out object? value)
    {
        value = reader.TokenType == JsonTokenType.Null ? null : JsonElement.ParseValue(ref reader);
        return true;
    }

    /// <summary>Where System.Text.Json would not go deeper, neither is it done here.</summary>
    public static bool BeginObject(Utf8JsonWriter writer)
    {
        if (writer.CurrentDepth >= Deepest)
            return false;
        writer.WriteStartObject();
        return true;
    }

    public static bool BeginArray(Utf8JsonWriter writer)
    {
        if (writer.CurrentDepth >= Deepest)
            return false;
        writer.WriteStartArray();
        return true;
    }

    public static void Name(Utf8JsonWriter writer, JsonNames names, int member) => writer.WritePropertyName(names[member]);

    public static void WriteName(Utf8JsonWriter writer, JsonNames names, int number) => writer.WriteStringValue(names[number]);

    public static bool Write(Utf8JsonWriter writer, string? value)
    {
        writer.WriteStringValue(value);
        return true;
    }

    public static bool Write(Utf8JsonWriter writer, bool value)
    {
        writer.WriteBooleanValue(value);
        return true;
    }

    public static bool Write(Utf8JsonWriter writer, int value)
    {
        writer.WriteNumberValue(value);
        return true;
    }

    public static bool Write(Utf8JsonWriter writer, uint value)
    {
        writer.WriteNumberValue(value);
        return true;
    }

    public static bool Write(Utf8JsonWriter writer, long value)
    {
        writer.WriteNumberValue(value);
        return true;
    }

    public static bool Write(Utf8JsonWriter writer, ulong value)
    {
        writer.WriteNumberValue(value);
        return true;
    }

    public static bool Write(Utf8JsonWriter writer, float value)
    {
        writer.WriteNumberValue(value);
        return true;
    }

    public static bool Write(Utf8JsonWriter writer, double value)
    {
        writer.WriteNumberValue(value);
        return true;
    }

    public static bool Write(Utf8JsonWriter writer, decimal value)
    {
        writer.WriteNumberValue(value);
        return true;
    }

    public static bool Write(Utf8JsonWriter writer, DateTime value)
    {
        writer.WriteStringValue(value);
        return true;
    }

    public static bool Write(Utf8JsonWriter writer, DateTimeOffset value)
    {
        writer.WriteStringValue(value);
        return true;
    }

    public static bool Write(Utf8JsonWriter writer, Guid value)
    {
        writer.WriteStringValue(value);
        return true;
    }

    public static bool Write(Utf8JsonWriter writer, TimeSpan value)
    {
        Span<byte> text = stackalloc byte[26];
        if (!Utf8Formatter.TryFormat(value, text, out var length, 'c'))
            return false;
        writer.WriteStringValue(text[..length]);
        return true;
    }

    public static bool Write(Utf8JsonWriter writer, TimeOnly value) => Write(writer, value.ToTimeSpan());

    public static bool Write(Utf8JsonWriter writer, DateOnly value)
    {
        Span<char> text = stackalloc char[10];
        if (!value.TryFormat(text, out var length, "O", CultureInfo.InvariantCulture))
            return false;
        writer.WriteStringValue(text[..length]);
        return true;
    }

    public static bool Write(Utf8JsonWriter writer, char value)
    {
        writer.WriteStringValue([value]);
        return true;
    }

    public static bool Write(Utf8JsonWriter writer, JsonElement value)
    {
        value.WriteTo(writer);
        return true;
    }

    /// <summary>What an object is decides; of most, only the serializer knows.</summary>
    public static bool Write(Utf8JsonWriter writer, object? value) => value switch
    {
        null or string => Write(writer, (string?)value),
        JsonElement element => Write(writer, element),
        bool truth => Write(writer, truth),
        int number => Write(writer, number),
        long number => Write(writer, number),
        decimal number => Write(writer, number),
        double number => Write(writer, number),
        _ => false,
    };

    /// <summary>The number; -1 where there is anything but digits.</summary>
    private static int Digits(ReadOnlySpan<byte> text)
    {
        var number = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return -1;
            number = 10 * number + digit - '0';
        }
        return number;
    }

    /// <summary>Under a generated context, whether a value can be written depends on the types that the context has.</summary>
    public static bool WriteNoObject(Utf8JsonWriter writer, object? value) => value is null && Write(writer, (string?)null);

    private static bool IsPlainText(ref Utf8JsonReader reader, int shortest, int longest) =>
        reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && reader.ValueSpan.Length >= shortest && reader.ValueSpan.Length <= longest;
}
