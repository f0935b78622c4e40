using System.Diagnostics;
using System.Globalization;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.Benchmarks;

/// <summary>
/// Cold starts of functions of the suite, as published and rehearsed, with memory sizes that start in different ways, three at once: on two processors the threads of a start then meet in every order. Looks for the start in
/// thousands that ends, hangs or answers otherwise.
/// </summary>
internal static class ManyStarts
{
    private const int AtOnce = 3;

    private static readonly string[] Names = ["rest-api", "members-generated", "async-forms", "console-logger", "newtonsoft-queue", "sdk-table", "typed-http-client"];
    private static readonly int[] MemoriesMB = [128, 512, 1769, 3538];

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <returns>The command's exit code: 1 when a start was lost.</returns>
    public static async Task<int> RunAsync(string layer, int starts)
    {
        var packages = new List<(RealisticSuite Function, string Form, string Folder)>();
        var scratch = new List<ScratchFolder>();
        foreach (var function in Names.Select(RealisticSuite.Find))
        {
            var published = await PublishedFunctions.TestFunctionAsync(function.Code).ConfigureAwait(false);
            scratch.Add(await RehearsedFunctions.CreateAsync(layer, published, function.Handler, function.Event).ConfigureAwait(false));
            packages.Add((function, "published", published));
            packages.Add((function, "rehearsed", scratch[^1].Path));
        }

        var (next, lost) = (0, 0);
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            for (var number = Interlocked.Increment(ref next); number <= starts; number = Interlocked.Increment(ref next))
            {
                var (function, form, folder) = packages[number % packages.Count];
                var memory = MemoriesMB[number / packages.Count % MemoriesMB.Length];
                if (await FaultAsync(layer, folder, function, memory).ConfigureAwait(false) is not { } fault)
                    continue;
                _ = Interlocked.Increment(ref lost);
                Console.WriteLine($"{function.Handler}, {form}, {memory} MB: {fault}");
            }
        })).ConfigureAwait(false);
        scratch.ForEach(folder => folder.Dispose());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{starts} starts in {Stopwatch.GetElapsedTime(began).TotalMinutes:F1} minutes, {AtOnce} at once; lost: {lost}"));
        return lost == 0 ? 0 : 1;
    }

    /// <returns>Null for a start that answered.</returns>
    private static async Task<string?> FaultAsync(string layer, string package, RealisticSuite function, int memoryMB)
    {
        var options = new LambdaFunctionOptions
        {
            Layer = layer,
            Function = package,
            Handler = function.Handler,
            MemoryMB = memoryMB,
            Timeout = Limit,
            InitTimeout = Limit,
            Sandbox = SandboxKind.Folders,
        };
        await using var running = await LambdaFunction.StartAsync(options).ConfigureAwait(false);
        if (!running.Init.Succeeded)
            return running.Init.ToString();
        var result = await running.InvokeAsync(function.Event).ConfigureAwait(false);
        return result.IsError ? result.ToString() : null;
    }
}
