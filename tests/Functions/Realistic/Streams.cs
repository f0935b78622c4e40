using System.Text.Json;

namespace Realistic;

/// <summary>A handler over streams that reads and writes JSON itself, with options of its own.</summary>
public sealed class Streams
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public async Task<Stream> Handle(Stream body)
    {
        var order = await JsonSerializer.DeserializeAsync<Order>(body, Options) ?? throw new ArgumentException("An order was expected.", nameof(body));
        var answer = new MemoryStream();
        await JsonSerializer.SerializeAsync(answer, new Sold(order.Id, order.Lines.Sum(line => line.Quantity)), Options);
        answer.Position = 0;
        return answer;
    }
}

public sealed record Sold(string Id, int Items);
