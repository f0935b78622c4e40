using System.Text.Json;

namespace Pintle.Testing.Tests;

/// <summary>What the page hears of a function's environments.</summary>
public sealed class PageActivityTests
{
    [Fact(Timeout = 600_000)]
    public async Task Each_environment_is_told_from_its_start_to_its_end()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var function = await ProbeFunction.StartAsync(ProbeFunction.Options() with { FreezeBetweenInvocations = true }, cancel);
        await using var server = await FunctionServer.StartAsync([function], new FunctionServerOptions { HasPage = true }, cancel);
        using var http = new HttpClient { BaseAddress = new Uri(server.Address) };
        using var activity = new StreamReader(await http.GetStreamAsync(new Uri("/_pintle/activity", UriKind.Relative), cancel));

        async Task SendAsync(string command) => (await http.PostAsync(new Uri("/2015-03-31/functions/function/invocations", UriKind.Relative), new StringContent(command), cancel)).Dispose();

        await SendAsync("\"identity\"");
        var first = await ReadAsync(activity, "frozen", 1, cancel);
        await SendAsync("\"exit 3\"");
        await SendAsync("\"identity\"");
        var second = await ReadAsync(activity, "frozen", 1, cancel);

        Assert.Equal(["1 ready", "1 busy", "1 ready", "1 frozen"], first);
        Assert.Equal(["1 busy", "1 exited", "1 exited", "2 initializing", "2 ready", "2 busy", "2 ready", "2 frozen"], second);
    }

    [Fact(Timeout = 600_000)]
    public async Task A_replaced_function_s_environment_is_over_and_calls_reach_the_next_one()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var first = await ProbeFunction.StartAsync(ProbeFunction.Options() with { ReservedConcurrency = 2 }, cancel);
        await using var second = await ProbeFunction.StartAsync(ProbeFunction.Options() with { ReservedConcurrency = 2 }, cancel);
        await using var server = await FunctionServer.StartAsync([first], new FunctionServerOptions { HasPage = true }, cancel);
        using var http = new HttpClient { BaseAddress = new Uri(server.Address) };
        using var activity = new StreamReader(await http.GetStreamAsync(new Uri("/_pintle/activity", UriKind.Relative), cancel));
        using var place = new LifelineListener();
        var uri = new Uri("/2015-03-31/functions/function/invocations", UriKind.Relative);

        var running = http.PostAsync(uri, new StringContent($"\"meet {place.Address}\""), cancel);
        var there = await place.AcceptAsync(cancel);
        var replacing = server.ReplaceAsync(second);
        using var next = await http.PostAsync(uri, new StringContent("5"), cancel);
        var isWaiting = !replacing.IsCompleted;
        there.Close();
        using var last = await running;

        Assert.Same(first, await replacing);
        Assert.True(isWaiting);
        Assert.Equal(("5", "{}"), (await next.Content.ReadAsStringAsync(cancel), await last.Content.ReadAsStringAsync(cancel)));
        Assert.Equal(["1 ready", "1 busy", "2 ready", "2 busy", "2 ready", "1 ready", "1 exited"], await ReadAsync(activity, "exited", 1, cancel));
    }

    /// <summary>Environments and their states, in the order in which they are told, up to the nth of one kind.</summary>
    private static async Task<IReadOnlyList<string>> ReadAsync(StreamReader activity, string last, int count, CancellationToken cancel)
    {
        var seen = new List<string>();
        while (seen.Count(each => each.EndsWith(last, StringComparison.Ordinal)) < count && await activity.ReadLineAsync(cancel) is { } line)
        {
            if (!line.StartsWith("data: ", StringComparison.Ordinal))
                continue;

            using var json = JsonDocument.Parse(line["data: ".Length..]);
            if (json.RootElement.GetProperty("kind").GetString() == "environment")
                seen.Add($"{json.RootElement.GetProperty("environment")} {json.RootElement.GetProperty("state").GetString()}");
        }

        return seen;
    }
}
