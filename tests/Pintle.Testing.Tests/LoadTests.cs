using System.Collections.Concurrent;
using System.Globalization;

namespace Pintle.Testing.Tests;

/// <summary>What many calls at once come to, in numbers of answers. Times and memory are <c>benchmarks --load</c>'s to measure.</summary>
public sealed class LoadTests
{
    private const int Environments = 20;
    private const int Calls = 2000;
    private const int AtOnce = 200;

    [Fact(Timeout = 600_000)]
    public async Task Two_thousand_calls_to_twenty_environments_are_each_answered_once()
    {
        var cancel = TestContext.Current.CancellationToken;
        var starts = new ConcurrentDictionary<string, int>();
        await using var function = await ProbeFunction.StartAsync(ProbeFunction.Options() with { MaxEnvironments = Environments }, cancel);
        function.ServiceLineWritten += line => _ = line.StartsWith("START ", StringComparison.Ordinal) ? starts.AddOrUpdate(line.Split(' ')[2], 1, (_, count) => count + 1) : 0;
        await using var server = await FunctionServer.StartAsync([function], cancellationToken: cancel);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = AtOnce }) { BaseAddress = new Uri(server.Address) };
        await FillAsync(function, cancel);

        var answers = new (string Text, string RequestId)[Calls];
        await Parallel.ForAsync(0, Calls, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (number, token) => answers[number] = await AskAsync(http, number, token));

        Assert.Equal(Environments, function.Environments.Count);
        Assert.Equal(Enumerable.Range(0, Calls).Select(number => number.ToString(CultureInfo.InvariantCulture)), answers.Select(answer => answer.Text));
        Assert.Equal(Calls, answers.Select(answer => answer.RequestId).Distinct().Count());
        Assert.All(answers, answer => Assert.Equal(1, starts[answer.RequestId]));
        Assert.Equal(Calls + Environments, starts.Count);
    }

    /// <summary>An invocation in each environment at the same time, so that all have started.</summary>
    private static async Task FillAsync(LambdaFunction function, CancellationToken cancel)
    {
        using var place = new LifelineListener();
        var meeting = Enumerable.Range(0, Environments).Select(_ => function.InvokeAsync($"\"meet {place.Address}\"", cancellationToken: cancel)).ToArray();
        var there = new List<LifelineListener.Connection>();
        for (var i = 0; i < Environments; i++)
            there.Add(await place.AcceptAsync(cancel));
        there.ForEach(each => each.Close());
        Assert.All(await Task.WhenAll(meeting), result => Assert.False(result.IsError, result.ToString()));
    }

    private static async Task<(string Text, string RequestId)> AskAsync(HttpClient http, int number, CancellationToken cancel)
    {
        using var answer = await http.PostAsync(new Uri("/2015-03-31/functions/function/invocations", UriKind.Relative), new StringContent($"{number}"), cancel);
        return (await answer.Content.ReadAsStringAsync(cancel), answer.Headers.GetValues("x-amzn-RequestId").Single());
    }
}
