using System.Collections;
using System.Globalization;

namespace Pintle.Host.Logging;

/// <summary>A template argument as text, as AWS writes it (RuntimeSupport, MessageProperty): bytes in hexadecimal, times in one form, everything else by its own ToString.</summary>
internal static class MessageValue
{
    private const string DateAndTime = "yyyy-MM-ddTHH:mm:ss.fffZ";
    private const int ShownBytes = 16; // As in AWS's MessageProperty.FormatByteArray.

    /// <summary>What stands in the message; null when the hole itself is to be shown: for null, lists and dictionaries.</summary>
    public static string? Text(object? value, string? format)
    {
        if (Bytes(value) is { } hexadecimal)
            return hexadecimal;
        if (value is null or IList or IDictionary)
            return null;
        if (format is not null)
            return Formatted(value, format);
        return Moment(value) ?? Plain(value);
    }

    /// <summary>A format that the value does not know is left out. So is one that string.Format does not take, which allows no braces in a format.</summary>
    public static string Formatted(object value, string format)
    {
        try
        {
            return string.Format(null, $"{{0:{format}}}", value);
        }
        catch (Exception)
        {
            return Plain(value);
        }
    }

    /// <summary>Null for anything but bytes.</summary>
    public static string? Bytes(object? value) => value switch
    {
        byte[] bytes => Hexadecimal(bytes),
        ReadOnlyMemory<byte> bytes => Hexadecimal(bytes.Span),
        Memory<byte> bytes => Hexadecimal(bytes.Span),
        _ => null,
    };

    /// <summary>Null for anything but a date or a time. The Z is part of the form: nothing is converted to UTC.</summary>
    public static string? Moment(object value) => value switch
    {
        DateTime time => time.ToString(DateAndTime, CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString(DateAndTime, CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>ToString is user code, and a log call must not end the invocation.</summary>
    public static string Plain(object value, IFormatProvider? culture = null)
    {
        try
        {
            return (culture is null ? value.ToString() : Convert.ToString(value, culture)) ?? "";
        }
        catch (Exception e)
        {
            return $"{value.GetType().FullName} (its own ToString threw {e.GetType().Name})";
        }
    }

    private static string Hexadecimal(ReadOnlySpan<byte> bytes) => bytes.Length <= ShownBytes
        ? Convert.ToHexString(bytes)
        : string.Concat(Convert.ToHexString(bytes[..ShownBytes]), "... (", bytes.Length.ToString(CultureInfo.InvariantCulture), " bytes)");
}
