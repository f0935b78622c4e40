using System.Globalization;
using Pintle.Benchmarks;
using Pintle.Layer;
using Pintle.TestSupport;

// dotnet run --project tests/Pintle.Benchmarks -c Release -- --layer DIR [--memory MB] and one of these; starts are measured by pintle bench.
// ... --soak INVOCATIONS shows what many invocations leave in memory.
// ... --mixed INVOCATIONS compares every answer of a mix of sizes, kinds, errors and closed connections, one at a time and sixteen at once.
// ... --runtimes INVOCATIONS does in each what two runtimes in one process could disturb each other in: collector, exceptions, threads, processes, callbacks, forks, signals.
// ... --starts STARTS looks for the start in thousands that ends, hangs or fails.
// ... --resolution [--runs N] measures only what 150 more assemblies in a function's deps.json add to the start.
// ... --types [--runs N] measures what 100, 1,000 and 5,000 more types in a function's assembly add to the start.
// ... --with NAME=VALUE [--invocations N --runs PAIRS] compares the warm path with and without a variable of the function's.
// ... --train adds what the JIT still compiles of the framework to layer/training/methods.txt; it needs bubblewrap.
// ... --pages writes what a start touches of the layer's files to layer/training/pages; it needs the layer on a device that reads nothing ahead.
// ... --renew, without --layer, builds the layers of a pin (PINTLE_TEST_PIN, or the default one) and does both for them until nothing is added, or with --pages the pages alone; --architecture arm64 measures those of that processor; it needs root and bubblewrap.
// ... --load SECONDS holds 500 invocations a second through the Invoke API against 100 environments.
// ... --status, without --layer, measures the memory of pintle status in accounts of 200, 2,000 and 10,000 functions; it takes four minutes.
// Alternating runs in one process, so that a noisy machine disturbs each side alike. Prints Markdown for docs/performance.md.

if (args.Contains("--renew"))
    return await Renewal.RunAsync(Option("--architecture") == "arm64" ? LayerArchitecture.Arm64 : LayerArchitecture.X64, trains: !args.Contains("--pages"));

if (args.Contains("--status"))
    return await StatusMemory.RunAsync();

var layer = Path.GetFullPath(Option("--layer") ?? throw new ArgumentException("Expected --layer DIR, the unpacked layer; pintle build prints where it is."));
var runs = int.Parse(Option("--runs") ?? "21", CultureInfo.InvariantCulture);
Bootstrap.MemoryMB = int.Parse(Option("--memory") ?? "512", CultureInfo.InvariantCulture);
var subjects = await Subjects.PublishAsync();

if (args.Contains("--resolution"))
{
    var (small, difference) = Resolution.Measure(layer, subjects.Orders, runs);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"Start → first /next in processor time, medians of {runs} pairs: {Median(small):F2} ms; {Resolution.Assemblies} more assemblies add {Median(difference):F2} ms (limit: 3)."));
    return Median(difference) <= 3 ? 0 : 1;
}
if (args.Contains("--train"))
{
    _ = await Training.RunAsync(subjects, layer, Repository.Root);
    return 0;
}

if (args.Contains("--pages"))
    return await TouchedPages.RunAsync(subjects.Orders, layer, Repository.Root);
if (Option("--soak") is { } soak)
    return Soak.Run(subjects, layer, int.Parse(soak, CultureInfo.InvariantCulture));
if (Option("--mixed") is { } mixed)
    return await MixedSoak.RunAsync(layer, subjects.Streaming, int.Parse(mixed, CultureInfo.InvariantCulture));
if (Option("--runtimes") is { } many)
    return Runtimes.Run(subjects, layer, int.Parse(many, CultureInfo.InvariantCulture));
if (Option("--starts") is { } starts)
    return await ManyStarts.RunAsync(layer, int.Parse(starts, CultureInfo.InvariantCulture));
if (Option("--load") is { } load)
    return await Load.RunAsync(subjects, layer, int.Parse(load, CultureInfo.InvariantCulture));
if (Option("--with") is { } variable)
    return Comparison.Run(subjects, layer, variable, int.Parse(Option("--invocations") ?? "100000", CultureInfo.InvariantCulture), int.Parse(Option("--runs") ?? "5", CultureInfo.InvariantCulture));

if (args.Contains("--types"))
    return await Types.RunAsync(layer, Repository.Root, runs);

throw new ArgumentException("Expected --resolution, --types, --with, --soak, --mixed, --runtimes, --starts, --load, --pages, --train, --renew or --status. Starts are measured by pintle bench.");

static double Median(List<double> values)
{
    values.Sort();
    return values[values.Count / 2];
}

string? Option(string name)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
}
