using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Pintle.TestSupport;

namespace Pintle.Benchmarks;

/// <summary>What two runtimes in one process could disturb each other in, again and again in one process: the function <c>Handlers.Work</c>, which checks itself.</summary>
internal static class Runtimes
{
    private const int Points = 10;

    /// <summary>MiB after the first tenth.</summary>
    private const double MostGrowth = 32;

    /// <returns>The command's exit code: 1 when the process grew.</returns>
    public static int Run(Subjects subjects, string layer, int invocations)
    {
        var library = Path.Combine(Directory.CreateTempSubdirectory("pintle-runtimes-").FullName, "libwork.so");
        using (var compiler = Process.Start(new ProcessStartInfo("gcc", ["-shared", "-fPIC", "-pthread", "-O1", "-o", library, Path.Combine(Repository.Root, "tests", "Pintle.EndToEnd.Tests", "NativeWork.c")]))!)
        {
            compiler.WaitForExit();
            if (compiler.ExitCode != 0)
                throw new InvalidOperationException($"gcc ended with {compiler.ExitCode}; its output is above.");
        }

        try
        {
            int[] after = [.. Enumerable.Range(1, Points).Select(point => Math.Max(1, invocations * point / Points))];
            var began = Stopwatch.GetTimestamp();
            var resident = Bootstrap.Soak(layer, subjects.Handlers, "Handlers::Handlers.Work::Do", JsonSerializer.Serialize(new { What = "all", Library = library }), after);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{invocations} invocations in {Stopwatch.GetElapsedTime(began).TotalMinutes:F1} minutes; resident MiB after each tenth: {string.Join(", ", resident.Select(each => each.ToString("F1", CultureInfo.InvariantCulture)))}"));
            return resident[^1] - resident[0] <= MostGrowth ? 0 : 1;
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(library)!, recursive: true);
        }
    }
}
