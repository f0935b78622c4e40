using System.Diagnostics;
using System.Globalization;
using Pintle.Testing;

namespace Pintle.Benchmarks;

/// <summary>Many invocations of every size and kind in one process, one at a time and sixteen at once: each answer is compared, and what the process holds is shown at ten points.</summary>
internal static class MixedSoak
{
    private const int Points = 10;

    /// <summary>MiB after the first tenth: events of 6 MB come at random, and what the heap keeps of them varies.</summary>
    private const double MostGrowth = 48;

    /// <returns>The command's exit code: 1 when an answer was lost, doubled or another one, or when memory, descriptors or threads grew after the first tenth.</returns>
    public static async Task<int> RunAsync(string layer, string function, int invocations)
    {
        var exitCode = 0;
        foreach (var concurrency in (int[])[1, 16])
            exitCode |= await RunAsync(layer, function, invocations, concurrency).ConfigureAwait(false) ? 0 : 1;
        return exitCode;
    }

    private static async Task<bool> RunAsync(string layer, string function, int invocations, int concurrency)
    {
        Console.WriteLine($"| at once | answered | RSS, MiB | descriptors | threads | small ones: median, µs | 99 % | 99.9 % |");
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|---:|");
        Process? process = null;
        var held = new List<(double Resident, int Descriptors, int Threads)>();
        using var events = new MixedEvents(invocations, Math.Max(1, invocations / Points), (answered, trips) =>
        {
            var id = process!.Id;
            held.Add((ProcessCounters.ResidentMemory(id) / 1048576.0, Directory.GetFileSystemEntries($"/proc/{id}/fd").Length, Directory.GetDirectories($"/proc/{id}/task").Length));
            var (resident, descriptors, threads) = held[^1];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {concurrency} | {answered:N0} | {resident:F1} | {descriptors} | {threads} | {At(trips, 0.5):F0} | {At(trips, 0.99):F0} | {At(trips, 0.999):F0} |"));
        });
        using (process = Start(layer, function, events.Address, concurrency))
        {
            try
            {
                var ended = await Task.WhenAny(events.End, process.WaitForExitAsync()).ConfigureAwait(false);
                if (ended != events.End)
                    throw new InvalidOperationException($"Expected the process to go on, but it ended with {process.ExitCode}; its last words are above.");
                await events.End.ConfigureAwait(false);
            }
            finally
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync().ConfigureAwait(false);
            }
        }

        Console.WriteLine($"Each of {invocations:N0} events had its own answer, once; {events.Announced:N0} connections were closed with a word and {events.Silent:N0} without.\n");
        return held[^1].Resident - held[0].Resident <= MostGrowth && held[^1].Descriptors <= held[0].Descriptors + 2 && held[^1].Threads <= held[0].Threads + 4;
    }

    private static double At(IReadOnlyList<double> sorted, double part) => sorted.Count == 0 ? 0 : sorted[(int)(part * (sorted.Count - 1))];

    private static Process Start(string layer, string function, string address, int concurrency)
    {
        // Its log goes where this program's does: what a failed handler says is read there.
        var start = new ProcessStartInfo(Path.Combine(layer, "bootstrap")) { WorkingDirectory = function, RedirectStandardOutput = true };
        start.Environment.Clear();
        start.Environment["_HANDLER"] = "Streaming::Streaming.Mixed::Handle";
        start.Environment["LAMBDA_TASK_ROOT"] = function;
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = address;
        start.Environment["AWS_LAMBDA_FUNCTION_NAME"] = "benchmark";
        start.Environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = Bootstrap.MemoryMB.ToString(CultureInfo.InvariantCulture);
        if (concurrency > 1)
            start.Environment["AWS_LAMBDA_MAX_CONCURRENCY"] = concurrency.ToString(CultureInfo.InvariantCulture);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }
}
