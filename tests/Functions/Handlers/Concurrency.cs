using System.Diagnostics;
using Amazon.Lambda.Core;

namespace Handlers;

/// <summary>Handlers for several invocations at once: each shows what it sees of itself, before and after others have run.</summary>
public sealed class Concurrency
{
    private static readonly AsyncLocal<string?> Flow = new();
    private static readonly TaskCompletionSource Released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private static readonly TaskCompletionSource Answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private static int s_running;
    private static Task? s_left;

    /// <summary>Logs and answers with the event's number and the request id, on both sides of a wait; every seventh fails, and every eleventh takes its time.</summary>
    public async Task<Seen> Interleave(Numbered numbered, ILambdaContext context)
    {
        var variable = Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID");
        context.Logger.LogInformation($"before {numbered.Number} {context.AwsRequestId}");
        await Task.Delay(numbered.Number % 11 == 0 ? 20 : 1);
        if (numbered.Number % 7 == 0)
            throw new InvalidOperationException($"number {numbered.Number}");

        context.Logger.LogInformation($"after {numbered.Number} {context.AwsRequestId}");
        return new Seen
        {
            Number = numbered.Number,
            RequestId = context.AwsRequestId,
            TraceId = context.TraceId,
            CurrentTraceId = LambdaTraceProvider.CurrentTraceId,
            TraceIdVariable = variable,
            RemainingMilliseconds = context.RemainingTime.TotalMilliseconds,
        };
    }

    /// <summary>Ends when so many invocations are in it as the number says.</summary>
    public int Meet(Numbered numbered)
    {
        if (Interlocked.Increment(ref s_running) == numbered.Number)
            Released.SetResult();
        Released.Task.Wait();
        return numbered.Number;
    }

    /// <summary>Blocks its poller for good when the number is negative.</summary>
    public int Block(Numbered numbered)
    {
        if (numbered.Number < 0)
            Thread.Sleep(Timeout.Infinite);
        return numbered.Number;
    }

    /// <summary>0 ends when 1 has begun, and 1 when 2 has.</summary>
    public int Late(Numbered numbered)
    {
        if (numbered.Number == 0)
        {
            Released.Task.Wait();
        }
        else if (numbered.Number == 1)
        {
            Released.SetResult();
            Answered.Task.Wait();
        }
        else
        {
            Answered.SetResult();
        }

        return numbered.Number;
    }

    /// <summary>What an invocation finds in the asynchronous flow, and leaves there.</summary>
    public string? Leave(string text)
    {
        var found = Flow.Value;
        Flow.Value = text;
        _ = new Activity(text).Start();
        return $"{found ?? "nothing"}, {Activity.Current!.Parent?.OperationName ?? "no activity"}";
    }

    /// <summary>Logs in every way there is, before and after others have run; each record says whose it has to be. Every third fails.</summary>
    public async Task LogEverywhere(Numbered numbered, ILambdaContext context)
    {
        var own = $"of {context.AwsRequestId}";
        Console.WriteLine($"console {own}");
        Console.Error.WriteLine($"error {own}");
        LambdaLogger.Log($"static {own}");
        await Task.Delay(1 + (numbered.Number % 5));
        context.Logger.LogInformation("logger {own}", own);
        LambdaLogger.Log(LogLevel.Warning, "template {own}", own);
        await Task.Run(() => Console.WriteLine($"pool {own}"));
        var thread = new Thread(() => Console.WriteLine($"thread {own}"));
        thread.Start();
        await Task.Yield();
        context.Logger.LogError(new FormatException("logged"), $"exception {own}");
        thread.Join();
        if (numbered.Number % 3 == 0)
            throw new InvalidOperationException($"thrown {own}");
    }

    /// <summary>Starts work that logs when the next invocation has begun, and goes on without waiting for it.</summary>
    public void LeaveBehind(Numbered numbered, ILambdaContext context)
    {
        if (numbered.Number != 0)
        {
            Released.SetResult();
            s_left!.Wait();
            return;
        }
        s_left = Task.Run(async () =>
        {
            await Released.Task;
            context.Logger.LogInformation("left behind");
        });
    }

    public Seen Threads()
    {
        ThreadPool.GetMinThreads(out var workers, out _);
        return new Seen { Number = workers };
    }

    /// <summary>The trace provider, where the variable says something else.</summary>
    public string? TraceId()
    {
        Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", "changed by the function");
        return LambdaTraceProvider.CurrentTraceId;
    }
}

public sealed class Numbered
{
    public int Number { get; set; }
}

public sealed class Seen
{
    public int Number { get; set; }
    public string? RequestId { get; set; }
    public string? TraceId { get; set; }
    public string? CurrentTraceId { get; set; }
    public string? TraceIdVariable { get; set; }
    public double RemainingMilliseconds { get; set; }
}
