using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Pintle.RuntimeApi.Tests;

/// <summary>A signal without SA_RESTART ends a blocking call with EINTR, or in the middle of its bytes, and neither must look like a failure.</summary>
public sealed partial class InterruptionTests
{
    /// <summary>No one else's: the framework uses SIGRTMIN (34) for itself.</summary>
    private const int Signal = 60;
    private const int Signals = 20;

    private static readonly bool IsArm64 = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>The kernel's numbers of recvfrom and sendmsg.</summary>
    private static readonly int ReceiveCall = IsArm64 ? 207 : 45;
    private static readonly int SendCall = IsArm64 ? 211 : 46;

    [Fact(Timeout = 600_000)]
    public async Task A_blocked_receive_goes_on_after_signals()
    {
        using var pair = new SocketPair();
        var (threadId, result) = await Start(() => (pair.Connection.Receive(new byte[16]), pair.Connection.LastError));

        Interrupt(threadId, ReceiveCall, result, TestContext.Current.CancellationToken);

        _ = pair.Peer.Send("late"u8);
        Assert.Equal((4, null), await result);
    }

    [Fact(Timeout = 600_000)]
    public async Task A_send_that_is_cut_short_goes_on_where_it_was()
    {
        using var pair = new SocketPair();
        var head = Wire.Random(300);
        var body = Wire.Random(20_000_000);
        var received = new byte[head.Length + body.Length];
        var (threadId, result) = await Start(() => (pair.Connection.Send(head, body), pair.Connection.LastError));

        // Nobody reads yet: the socket is full, a part has gone out, and the first signal makes the kernel say how much.
        Interrupt(threadId, SendCall, result, TestContext.Current.CancellationToken);

        using var stream = new NetworkStream(pair.Peer);
        await stream.ReadExactlyAsync(received, TestContext.Current.CancellationToken);
        Assert.Equal((true, null), await result);
        Assert.True(received.AsSpan(0, head.Length).SequenceEqual(head) && received.AsSpan(head.Length).SequenceEqual(body), "the bytes were changed on their way");
    }

    private static async Task<(int Thread, Task<T> Result)> Start<T>(Func<T> call)
    {
        InstallHarmlessHandler();
        var started = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            started.SetResult(GetThreadId());
            result.SetResult(call());
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return (await started.Task, result.Task);
    }

    /// <summary>One signal for each time that the kernel shows the thread blocked in the call again. A call that is not resumed ends this through its result.</summary>
    private static void Interrupt(int thread, int call, Task result, CancellationToken cancellation)
    {
        for (var sent = 0; sent < Signals && !result.IsCompleted;)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!IsBlockedIn(thread, call))
                _ = Thread.Yield();
            else if (SendSignal(Environment.ProcessId, thread, Signal) == 0)
                sent++;
        }
    }

    /// <summary>proc(5): a blocked thread shows the number of its system call first.</summary>
    private static bool IsBlockedIn(int thread, int call)
    {
        var state = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{thread}/syscall"));
        return state.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{call} "), StringComparison.Ordinal);
    }

    /// <summary>The handler is libc's own abs: it takes an int, like every handler, and touches nothing.</summary>
    private static unsafe void InstallHarmlessHandler()
    {
        var libc = NativeLibrary.Load("libc.so.6");
        // struct sigaction of glibc on 64-bit Linux: handler, 128 bytes of mask, flags (no SA_RESTART), restorer.
        var action = stackalloc byte[152];
        new Span<byte>(action, 152).Clear();
        *(nint*)action = NativeLibrary.GetExport(libc, "abs");
        Assert.Equal(0, SetSignalAction(Signal, action, null));
    }

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static unsafe partial int SetSignalAction(int signal, void* action, void* old);

    [LibraryImport("libc", EntryPoint = "tgkill")]
    private static partial int SendSignal(int process, int thread, int signal);

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int GetThreadId();
}
