using System.Diagnostics;

namespace Pintle.Testing.Tests;

public sealed class ProcessCountersTests
{
    [Fact]
    public void Agree_with_what_the_process_knows_of_itself()
    {
        var least = Environment.CpuUsage.TotalTime.TotalMilliseconds;

        var counters = ProcessCounters.Read(Environment.ProcessId);

        // Environment.CpuUsage is exact to a clock tick of the kernel.
        Assert.True(counters.Processor >= least - 20 && counters.Resident > 1_000_000 && counters.MinorFaults > 100 && counters.Waited >= 0 && counters.BytesRead >= 0, $"{least} {counters}");
    }

    [Fact]
    public void Do_without_threads_that_end_while_they_are_read()
    {
        var isOver = false;
        var churn = new Thread(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                var threads = Enumerable.Range(0, 8).Select(_ => new Thread(static () => { })).ToList();
                threads.ForEach(thread => thread.Start());
                threads.ForEach(thread => thread.Join());
            }
        });
        churn.Start();
        try
        {
            for (var read = 0; read < 1_000; read++)
                Assert.True(ProcessCounters.Read(Environment.ProcessId).Waited >= 0);
        }
        finally
        {
            Volatile.Write(ref isOver, true);
            churn.Join();
        }
    }

    [Fact]
    public void Know_of_another_process()
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/cat") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        try
        {
            // The kernel adds to another process's clock when that leaves its processor, and at ticks: one that has only just begun may have none.
            var time = 0d;
            for (var asked = 0; time <= 0 && asked < 100_000; asked++)
            {
                process.StandardInput.WriteLine("ran");
                process.StandardInput.Flush();
                Assert.Equal("ran", process.StandardOutput.ReadLine());
                time = ProcessCounters.ProcessorTime(process.Id);
            }

            Assert.True(time > 0, $"{time} ms");
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }
}
