using System.Text.Json;
using Pintle.Shared;

namespace Pintle.Emulator.Queues;

/// <summary>Which messages of a batch a function says it failed on. A report that can't be understood counts as one on all of them.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batch-failure-reporting</remarks>
internal static class BatchReport
{
    /// <param name="response">The function's response.</param>
    /// <param name="ids">The batch.</param>
    /// <returns>The ids that failed; null where it can't be understood, and the whole batch stays.</returns>
    public static IReadOnlySet<string>? Read(ReadOnlyMemory<byte> response, IReadOnlySet<string> ids)
    {
        var failed = new HashSet<string>(StringComparer.Ordinal);
        if (response.IsEmpty)
            return failed;

        try
        {
            using var json = WholeJson.Parse(response);
            if (json.RootElement.ValueKind == JsonValueKind.Null)
                return failed;
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                return null;
            if (!json.RootElement.TryGetProperty("batchItemFailures", out var list) || list.ValueKind == JsonValueKind.Null)
                return failed;
            return list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(item => IdOf(item) is { } id && ids.Contains(id) && (failed.Add(id) || true)) ? failed : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? IdOf(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("itemIdentifier", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
}
