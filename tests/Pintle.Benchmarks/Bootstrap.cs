using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pintle.Testing;

namespace Pintle.Benchmarks;

/// <summary>What many warm invocations hold in memory in the end, and what one of them costs, in microseconds.</summary>
internal readonly record struct WarmCosts(double ResidentMiB, double Processor, double MedianTrip, double SlowTrip);

/// <summary>A layer's bootstrap in plain folders, against the Runtime API that <c>pintle bench</c> measures with.</summary>
internal static class Bootstrap
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>The function's memory in MB, from which CoreCLR takes its limits.</summary>
    public static int MemoryMB { get; set; } = 512;

    /// <summary>Milliseconds of processor time until the first /next.</summary>
    public static double StartProcessor(string layer, string function, string handler) => Run(layer, function, handler, "{}", (source, process) =>
    {
        _ = source.AwaitNext(() => process.HasExited);
        return ProcessCounters.ProcessorTime(process.Id);
    });

    /// <summary>Resident MiB after each of these numbers of invocations; the last one is how many there are.</summary>
    public static List<double> Soak(string layer, string function, string handler, string payload, IReadOnlyList<int> after) => Run(layer, function, handler, payload, (source, process) =>
    {
        var resident = new List<double>();
        _ = source.AwaitNext(() => process.HasExited);
        for (var i = 1; i <= after[^1]; i++)
        {
            Invoke(source, process);
            if (after.Contains(i))
                resident.Add(ProcessCounters.ResidentMemory(process.Id) / Mebibyte);
        }

        return resident;
    });

    /// <summary>Runs so many invocations, with one more variable in the environment where there is one. The second half is measured: by then what is called often has been compiled for it.</summary>
    public static WarmCosts Warm(string layer, string function, string handler, string payload, int invocations, string? variable) => Run(layer, function, handler, payload, (source, process) =>
    {
        var trips = new List<double>(invocations);
        var processor = 0.0;
        _ = source.AwaitNext(() => process.HasExited);
        for (var i = 1; i <= invocations; i++)
        {
            if (i == invocations / 2)
            {
                processor = ProcessCounters.ProcessorTime(process.Id);
                trips.Clear();
            }

            trips.Add(Invoke(source, process).TotalMicroseconds);
        }

        processor = ProcessCounters.ProcessorTime(process.Id) - processor;
        trips.Sort();
        return new WarmCosts(ProcessCounters.ResidentMemory(process.Id) / Mebibyte, processor * 1000 / trips.Count, trips[trips.Count / 2], trips[trips.Count * 99 / 100]);
    }, variable);

    /// <returns>From the hand-over of the event to its response.</returns>
    private static TimeSpan Invoke(InvocationSource source, Process process)
    {
        var sent = Stopwatch.GetTimestamp();
        source.SendEvent();
        var trip = Stopwatch.GetElapsedTime(sent, source.AwaitResponse(() => process.HasExited));
        _ = source.AwaitNext(() => process.HasExited);
        return trip;
    }

    private static T Run<T>(string layer, string function, string handler, string payload, Func<InvocationSource, Process, T> serve, string? variable = null)
    {
        using var source = new InvocationSource(Encoding.UTF8.GetBytes(payload));
        var start = new ProcessStartInfo(Path.Combine(layer, "bootstrap")) { WorkingDirectory = function, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        start.Environment["_HANDLER"] = handler;
        start.Environment["LAMBDA_TASK_ROOT"] = function;
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = source.Address;
        start.Environment["AWS_LAMBDA_FUNCTION_NAME"] = "benchmark";
        start.Environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = MemoryMB.ToString(CultureInfo.InvariantCulture);
        if (variable?.Split('=', 2) is [var name, var value])
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        try
        {
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            return serve(source, process);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
    }
}
