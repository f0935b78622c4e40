using Pintle.Emulator;

namespace Pintle.Testing.Tests;

public sealed class EnvironmentPoolTests
{
    [Fact(Timeout = 600_000)]
    public async Task Invocations_at_once_have_environments_of_their_own_and_warm_ones_are_used_again()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var place = new LifelineListener();
        await using var function = await ProbeFunction.StartAsync(ProbeFunction.Options() with { MaxEnvironments = 3 }, cancel);

        var meeting = Enumerable.Range(0, 3).Select(_ => function.InvokeAsync($"\"meet {place.Address}\"", cancellationToken: cancel)).ToArray();
        var there = new[] { await place.AcceptAsync(cancel), await place.AcceptAsync(cancel), await place.AcceptAsync(cancel) };
        var waiting = function.InvokeAsync("4", cancellationToken: cancel);
        var busy = function.Environments;
        foreach (var each in there)
            each.Close();
        var results = await Task.WhenAll(meeting);
        var fourth = await waiting;

        Assert.Equal([1, 2, 3], results.Select(result => result.Environment).Order());
        Assert.Equal([(1, 1), (2, 1), (3, 1)], busy.Select(each => (each.Number, each.Invocations)));
        Assert.All(results, result => Assert.True(result is { IsError: false, IsInitSuppressed: false, InitDuration: not null }, result.ToString()));
        Assert.True(fourth is { Text: "4", InitDuration: null }, fourth.ToString());
    }

    [Fact(Timeout = 600_000)]
    public async Task The_last_used_environment_is_used_first()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var place = new LifelineListener();
        await using var function = await ProbeFunction.StartAsync(ProbeFunction.Options() with { MaxEnvironments = 2 }, cancel);

        var held = function.InvokeAsync($"\"meet {place.Address}\"", cancellationToken: cancel);
        var there = await place.AcceptAsync(cancel);
        var second = await function.InvokeAsync("2", cancellationToken: cancel);
        there.Close();
        var first = await held;
        var third = await function.InvokeAsync("3", cancellationToken: cancel);

        Assert.Equal((1, 2), (first.Environment, second.Environment));

        // Taken up last, not answered last.
        Assert.Equal(2, third.Environment);
        Assert.Null(third.InitDuration);
    }

    [Fact(Timeout = 600_000)]
    public async Task Each_environment_has_a_tmp_and_a_log_of_its_own()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var place = new LifelineListener();
        await using var function = await ProbeFunction.StartAsync(ProbeFunction.Options() with { MaxEnvironments = 2 }, cancel);
        await File.WriteAllTextAsync(Path.Combine(function.TemporaryFolder, "of-the-first"), "", cancel);

        var held = function.InvokeAsync($"\"meet {place.Address}\"", cancellationToken: cancel);
        var there = await place.AcceptAsync(cancel);
        var other = await function.AskAsync("exists /tmp/of-the-first");
        var logged = await function.InvokeAsync("\"log other\"", cancellationToken: cancel);
        there.Close();
        var first = await held;

        Assert.False(other.GetProperty("exists").GetBoolean());
        Assert.Equal(100, logged.Logs.Count);
        Assert.Empty(first.Logs);
        Assert.Equal(100, function.Logs.Count(line => line.Text.Contains(" other ", StringComparison.Ordinal)));
    }

    [Fact(Timeout = 600_000)]
    public async Task Over_the_reserved_concurrency_an_invocation_is_refused_at_once()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var place = new LifelineListener();
        await using var function = await ProbeFunction.StartAsync(ProbeFunction.Options() with { ReservedConcurrency = 2 }, cancel);

        var held = Enumerable.Range(0, 2).Select(_ => function.InvokeAsync($"\"meet {place.Address}\"", cancellationToken: cancel)).ToArray();
        var there = new[] { await place.AcceptAsync(cancel), await place.AcceptAsync(cancel) };
        var refused = await function.InvokeAsync("3", cancellationToken: cancel);
        foreach (var each in there)
            each.Close();
        await Task.WhenAll(held);
        var next = await function.InvokeAsync("4", cancellationToken: cancel);

        Assert.Equal((AnswerKind.Throttled, "TooManyRequestsException"), (refused.Kind, refused.ErrorType));
        Assert.Equal("4", next.Text);
    }

    [Fact(Timeout = 600_000)]
    public async Task With_nothing_reserved_every_call_gets_429()
    {
        await using var function = await ProbeFunction.StartAsync(ProbeFunction.Options() with { ReservedConcurrency = 0 }, TestContext.Current.CancellationToken);
        await using var server = await FunctionServer.StartAsync([function], cancellationToken: TestContext.Current.CancellationToken);
        using var http = new HttpClient();

        using var answer = await http.PostAsync(new Uri($"{server.Address}/2015-03-31/functions/function/invocations"), new StringContent("{}"), TestContext.Current.CancellationToken);

        Assert.Equal(429, (int)answer.StatusCode);
        Assert.Equal("TooManyRequestsException", answer.Headers.GetValues("x-amzn-ErrorType").Single());
        Assert.Equal(
            """{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}""",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = 600_000)]
    public async Task Whenever_a_bootstrap_is_killed_each_caller_gets_one_answer_and_it_is_its_own()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var function = await ProbeFunction.StartAsync(ProbeFunction.Options() with { MaxEnvironments = 4 }, cancel);
        using var done = new CancellationTokenSource();
        var random = new Random(6);
        var kills = 0;
        var killer = Task.Run(
            () =>
            {
                while (!done.IsCancellationRequested)
                {
                    var running = function.Environments.Where(each => each.ProcessId is not null).ToArray();
                    if (running.Length > 0 && Native.Kill(running[random.Next(running.Length)].ProcessId!.Value, Native.SigKill) == 0)
                        kills++;
                    Thread.SpinWait(random.Next(1, 2_000_000));
                }
            },
            cancel);

        var results = await Task.WhenAll(Enumerable.Range(0, 400).Select(number => function.InvokeAsync($"[{number}]", cancellationToken: cancel)));
        await done.CancelAsync();
        await killer;

        Assert.True(kills > 0, "nothing was killed");
        Assert.Equal(400, results.Select(result => result.RequestId).Distinct().Count());

        // A kill in the middle of a response may be seen first as the end of its connection.
        Assert.All(results.Select((result, number) => (result, number)), each => Assert.True(
            each.result.Text == $"[{each.number}]" || each.result is { ErrorType: "Runtime.ExitError" or "Runtime.TruncatedResponse" }, each.result.ToString()));
        Assert.Equal("\"end\"", (await function.InvokeAsync("[\"end\"]", cancellationToken: cancel)).Text.Trim('[', ']'));
    }
}
