using System.Collections.Concurrent;
using System.Diagnostics;
using Pintle.Testing;

namespace Pintle.EndToEnd.Tests;

/// <summary>SIGKILL for the real bootstrap at random points of init phases and invocations.</summary>
public sealed class KilledBootstraps
{
    private const int Calls = 60;

    [Fact(Timeout = 600_000)]
    public async Task Each_caller_gets_one_answer_and_it_is_its_own()
    {
        var cancel = TestContext.Current.CancellationToken;
        var options = await Functions.OptionsAsync("Handlers::Handlers.Streams::Echo");
        await using var function = await LambdaFunction.StartAsync(options with { MaxEnvironments = 3 }, cancel);
        var random = new Random(60);
        var (events, kills) = (0, 0);
        var killers = new ConcurrentBag<Thread>();
        function.EnvironmentChanged += what =>
        {
            // Every fourth time that a process has something to do or has just done it, it ends a little later, whatever it does then.
            if (what is not { Phase: EnvironmentPhase.InitEnded or EnvironmentPhase.InvocationStarted or EnvironmentPhase.InvocationEnded, ProcessId: { } pid } || ++events % 4 != 0)
                return;

            // A thread of its own: on a busy machine those of the pool come when everything is over.
            var wait = random.Next(300_000);
            var killer = new Thread(() =>
            {
                Thread.SpinWait(wait);
                if (TryKill(pid))
                    _ = Interlocked.Increment(ref kills);
            });
            killer.Start();
            killers.Add(killer);
        };

        var results = await Task.WhenAll(Enumerable.Range(0, Calls).Select(number => function.InvokeAsync($"[{number}]", cancellationToken: cancel)));

        foreach (var killer in killers)
            killer.Join();

        Assert.True(kills > 0, $"none of {killers.Count} was killed");
        Assert.Equal(Calls, results.Select(result => result.RequestId).Distinct().Count());

        // A kill in the middle of a response may be seen first as the end of its connection.
        Assert.All(results.Select((result, number) => (result, number)), each => Assert.True(
            each.result.Text == $"[{each.number}]" || each.result is { ErrorType: "Runtime.ExitError" or "Runtime.TruncatedResponse" }, each.result.ToString()));
        Assert.Contains(results, result => !result.IsError);
    }

    private static bool TryKill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
            return true;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
