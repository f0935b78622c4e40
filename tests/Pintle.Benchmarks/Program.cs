using System.Globalization;
using Pintle.Benchmarks;

// dotnet run --project tests/Pintle.Benchmarks -c Release -- --layer DIR [--memory MB] [--runs N | --soak INVOCATIONS]
// ... --resolution measures only what 150 more assemblies in a function's deps.json add to the start.
// ... --with NAME=VALUE [--invocations N --runs PAIRS] compares the warm path with and without a variable of the function's.
// ... --train adds what the JIT still compiles of the framework to layer/training/methods.txt; it needs bubblewrap.
// ... --load SECONDS holds 500 invocations a second through the Invoke API against 100 environments.
// Alternating runs in one process, so that a noisy machine disturbs each side alike. Prints Markdown for docs/performance.md.

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
    return await Training.RunAsync(subjects, layer, Subjects.FindRoot());
if (Option("--soak") is { } soak)
    return Soak.Run(subjects, layer, int.Parse(soak, CultureInfo.InvariantCulture));
if (Option("--load") is { } load)
    return await Load.RunAsync(subjects, layer, int.Parse(load, CultureInfo.InvariantCulture));
if (Option("--with") is { } variable)
    return Comparison.Run(subjects, layer, variable, int.Parse(Option("--invocations") ?? "100000", CultureInfo.InvariantCulture), int.Parse(Option("--runs") ?? "5", CultureInfo.InvariantCulture));

var bare = new List<double>();
var stream = new List<StartTimes>();
var poco = new List<StartTimes>();
var resident = new List<double>();
for (var run = 0; run < runs + 1; run++)
{
    var bareTime = BareClr.Start(subjects, layer);
    var streamTimes = Bootstrap.Start(layer, subjects.Orders, "Orders::Orders.Function::Echo", "{\"id\":\"a1\"}");
    var pocoTimes = Bootstrap.Start(layer, subjects.Orders, "Orders::Orders.Function::Place", "{\"id\":\"a1\",\"quantity\":3,\"price\":9.5}");
    if (run == 0)
        continue; // fills the page cache
    bare.Add(bareTime);
    stream.Add(streamTimes);
    poco.Add(pocoTimes);
    resident.Add(pocoTimes.ResidentMiB);
}

Console.WriteLine($"Medians of {runs} alternating runs, {Environment.ProcessorCount} cores, in ms:");
Console.WriteLine();
Console.WriteLine("| | median | ratio to bare CLR start (median of pairs) |");
Console.WriteLine("|---|---|---|");
Row("bare CLR start", bare);
Row("start → first /next, Stream handler", [.. stream.Select(times => times.FirstNext)]);
Row("start → first response, Stream handler", [.. stream.Select(times => times.FirstResponse)]);
Row("start → first /next, POCO handler", [.. poco.Select(times => times.FirstNext)]);
Row("start → first response, POCO handler", [.. poco.Select(times => times.FirstResponse)]);
Row("warm round trip, Stream handler", [.. stream.Select(times => times.WarmRoundTrip)]);
Console.WriteLine();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"RSS after 100 invocations: Stream {Median([.. stream.Select(times => times.ResidentMiB)]):F1} MiB, POCO {Median(resident):F1} MiB."));
return 0;

void Row(string name, List<double> values) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {Median(values):F2} | {Median([.. values.Zip(bare, (value, limit) => value / limit)]):F2} |"));

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
