using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Pintle.Layer;
using Pintle.Shared;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>The wall clock is set while the process runs, as after a frozen environment goes on: by a library that is loaded before the others, since Linux has one such clock for all.</summary>
public sealed class ClockJumps
{
    private const int Stop = 19, Continue = 18;
    private const double Minute = 60_000;

    /// <summary>A shared machine's; an hour is far from it.</summary>
    private const double Tolerance = 10 * Minute;

    /// <summary>An hour on and back, ten years on, and back to the seventies; in a handler that runs, and in one whose process stands still meanwhile.</summary>
    [Theory]
    [InlineData(3600, true)]
    [InlineData(-3600, false)]
    [InlineData(315_360_000, true)]
    [InlineData(-1_700_000_000, false)]
    public async Task Change_the_time_that_is_left_and_nothing_else(long seconds, bool isStopped)
    {
        using var folder = new ScratchFolder();
        var (library, clock) = (Path.Combine(folder.Path, "libclock.so"), Path.Combine(folder.Path, "clock"));
        await CompiledCode.MakeAsync(LayerArchitecture.X64, "Clock.c", library, "-shared", "-fPIC");
        await File.WriteAllBytesAsync(clock, new byte[sizeof(long)], TestContext.Current.CancellationToken);
        using var meeting = new TcpListener(IPAddress.Loopback, 0);
        meeting.Start();
        var port = ((IPEndPoint)meeting.LocalEndpoint).Port;
        long set = 0;
        await using var api = new Adversary((call, before) => call.Name != "next" ? AdversaryAnswer.Accepted : before < 2 ? Event(port, Volatile.Read(ref set), before) : AdversaryAnswer.End);
        using var bootstrap = await BareBootstrap.StartAsync(api.Address, "Handlers::Handlers.Clocks::Around", variables: [("LD_PRELOAD", library), ("TEST_CLOCK", clock)]);

        using (var handler = await meeting.AcceptSocketAsync(TestContext.Current.CancellationToken))
        {
            if (isStopped)
                bootstrap.Send(Stop);
            Volatile.Write(ref set, seconds);
            // In place: what the process has mapped keeps its length.
            using (var file = new FileStream(clock, FileMode.Open, FileAccess.Write))
                file.Write(BitConverter.GetBytes(seconds));
            if (isStopped)
                bootstrap.Send(Continue);
            _ = await handler.SendAsync(new byte[1], TestContext.Current.CancellationToken);
        }

        using (var handler = await meeting.AcceptSocketAsync(TestContext.Current.CancellationToken))
            _ = await handler.SendAsync(new byte[1], TestContext.Current.CancellationToken);
        var end = await bootstrap.EndAsync();

        Assert.Equal((int)FaultCode.RuntimeApiRefused, end.ExitCode);
        Assert.Equal(["r-0", "r-1"], api.Calls.Where(call => call.Name != "next").Select(call => call.RequestId));
        var left = api.Calls.Where(call => call.Name == "response").Select(call => JsonSerializer.Deserialize<double[]>(call.Text)!).ToArray();
        Assert.InRange(left[0][0], Minute - Tolerance, Minute);
        Assert.InRange(left[0][0] - left[0][1] - (seconds * 1000.0), 0, Tolerance);
        Assert.InRange(left[1][0], Minute - Tolerance, Minute);
        Assert.InRange(left[1][0] - left[1][1], 0, Tolerance);
    }

    /// <summary>A minute is left by the clock as it was set.</summary>
    private static AdversaryAnswer Event(int port, long seconds, int number) =>
        AdversaryAnswer.Event($"{port}", $"r-{number}", $"Lambda-Runtime-Deadline-Ms: {DateTimeOffset.UtcNow.AddSeconds(seconds).AddMilliseconds(Minute).ToUnixTimeMilliseconds()}\r\n");
}
