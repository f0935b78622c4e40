using System.Text.Json;
using System.Text.RegularExpressions;
using Pintle.Testing;

namespace Pintle.EndToEnd.Tests;

/// <summary>AWS_LAMBDA_MAX_CONCURRENCY: whose record is whose, however it is written.</summary>
public sealed partial class LoggingOfSeveral
{
    private const int Pollers = 8;
    private const int Invocations = 200;

    private static readonly string[] Records = ["console", "error", "exception", "logger", "pool", "static", "template", "thread"];

    [Theory]
    [InlineData("Text")]
    [InlineData("JSON")]
    public async Task Each_record_has_the_ids_of_its_own_invocation(string format)
    {
        await using var function = await StartAsync("LogEverywhere", format);

        var results = await Task.WhenAll(Enumerable.Range(0, Invocations).Select(number => InvokeAsync(function, number)));

        var records = function.Logs.Select(line => Read(line.Text, format)).ToLookup(record => record.Said);
        Assert.Equal(results.Select(result => result.RequestId).Order(), records.Select(each => each.Key).Order());
        foreach (var (result, number) in results.Zip(Enumerable.Range(0, Invocations)))
        {
            var own = records[result.RequestId].ToArray();
            Assert.Equal(number % 3 == 0 ? [.. Records, "thrown"] : Records, own.Select(record => record.What).Order(StringComparer.Ordinal));
            Assert.All(own, record => Assert.True(record.RequestId == result.RequestId, record.Line));
            if (format == "JSON")
                Assert.All(own, record => Assert.True(record.TraceId == Trace(number) && record.TenantId == $"tenant-{number}", record.Line));
        }
    }

    [Fact]
    public async Task A_record_of_what_an_invocation_leaves_behind_has_all_of_its_ids()
    {
        await using var function = await StartAsync("LeaveBehind", "JSON");

        var first = await InvokeAsync(function, 0);
        var second = await InvokeAsync(function, 1);

        Assert.False(first.IsError || second.IsError, $"{first}\n{second}");
        var line = Assert.Single(function.Logs).Text;
        using var json = JsonDocument.Parse(line);
        Assert.Equal((first.RequestId, Trace(0), "tenant-0", "left behind"), (Text(json, "requestId"), Text(json, "traceId"), Text(json, "tenantId"), Text(json, "message")));
    }

    private static async Task<LambdaFunction> StartAsync(string method, string format)
    {
        var options = await Functions.OptionsAsync($"Handlers::Handlers.Concurrency::{method}");
        return await LambdaFunction.StartAsync(
            options with { Concurrency = Pollers, LogFormat = format, Environment = new Dictionary<string, string> { ["PINTLE_LOG_LINES"] = "join" } }, TestContext.Current.CancellationToken);
    }

    private static Task<InvocationResult> InvokeAsync(LambdaFunction function, int number) => function.InvokeAsync(
        $$"""{"Number":{{number}}}""", new InvocationOptions { TraceId = Trace(number), TenantId = $"tenant-{number}" }, TestContext.Current.CancellationToken);

    private static string Trace(int number) => $"Root=1-5bef4de7-{number:x24};Parent=9a9197af755a6419;Sampled=1";

    /// <summary>What the record itself says of whose it is, and which ids it stands under.</summary>
    private static Record Read(string line, string format)
    {
        if (format == "JSON")
        {
            using var json = JsonDocument.Parse(line);
            var message = Text(json, "message") is { Length: > 0 } text ? text : Text(json, "errorMessage");
            var whose = Whose().Match(message ?? "");
            return new Record(line, Text(json, "requestId"), Text(json, "traceId"), Text(json, "tenantId"), whose.Groups["what"].Value, whose.Groups["id"].Value);
        }
        var said = Whose().Match(line);
        return new Record(line, line.Split('\t').ElementAtOrDefault(1), null, null, said.Groups["what"].Value, said.Groups["id"].Value);
    }

    private static string? Text(JsonDocument json, string name) => json.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;

    [GeneratedRegex("(?<what>[a-z]+) of (?<id>[0-9a-f-]{36})")]
    private static partial Regex Whose();

    private sealed record Record(string Line, string? RequestId, string? TraceId, string? TenantId, string What, string Said);
}
