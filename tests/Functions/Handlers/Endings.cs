using Amazon.Lambda.Core;

namespace Handlers;

/// <summary>Handlers that do not come to a normal end.</summary>
public sealed class Endings
{
    /// <summary>Blocks the invocation, for limits of time.</summary>
    public string Sleep(int milliseconds)
    {
        Thread.Sleep(milliseconds);
        return $"slept {milliseconds} ms";
    }

    /// <summary>Waits without blocking a thread, until Lambda's own limit if it is let.</summary>
    public async Task<double> Delay(int milliseconds, ILambdaContext context)
    {
        await Task.Delay(milliseconds);
        return context.RemainingTime.TotalMilliseconds;
    }

    /// <summary>Ends the process in the middle of an invocation.</summary>
    public void Exit(int exitCode) => Environment.Exit(exitCode);

    public void FailFast() => Environment.FailFast("the handler ended the process");

    public int Overflow(int depth) => Overflow(depth + 1) + 1;

    /// <summary>A thread of its own brings the process down while the handler waits.</summary>
    public string ThrowsInBackground()
    {
        var thread = new Thread(static () => throw new InvalidOperationException("thrown on a background thread"));
        thread.Start();
        thread.Join();
        return "never reached";
    }

    /// <summary>Out of memory where nobody catches it.</summary>
    public int AllocateInBackground(int mebibytes)
    {
        var thread = new Thread(() => Allocate(mebibytes));
        thread.Start();
        thread.Join();
        return mebibytes;
    }

    /// <summary>Allocates until the limit of memory is met, and lets go again.</summary>
    public int Allocate(int mebibytes)
    {
        var blocks = new byte[mebibytes][];
        for (var i = 0; i < blocks.Length; i++)
        {
            blocks[i] = new byte[1024 * 1024];
            blocks[i].AsSpan().Fill(1);
        }

        return blocks.Length;
    }
}
