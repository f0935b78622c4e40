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
