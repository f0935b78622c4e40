using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Pintle.Testing;

namespace Pintle.Benchmarks;

/// <summary>A fixed rate of invocations through the Invoke API to a hundred environments of one function: what is lost, what is answered twice, how long it takes, what it leaves in memory.</summary>
/// <remarks>The rate does not wait for answers: a slow service meets more invocations at once, and not fewer.</remarks>
internal static class Load
{
    private const int Environments = 100;
    private const int PerSecond = 500;

    // The handler's own delay: at this rate half of the environments are at work on the average, and all of them when answers come late.
    private const int HandlerMilliseconds = 100;

    // For each environment, before the clock runs: the JIT makes its first calls slow, and a hundred of them at once take both processors for half a minute.
    private const int WarmCalls = 60;

    /// <returns>The command's exit code: 1 when an invocation was lost, failed or got another one's answer.</returns>
    public static async Task<int> RunAsync(Subjects subjects, string layer, int seconds)
    {
        var options = new LambdaFunctionOptions
        {
            Layer = layer,
            Function = subjects.Handlers,
            Handler = "Handlers::Handlers.Slow::Answer",
            MemoryMB = 512,
            Timeout = TimeSpan.FromSeconds(30),
            MaxEnvironments = Environments,
        };
        await using var function = await LambdaFunction.StartAsync(options).ConfigureAwait(false);
        await using var server = await FunctionServer.StartAsync([function]).ConfigureAwait(false);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1000 }) { BaseAddress = new Uri(server.Address), Timeout = TimeSpan.FromMinutes(2) };

        // All at once: a cold start for each environment.
        var warm = Stopwatch.GetTimestamp();
        for (var call = 0; call < WarmCalls; call++)
        {
            _ = await Task.WhenAll(Enumerable.Range(0, Environments).Select(number => AskAsync(http, $"warm{number}"))).ConfigureAwait(false);
            if (call is 0 or WarmCalls - 1)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{function.Environments.Count} environments with {call + 1} calls each after {Stopwatch.GetElapsedTime(warm).TotalSeconds:F1} s."));
        }

        var processor = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        var (answers, memory) = await SendAsync(http, seconds).ConfigureAwait(false);
        var average = (await File.ReadAllTextAsync("/proc/loadavg").ConfigureAwait(false)).Split(' ')[0];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Service and clients, one process: {(Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / answers.Count:F2} ms of processor time an invocation; all answered {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s after the first was sent; {Environment.ProcessorCount} processors, load average {average}."));
        return Report(answers, memory, seconds, function);
    }

    private static async Task<(IReadOnlyList<(bool IsOwn, string RequestId, double Milliseconds)> Answers, IReadOnlyList<double> Memory)> SendAsync(HttpClient http, int seconds)
    {
        var answers = new ConcurrentBag<(bool, string, double)>();
        var memory = new List<double>();
        using var open = new CountdownEvent(seconds * PerSecond);
        var start = Stopwatch.GetTimestamp();
        for (var number = 0; number < seconds * PerSecond; number++)
        {
            var due = TimeSpan.FromSeconds((double)number / PerSecond) - Stopwatch.GetElapsedTime(start);
            if (due > TimeSpan.FromMilliseconds(1))
                await Task.Delay(due).ConfigureAwait(false);
            if (number % (PerSecond * 10) == 0)
                memory.Add(Environment.WorkingSet / (1024.0 * 1024));

            var payload = $"n{number}";
            _ = Task.Run(async () =>
            {
                try
                {
                    answers.Add(await AskAsync(http, payload).ConfigureAwait(false));
                }
                finally
                {
                    _ = open.Signal();
                }
            });
        }

        await Task.Run(open.Wait).ConfigureAwait(false);
        memory.Add(Environment.WorkingSet / (1024.0 * 1024));
        return ([.. answers], memory);
    }

    private static async Task<(bool IsOwn, string RequestId, double Milliseconds)> AskAsync(HttpClient http, string text)
    {
        var start = Stopwatch.GetTimestamp();
        using var answer = await http.PostAsync(new Uri("/2015-03-31/functions/function/invocations", UriKind.Relative), new StringContent($"\"{text}\"")).ConfigureAwait(false);
        var body = await answer.Content.ReadAsStringAsync().ConfigureAwait(false);
        return (body == $"\"{text}\"", answer.Headers.GetValues("x-amzn-RequestId").Single(), Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    private static int Report(IReadOnlyList<(bool IsOwn, string RequestId, double Milliseconds)> answers, IReadOnlyList<double> memory, int seconds, LambdaFunction function)
    {
        var sent = seconds * PerSecond;
        var own = answers.Count(answer => answer.IsOwn);
        var ids = answers.Select(answer => answer.RequestId).Distinct().Count();
        var times = answers.Select(answer => answer.Milliseconds).Order().ToArray();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{sent} invocations in {seconds} s, {PerSecond} a second, {HandlerMilliseconds} ms each, {function.Environments.Count} environments: {own} with their own answer, {ids} request ids."));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"Round trip: median {times[times.Length / 2]:F1} ms, 99 % {times[times.Length * 99 / 100]:F1} ms, most {times[^1]:F1} ms."));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Memory of the service, MiB, every 10 s: {string.Join(", ", memory.Select(each => each.ToString("F0", CultureInfo.InvariantCulture)))}."));
        return own == sent && ids == sent ? 0 : 1;
    }
}
