using System.Globalization;
using System.Text;
using Pintle.Layer;
using Pintle.Testing;

namespace Pintle.Benchmarks;

/// <summary>
/// Writes what a POCO handler's start touches of the layer's files to layer/training/pages. The layer has to be on a device that reads nothing ahead, for example a file with a file system in it that is
/// mounted over a loop device (losetup --direct-io=on, mount, blockdev --setra 0); a page that is then in memory was touched.
/// </summary>
internal static class TouchedPages
{
    public const string List = "pintle/startup.pages";

    public static async Task<int> RunAsync(string orders, string layer, string root)
    {
        if (PageCache.ReadAheadOf(layer) is not 0 and var ahead)
            throw new ArgumentException($"Expected {layer} on a device that reads 0 kB ahead, found {ahead?.ToString(CultureInfo.InvariantCulture) ?? "one that does not say"}. Mount one and set it with blockdev --setra 0.");
        if (File.Exists(Path.Combine(layer, List)))
            throw new ArgumentException($"Expected a layer without {List}, which would be read too. Remove it from {layer}.");

        // Another processor's is emulated, which takes plain folders.
        var sandbox = NameOf(layer).EndsWith(LayerNames.OfThisMachine.Name(), StringComparison.Ordinal) ? SandboxKind.Auto : SandboxKind.Folders;
        using var program = await MeasuredProgram.OpenAsync("Place", new LambdaFunctionOptions { Layer = layer, Function = orders, Handler = "Orders::Orders.Function::Place", MemoryMB = 512, Sandbox = sandbox });
        var settings = new StartSettings("""{"id":"a1","quantity":3,"price":9.5}"""u8.ToArray(), Invocations: 1, MemoryMB: 512, LimitsCpu: false, DropsCache: true);
        var figures = await ColdStart.MeasureAsync(program, settings);
        if (figures.Undropped > 0)
            throw new ArgumentException($"Expected none of the layer's files in memory before the start, found {figures.Undropped} bytes. End what else runs from {layer}.");

        // In the order in which a start opens them; what is mapped without being seen comes last.
        var opened = figures.Opens.Select(open => open.Path).Distinct().ToList();
        var text = new StringBuilder("pintle-startup-pages 1\n");
        foreach (var path in Directory.EnumerateFiles(layer, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).OrderBy(path => opened.IndexOf(path) is >= 0 and var place ? place : int.MaxValue))
        {
            var ranges = PageCache.ResidentRanges(path);
            if (ranges.Count == 0)
                continue;
            _ = text.Append(Path.GetRelativePath(layer, path)).Append('\n');
            foreach (var (offset, length) in ranges)
                _ = text.Append(CultureInfo.InvariantCulture, $"{offset} {length}\n");
        }

        var target = Path.Combine(root, "layer", "training", "pages", $"{NameOf(layer)}.txt");
        await File.WriteAllTextAsync(target, text.ToString());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target}: {figures.BytesRead / 1e6:F1} MB read until the first response."));
        return 0;
    }

    /// <summary>Channel and processor: <c>10.0-x64</c>.</summary>
    private static string NameOf(string layer)
    {
        var lines = File.ReadLines(Path.Combine(layer, "pintle", "framework.list")).Select(line => line.Split('\t')).ToList();
        var version = Version.Parse(lines.First(line => line[0] == "framework")[2].Split('-')[0]);
        return $"{version.ToString(2)}-{lines.First(line => line[0] == "rid")[1].Split('-')[1]}";
    }
}
