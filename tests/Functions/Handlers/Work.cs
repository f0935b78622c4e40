using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Handlers;

/// <summary>One kind of work, or all of them.</summary>
/// <param name="What">The kind's name; "all" for each once.</param>
/// <param name="Library">The path of a native library, compiled of NativeWork.c.</param>
public sealed record WorkOrder(string What, string Library);

/// <summary>
/// What two runtimes in one process could disturb each other in: the collector, exceptions of software and hardware, threads, timers, sockets, processes, callbacks, forks, signals. Each kind checks
/// itself and throws where something is not as it is in any other process.
/// </summary>
public sealed class Work
{
    public async Task<string> Do(WorkOrder order)
    {
        string[] kinds = order.What == "all" ? ["collector", "exceptions", "timers", "sockets", "processes", "callbacks", "forks", "signals"] : [order.What];
        foreach (var kind in kinds)
        {
            switch (kind)
            {
                case "collector": Collector(); break;
                case "exceptions": Exceptions(); break;
                case "timers": await Timers(); break;
                case "sockets": await Sockets(); break;
                case "processes": Processes(); break;
                case "callbacks": Callbacks(order.Library); break;
                case "forks": Forks(order.Library); break;
                case "signals": Signals(); break;
                default: throw new ArgumentException($"Expected a kind of work, found {kind}.");
            }
        }

        return order.What;
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
            throw new InvalidOperationException($"Expected {what}.");
    }

    /// <summary>Several times the memory of the function, of which a part lives on for a while: small and large, pinned, with finalizers.</summary>
    private static void Collector()
    {
        var kept = new Queue<byte[]>();
        var finalized = Finalized.Count;
        for (var i = 0; i < 4000; i++)
        {
            var block = i % 10 == 0 ? GC.AllocateUninitializedArray<byte>(1_000_000, pinned: i % 20 == 0) : new byte[40_000];
            block[0] = block[^1] = (byte)i;
            _ = new Finalized();
            kept.Enqueue(block);
            if (kept.Count > 100 && kept.Dequeue() is var old)
                Require(old[0] == old[^1], "a block as it was left");
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        Require(Finalized.Count > finalized + 3900, $"4000 finalizers to have run, found {Finalized.Count - finalized}");
    }

    /// <summary>On this thread, which the bootstrap made, and on threads of the function's own.</summary>
    private static void Exceptions()
    {
        Throw();
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(_ => new Thread(Throw))];
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        Require(Volatile.Read(ref s_thrown) % 9 == 0 && s_thrown > 0, "every exception to be caught");
    }

    private static int s_thrown;

    private static void Throw()
    {
        int caught = 0, ended = 0;
        for (var i = 0; i < 200; i++)
        {
            try
            {
                try
                {
                    _ = (i % 3) switch
                    {
                        0 => throw new InvalidOperationException("thrown"),
                        // SIGSEGV, and SIGFPE: both runtimes have handlers for these.
                        1 => Length(null),
                        _ => Divide(i, 0),
                    };
                }
                finally
                {
                    ended++;
                }
            }
            catch (Exception e) when (e is InvalidOperationException or NullReferenceException or DivideByZeroException)
            {
                caught++;
            }
        }

        Require(caught == 200 && ended == 200, $"200 exceptions, found {caught}");
        _ = Interlocked.Increment(ref s_thrown);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Length(int[]? none) => none!.Length;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Divide(int number, int by) => number / by;

    private static async Task Timers()
    {
        using var all = new CountdownEvent(200);
        Timer[] timers = [.. Enumerable.Range(0, 200).Select(i => new Timer(_ => all.Signal(), null, i % 20, Timeout.Infinite))];
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Delay(i % 20)));
        Require(all.Wait(TimeSpan.FromMinutes(5)), "200 timers to come to their end");
        foreach (var timer in timers)
            await timer.DisposeAsync();
    }

    private static async Task Sockets()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        async Task Echo()
        {
            using var socket = await listener.AcceptSocketAsync();
            var bytes = new byte[64 * 1024];
            for (int count; (count = await socket.ReceiveAsync(bytes)) > 0;)
                _ = await socket.SendAsync(bytes.AsMemory(0, count));
        }

        async Task Ask(byte number)
        {
            using var client = new TcpClient();
            await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
            byte[] sent = new byte[100_000], received = new byte[100_000];
            Array.Fill(sent, number);
            var reading = client.GetStream().ReadExactlyAsync(received).AsTask();
            await client.GetStream().WriteAsync(sent);
            await reading;
            Require(received.AsSpan().SequenceEqual(sent), "what was sent to come back");
        }

        await Task.WhenAll(Enumerable.Range(0, 20).SelectMany(i => new[] { Echo(), Ask((byte)i) }));
    }

    private static void Processes()
    {
        for (var code = 0; code < 20; code++)
        {
            using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"echo {code}; exit {code}"]) { RedirectStandardOutput = true })!;
            var said = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Require(process.ExitCode == code && said.Trim() == $"{code}", $"exit code {code}, found {process.ExitCode}");
        }

        // One that nobody waits for.
        Process.Start("/bin/true").Dispose();
        Require(SpinWait.SpinUntil(() => Zombies() == 0, TimeSpan.FromMinutes(5)), "no zombie to be left");
    }

    private static int Zombies()
    {
        var zombies = 0;
        foreach (var folder in Directory.GetDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            try
            {
                var fields = File.ReadAllText($"{folder}/stat").Split(") ")[^1].Split(' ');
                zombies += fields[0] == "Z" && fields[1] == $"{Environment.ProcessId}" ? 1 : 0;
            }
            catch (IOException)
            {
                // It has gone.
            }
        }

        return zombies;
    }

    private static unsafe void Callbacks(string library)
    {
        var handle = NativeLibrary.Load(library);
        delegate* unmanaged<int, int> twice = &Twice;
        var here = (delegate* unmanaged<delegate* unmanaged<int, int>, int, long>)NativeLibrary.GetExport(handle, "call_back");
        var elsewhere = (delegate* unmanaged<delegate* unmanaged<int, int>, int, int, long>)NativeLibrary.GetExport(handle, "call_back_from_threads");
        Require(here(twice, 10_000) == 99_990_000, "every call back on this thread");
        Require(elsewhere(twice, 16, 1000) == 16 * 999_000, "every call back on threads of the library's own");
    }

    [UnmanagedCallersOnly]
    private static int Twice(int number)
    {
        // Something for the collector, which has to find this thread.
        object boxed = number;
        if (number % 500 == 0)
            GC.Collect(0);
        return 2 * (int)boxed;
    }

    private static unsafe void Forks(string library)
    {
        var handle = NativeLibrary.Load(library);
        foreach (var export in (string[])["fork_and_wait", "fork_and_execute"])
        {
            var fork = (delegate* unmanaged<int, int>)NativeLibrary.GetExport(handle, export);
            for (var code = 0; code < 10; code++)
                Require(fork(code) is var found && found == code, $"{export} to give {code}, found {found}");
        }

        Require(Zombies() == 0, "no zombie to be left");
    }

    /// <summary>Each that .NET has a name for, from this process to itself.</summary>
    private static void Signals()
    {
        foreach (var signal in Enum.GetValues<PosixSignal>())
        {
            // .NET 11 names it, to be sent: nobody can handle it.
            if ($"{signal}" == "SIGKILL")
                continue;
            using var came = new ManualResetEventSlim();
            using (PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                came.Set();
            }))
            {
                var number = $"{signal}" switch
                {
                    "SIGHUP" => 1,
                    "SIGINT" => 2,
                    "SIGQUIT" => 3,
                    "SIGTERM" => 15,
                    "SIGCHLD" => 17,
                    "SIGCONT" => 18,
                    "SIGWINCH" => 28,
                    "SIGTTIN" => 21,
                    "SIGTTOU" => 22,
                    "SIGTSTP" => 20,
                    _ => throw new InvalidOperationException($"Expected a signal that this list has, found {signal}."),
                };
                Require(Kill(Environment.ProcessId, number) == 0 && came.Wait(TimeSpan.FromMinutes(5)), $"{signal} to reach its handler");
            }
        }
    }

    private static unsafe int Kill(int process, int signal)
    {
        var libc = NativeLibrary.Load("libc.so.6");
        return ((delegate* unmanaged<int, int, int>)NativeLibrary.GetExport(libc, "kill"))(process, signal);
    }

    private sealed class Finalized
    {
        private static int s_count;

        public static int Count => Volatile.Read(ref s_count);

        ~Finalized() => Interlocked.Increment(ref s_count);
    }
}
