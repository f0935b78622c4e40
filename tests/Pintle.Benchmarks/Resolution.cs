using System.Globalization;
using System.Text.Json.Nodes;

namespace Pintle.Benchmarks;

/// <summary>What a function's size costs at the start: the same handler with and without 150 more assemblies in its deps.json, in pairs. Only their names count, so the files are empty.</summary>
internal static class Resolution
{
    public const int Assemblies = 150;

    /// <returns>Milliseconds of processor time until the first /next, which other processes disturb less than the clock: of the small function, and the pair's difference.</returns>
    public static (List<double> Small, List<double> Difference) Measure(string layer, string orders, int runs)
    {
        var large = Directory.CreateTempSubdirectory("pintle-resolution-").FullName;
        try
        {
            Fill(large, orders);
            var (small, difference) = (new List<double>(), new List<double>());
            for (var run = 0; run < runs + 1; run++)
            {
                // The first of a pair runs on a processor that the other has warmed, so they take turns.
                var first = Start(layer, run % 2 == 0 ? orders : large);
                var second = Start(layer, run % 2 == 0 ? large : orders);
                if (run == 0)
                    continue; // fills the page cache
                var (few, many) = run % 2 == 0 ? (first, second) : (second, first);
                small.Add(few);
                difference.Add(many - few);
            }
            return (small, difference);
        }
        finally
        {
            Directory.Delete(large, recursive: true);
        }
    }

    private static double Start(string layer, string function) => Bootstrap.StartProcessor(layer, function, "Orders::Orders.Function::Echo");

    private static void Fill(string folder, string orders)
    {
        foreach (var file in Directory.EnumerateFiles(orders))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var path = Path.Combine(folder, "Orders.deps.json");
        var root = JsonNode.Parse(File.ReadAllText(path))!;
        var target = root["targets"]![(string)root["runtimeTarget"]!["name"]!]!;
        for (var i = 0; i < Assemblies; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"Company.Product.Component{i:d3}");
            target[$"{name}/1.{i}.0"] = JsonNode.Parse($$"""
                { "dependencies": { "Company.Product.Component000": "1.0.0", "Company.Product.Component001": "1.1.0" }, "runtime": { "lib/net10.0/{{name}}.dll": { "assemblyVersion": "1.{{i}}.0.0", "fileVersion": "1.{{i}}.26.1" } } }
                """);
            root["libraries"]![$"{name}/1.{i}.0"] = JsonNode.Parse($$"""
                { "type": "package", "serviceable": true, "sha512": "sha512-{{new string('A', 88)}}", "path": "{{name.ToLowerInvariant()}}/1.{{i}}.0", "hashPath": "{{name.ToLowerInvariant()}}.1.{{i}}.0.nupkg.sha512" }
                """);
            File.WriteAllText(Path.Combine(folder, name + ".dll"), "");
        }
        File.WriteAllText(path, root.ToJsonString());
    }
}
