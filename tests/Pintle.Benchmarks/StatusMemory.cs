using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using FakeAws;
using Pintle.TestSupport;

namespace Pintle.Benchmarks;

/// <summary>What <c>pintle status</c> takes of memory in accounts of different sizes: the tool as a process, against the fake account.</summary>
internal static class StatusMemory
{
    private static readonly int[] Sizes = [200, 2_000, 10_000];
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    public static async Task<int> RunAsync()
    {
        Console.WriteLine("| functions | table, MiB | JSON, MiB | s |");
        Console.WriteLine("|---:|---:|---:|---:|");
        foreach (var size in Sizes)
        {
            await using var fake = await FakeCloud.StartAsync();
            Fill(fake.Region("eu-central-1"), size);
            var (table, seconds) = await PeakAsync(fake, []);
            var (json, _) = await PeakAsync(fake, ["--json"]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {size:N0} | {table / 1024.0:0.0} | {json / 1024.0:0.0} | {seconds.TotalSeconds:0} |"));
        }

        return 0;
    }

    /// <summary>Each with variables of 3 KB, every 25th on a layer of Pintle's.</summary>
    private static void Fill(FakeRegion region, int functions)
    {
        var layer = region.AddLayer("pintle-core", [1, 2, 3], $"Pintle: .NET 10.0.7, core, invariant, linux-x64, sha256 {new string('0', 64)}");
        for (var number = 0; number < functions; number++)
        {
            _ = region.Add($"function-{number:D5}", number % 25 == 0 ? "provided.al2023" : "dotnet10", configuration =>
            {
                configuration["Environment"] = new JsonObject { ["Variables"] = new JsonObject { ["LARGE"] = new string('x', 3000) } };
                if (number % 25 == 0)
                    configuration["Layers"] = new JsonArray(new JsonObject { ["Arn"] = layer, ["CodeSize"] = 3 });
            });
        }
    }

    /// <summary>The kernel's own high-water mark, looked at until the process is gone. A large result is more than a pipe holds: until it is read the process stands in its write, so that the last look is behind all that it needs.</summary>
    private static async Task<(long KiB, TimeSpan Time)> PeakAsync(FakeCloud fake, string[] more)
    {
        using var folder = new ScratchFolder();
        _ = folder.Write("releases.json", """{ "channel-version": "10.0", "releases": [ { "release-date": "2026-10-13", "release-version": "10.0.7", "security": false, "runtime": { "version": "10.0.7" } } ] }""");
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "pintle"), ["status", "--advisories", "releases.json", "--region", "eu-central-1", "--endpoint-url", fake.Address.ToString(), .. more])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (start.Environment["AWS_ACCESS_KEY_ID"], start.Environment["AWS_SECRET_ACCESS_KEY"]) = (FakeCloud.AccessKey, FakeCloud.SecretKey);
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var first = process.StandardOutput.ReadAsync(new char[1], 0, 1);
        var peak = 0L;
        while (!first.IsCompleted)
        {
            peak = Math.Max(peak, HighWater(process.Id));
            _ = await Task.WhenAny(first, Task.Delay(BetweenLooks));
        }

        peak = Math.Max(peak, HighWater(process.Id));
        _ = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"pintle status ended with {process.ExitCode}: {await errors}");
        return (peak, watch.Elapsed);
    }

    /// <returns>In KiB; 0 where the process is gone.</returns>
    private static long HighWater(int process)
    {
        try
        {
            return File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) is { } line
                ? long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
                : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
