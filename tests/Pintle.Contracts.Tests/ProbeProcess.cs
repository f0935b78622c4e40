using System.Diagnostics;

namespace Pintle.Contracts.Tests;

/// <summary>Runs the contracts in a process whose environment is the test's to choose.</summary>
internal static class ProbeProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>What the probe printed, line by line.</summary>
    public static async Task<string[]> Run(string subject, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "ContractsProbe"), [subject])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in (string[])["AWS_LAMBDA_MAX_CONCURRENCY", "_X_AMZN_TRACE_ID", "LAMBDA_NET_SERIALIZER_DEBUG"])
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);

            Assert.True(
                process.ExitCode == 0,
                $"{start.FileName} {subject} ended with {process.ExitCode}.\nstdout:\n{await output}\nstderr:\n{await error}");
            return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
