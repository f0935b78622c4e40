using System.Text.Json;
using System.Text.Json.Nodes;

namespace Handlers;

/// <summary>Messages of a queue: those whose body begins with "bad" are reported as failed, the others are written to the log when they are done.</summary>
public sealed class Queues
{
    public Stream Work(Stream input)
    {
        var failures = new JsonArray();
        foreach (var record in JsonNode.Parse(input)!["Records"]!.AsArray())
        {
            var body = record!["body"]!.GetValue<string>();
            if (body.StartsWith("bad", StringComparison.Ordinal))
            {
                failures.Add((JsonNode)new JsonObject { ["itemIdentifier"] = record["messageId"]!.GetValue<string>() });
                continue;
            }

            Thread.Sleep(20);
            Console.WriteLine($"worked on {body}.");
        }

        return new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["batchItemFailures"] = failures }));
    }
}
