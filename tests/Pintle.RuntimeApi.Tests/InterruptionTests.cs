using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Pintle.RuntimeApi.Sockets;

namespace Pintle.RuntimeApi.Tests;

/// <summary>A signal without SA_RESTART ends a blocking call with EINTR, which must not look like a failure.</summary>
public sealed partial class InterruptionTests
{
    /// <summary>No one else's: the framework uses SIGRTMIN (34) for itself.</summary>
    private const int Signal = 60;

    [Fact(Timeout = 60_000)]
    public async Task A_blocked_receive_goes_on_after_signals()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using IConnection? connection = new SocketConnector().Connect(Clients.Endpoint(listener.LocalEndpoint.ToString()!), out string? reason);
        Assert.True(connection is not null, reason);
        using Socket peer = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        InstallHarmlessHandler();
        var thread = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var result = new TaskCompletionSource<(int Count, string? Error)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var receiver = new Thread(() =>
        {
            thread.SetResult(GetThreadId());
            int count = connection.Receive(new byte[16]);
            result.SetResult((count, connection.LastError));
        });
        receiver.Start();
        int threadId = await thread.Task;

        // One signal for each time that the kernel shows the thread inside recv again: an interrupted call that is not resumed ends the loop through its result.
        for (int sent = 0; sent < 20 && !result.Task.IsCompleted;)
        {
            if (!IsReceiving(threadId))
                _ = Thread.Yield();
            else if (SendSignal(Environment.ProcessId, threadId, Signal) == 0)
                sent++;
        }

        _ = peer.Send("late"u8);
        Assert.Equal((4, null), await result.Task);
    }

    /// <summary>proc(5): the number of the system call that a blocked thread is in; recvfrom is 45 on x64 and 207 on arm64.</summary>
    private static bool IsReceiving(int thread)
    {
        string number = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "207 " : "45 ";
        return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{thread}/syscall")).StartsWith(number, StringComparison.Ordinal);
    }

    /// <summary>The handler is libc's own abs: it takes an int, like every handler, and touches nothing.</summary>
    private static unsafe void InstallHarmlessHandler()
    {
        nint libc = NativeLibrary.Load("libc.so.6");
        // struct sigaction of glibc on 64-bit Linux: handler, 128 bytes of mask, flags (no SA_RESTART), restorer.
        byte* action = stackalloc byte[152];
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
