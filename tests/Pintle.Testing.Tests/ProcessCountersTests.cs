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
            Assert.True(ProcessCounters.ProcessorTime(process.Id) > 0);
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }
}
