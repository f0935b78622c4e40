using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pintle.Emulator.Queues;

/// <summary>The event that a function gets for messages of a queue.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html</remarks>
internal static class QueueEvent
{
    private const int FrameBytes = 14;
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One message as a member of <c>Records</c>.</summary>
    /// <param name="arn">The queue's.</param>
    /// <param name="message">What was received.</param>
    /// <param name="isWindowed">Whether the batch waits for more: Lambda then writes null for a digest that isn't there, and else leaves it out.</param>
    public static byte[] Record(string arn, QueueMessage message, bool isWindowed)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Writing))
        {
            json.WriteStartObject();
            json.WriteString("messageId"u8, message.MessageId);
            json.WriteString("receiptHandle"u8, message.ReceiptHandle);
            json.WriteString("body"u8, message.Body);
            json.WriteStartObject("attributes"u8);
            foreach (var (name, value) in message.Attributes)
                json.WriteString(name, value);
            json.WriteEndObject();
            WriteAttributes(json, message.MessageAttributes);
            json.WriteString("md5OfBody"u8, Md5(message.Body));
            if (message.MD5OfMessageAttributes is { } digest)
                json.WriteString("md5OfMessageAttributes"u8, digest);
            else if (isWindowed)
                json.WriteNull("md5OfMessageAttributes"u8);
            json.WriteString("eventSource"u8, "aws:sqs"u8);
            json.WriteString("eventSourceARN"u8, arn);
            json.WriteString("awsRegion"u8, arn.Split(':') is { Length: > 3 } parts ? parts[3] : "");
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>How large the event of these records is.</summary>
    public static long LengthOf(IEnumerable<byte[]> records) => FrameBytes + records.Sum(each => each.Length + 1L);

    public static byte[] Create(IEnumerable<byte[]> records)
    {
        using var buffer = new MemoryStream();
        buffer.Write("{\"Records\":"u8);
        var separator = (byte)'[';
        foreach (var record in records)
        {
            buffer.WriteByte(separator);
            buffer.Write(record);
            separator = (byte)',';
        }

        buffer.Write("]}"u8);
        return buffer.ToArray();
    }

    private static void WriteAttributes(Utf8JsonWriter json, IReadOnlyDictionary<string, MessageAttributeValue> attributes)
    {
        json.WriteStartObject("messageAttributes"u8);
        foreach (var (name, attribute) in attributes)
        {
            json.WriteStartObject(name);
            if (attribute.StringValue is { } text)
                json.WriteString("stringValue"u8, text);
            if (attribute.BinaryValue is { } binary)
                json.WriteString("binaryValue"u8, binary);
            json.WriteStartArray("stringListValues"u8);
            json.WriteEndArray();
            json.WriteStartArray("binaryListValues"u8);
            json.WriteEndArray();
            json.WriteString("dataType"u8, attribute.DataType);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    // SQS names this digest in its messages; nothing is protected by it.
#pragma warning disable CA5351
    private static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351
}
