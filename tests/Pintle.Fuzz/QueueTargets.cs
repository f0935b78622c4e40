using System.Globalization;
using System.Text;
using System.Text.Json;
using Pintle.Emulator.Queues;

namespace Pintle.Fuzz;

/// <summary>What a queue reads that others wrote: names of files in its folder, filters, and a function's report on a batch.</summary>
internal static class QueueTargets
{
    private const int LongestFileName = 255;

    /// <summary>Names of files.</summary>
    public static IReadOnlyList<byte[]> FileSeeds { get; } = Texts("order.json", "1700000000000_2_1700000000000000000_00112233445566778899aabbccddeeff_a_b", $"{new string('\u00e9', 90)}\U0001F600", "9223372036854775807_2147483647_0_00112233445566778899aabbccddeeff_");

    /// <summary>A pattern, and on the next line the body of a message.</summary>
    public static IReadOnlyList<byte[]> FilterSeeds { get; } = Texts(
        "{\"body\":{\"a\":[{\"numeric\":[\">\",1,\"<=\",5]}],\"b\":{\"c\":[\"x\",null]}}}\n{\"a\":3,\"b\":{\"c\":\"x\"}}", "{\"body\":[{\"prefix\":{\"equals-ignore-case\":\"AB\"}},{\"exists\":false}]}\nabc",
        "{\"$or\":[{\"messageId\":[\"m\"]},{\"body\":{\"x\":[{\"anything-but\":[\"y\",1]},{\"anything-but\":{\"suffix\":\"z\"}}]}}]}\n{\"x\":[\"\\ud83d\\ude00\",2,[3],{\"y\":1}]}");

    public static IReadOnlyList<byte[]> ReportSeeds { get; } = Texts("{\"batchItemFailures\":[{\"itemIdentifier\":\"m1\"}]}", "{\"batchItemFailures\":null,\"x\":1}", "null", "");

    /// <summary>Whatever a file is called: the name that the queue gives it can be written, and read again with the same meaning.</summary>
    public static void RunFile(byte[] input)
    {
        var name = Encoding.UTF8.GetString(input).Replace('/', '_').Replace('\0', '_');
        var shortened = ReceivedFile.Shorten(name);
        InvariantException.Require(name.StartsWith(shortened, StringComparison.Ordinal) && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(shortened)) == shortened, "expected the name's beginning, and text");
        Check(new ReceivedFile(1_700_000_000_000, 1, 1_700_000_000_000_000_000, Guid.Empty, shortened));
        if (ReceivedFile.Parse(name) is { } received)
        {
            // What comes of it when it is received once more, and given back.
            Check(received.Received(long.MaxValue));
            Check(received.Received(0).Released());
        }
    }

    public static void RunFilter(byte[] input)
    {
        var text = Encoding.Latin1.GetString(input).Split('\n', 2);
        if (EventFilter.Parse(text[0]) is not { } filter)
            return;
        var message = new QueueMessage { MessageId = "m", ReceiptHandle = "r", Body = text[^1], Attributes = new Dictionary<string, string> { ["ApproximateReceiveCount"] = "1" } };
        using var record = JsonDocument.Parse(QueueEvent.Record("arn:aws:sqs:us-east-1:123456789012:q", message, isWindowed: false));
        InvariantException.Require(record.RootElement.GetProperty("body").GetString() == message.Body, "expected the body as it was received");
        InvariantException.Require(filter.Matches(record.RootElement) == filter.Matches(record.RootElement), "expected the same twice");
    }

    public static void RunReport(byte[] input)
    {
        var ids = new HashSet<string> { "m1", "m2" };
        if (BatchReport.Read(input, ids) is { } failed)
            InvariantException.Require(failed.IsSubsetOf(ids), $"expected messages of the batch, found {string.Join(", ", failed)}");
    }

    private static void Check(ReceivedFile file)
    {
        var written = file.ToString();
        InvariantException.Require(Encoding.UTF8.GetByteCount(written) <= LongestFileName || Encoding.UTF8.GetByteCount(file.Name) > 160, $"expected a name of {LongestFileName} bytes at most, found {written}");
        InvariantException.Require(ReceivedFile.Parse(written) == file, string.Create(CultureInfo.InvariantCulture, $"expected {file}, found {ReceivedFile.Parse(written)}"));
    }

    private static IReadOnlyList<byte[]> Texts(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
