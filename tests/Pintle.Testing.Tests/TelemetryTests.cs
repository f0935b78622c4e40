using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Pintle.Testing.Tests;

/// <summary>The Telemetry API with a real extension process that subscribes; what it would get comes to the test.</summary>
public sealed class TelemetryTests
{
    [Fact(Timeout = 600_000)]
    public async Task A_subscriber_gets_the_platform_s_events_and_every_line_from_the_start_of_the_init_phase_to_the_end()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var place = await Place.OpenAsync();
        using var layer = ExtensionTests.LayerWithExtension();
        var options = ProbeFunction.Options(SandboxKind.Auto, ("PROBE_EXTENSION", $"telemetry {place.Address}")) with { Layer = layer.Path };
        await using var function = await ProbeFunction.StartAsync(options, cancel);

        var first = await function.InvokeAsync("\"log hello\"", cancellationToken: cancel);
        var second = await function.InvokeAsync("\"fail\"", cancellationToken: cancel);
        _ = await function.StopAsync(cancellationToken: cancel);
        var events = place.Close();

        Assert.Equal(
            [
                "platform.initStart init", "platform.telemetrySubscription Subscribed", "platform.initRuntimeDone success", "platform.initReport success",
                $"platform.start {first.RequestId}", $"platform.runtimeDone {first.RequestId} success", $"platform.report {first.RequestId} success",
                $"platform.start {second.RequestId}", $"platform.runtimeDone {second.RequestId} error", $"platform.report {second.RequestId} error",
            ],
            events.Where(each => each.Type.StartsWith("platform.", StringComparison.Ordinal)).Select(each => each.Words));
        // A line of the init phase may arrive while the first invocation runs, and counts as its own.
        Assert.Equal(first.Logs.Count(line => line.Text.Contains(" hello ", StringComparison.Ordinal)), events.Count(each => each.Type == "function" && each.Words.Contains(" hello ", StringComparison.Ordinal)));
        Assert.Contains(events, each => each.Words == "function probe starts");
        Assert.Contains(events, each => each.Words == "extension extension subscribed: HTTP/1.1 200 OK");
        var metrics = events.First(each => each.Type == "platform.report").Record.GetProperty("metrics");
        Assert.True(metrics.GetProperty("durationMs").GetDouble() > 0 && metrics.GetProperty("initDurationMs").GetDouble() > 0 && metrics.GetProperty("memorySizeMB").GetInt32() == 128, metrics.GetRawText());
    }

    [Fact(Timeout = 600_000)]
    public async Task A_subscriber_over_TCP_gets_one_event_on_each_line_of_one_connection()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        using var layer = ExtensionTests.LayerWithExtension();
        var options = ProbeFunction.Options(SandboxKind.Auto, ("PROBE_EXTENSION", $"telemetry tcp://{listener.LocalEndpoint}")) with { Layer = layer.Path };
        await using var function = await ProbeFunction.StartAsync(options, cancel);
        using var connection = await listener.AcceptTcpClientAsync(cancel);

        var result = await function.InvokeAsync("\"log hello\"", cancellationToken: cancel);
        _ = await function.StopAsync(cancellationToken: cancel);
        using var reader = new StreamReader(connection.GetStream());
        var lines = (await reader.ReadToEndAsync(cancel)).Split('\n');

        Assert.Equal("", lines[^1]);
        var events = lines[..^1].Select(line => JsonDocument.Parse(line).RootElement).Select(json => new Seen(json.GetProperty("type").GetString()!, json.GetProperty("record"))).ToArray();
        Assert.Equal("platform.initStart init", events[0].Words);
        Assert.Contains(events, each => each.Words == $"platform.start {result.RequestId}");
        Assert.Contains(events, each => each.Type == "function" && each.Words.Contains(" hello ", StringComparison.Ordinal));
        Assert.False(listener.Pending());
    }

    /// <summary>Who is deaf costs nobody anything but the wait at the end.</summary>
    [Fact(Timeout = 600_000)]
    public async Task Nothing_waits_for_a_subscriber_that_is_not_there()
    {
        var cancel = TestContext.Current.CancellationToken;
        var place = await Place.OpenAsync();
        using var layer = ExtensionTests.LayerWithExtension();
        var options = ProbeFunction.Options(SandboxKind.Auto, ("PROBE_EXTENSION", $"telemetry {place.Address}")) with { Layer = layer.Path };
        await place.DisposeAsync();
        await using var function = await ProbeFunction.StartAsync(options, cancel);

        var result = await function.InvokeAsync("1", cancellationToken: cancel);

        Assert.Equal("1", result.Text);
    }

    private sealed record Seen(string Type, JsonElement Record)
    {
        public string Words => Record.ValueKind == JsonValueKind.String
            ? $"{Type} {Record.GetString()}"
            : string.Join(' ', ((string?[])[Type, Member("requestId"), Member("state"), Member("status"), Type == "platform.initStart" ? Member("phase") : null]).OfType<string>());

        private string? Member(string name) => Record.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    /// <summary>An HTTP server that keeps every batch.</summary>
    private sealed class Place(WebApplication application, Channel<Seen> seen) : IAsyncDisposable
    {
        public string Address => application.Urls.Single();

        public static async Task<Place> OpenAsync()
        {
            var seen = Channel.CreateUnbounded<Seen>();
            var builder = WebApplication.CreateSlimBuilder();
            _ = builder.Logging.ClearProviders();
            _ = builder.WebHost.UseUrls("http://127.0.0.1:0");
            var application = builder.Build();
            application.Run(async context =>
            {
                using var json = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
                foreach (var each in json.RootElement.EnumerateArray())
                    _ = seen.Writer.TryWrite(new Seen(each.GetProperty("type").GetString()!, each.GetProperty("record").Clone()));
                context.Response.StatusCode = StatusCodes.Status200OK;
            });
            await application.StartAsync(TestContext.Current.CancellationToken);
            return new Place(application, seen);
        }

        public List<Seen> Close()
        {
            var all = new List<Seen>();
            while (seen.Reader.TryRead(out var each))
                all.Add(each);
            return all;
        }

        public ValueTask DisposeAsync() => application.DisposeAsync();
    }
}
