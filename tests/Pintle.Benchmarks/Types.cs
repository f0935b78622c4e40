using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Pintle.Benchmarks;

/// <summary>What the number of types in a function costs at its start: the sample with more and more classes that nothing uses, in turns.</summary>
internal static class Types
{
    private static readonly int[] Counts = [0, 100, 1000, 5000];

    /// <returns>The command's exit code.</returns>
    public static async Task<int> RunAsync(string layer, string root, int runs)
    {
        var scratch = Directory.CreateTempSubdirectory("pintle-types-").FullName;
        try
        {
            var functions = new List<(int Count, string Folder)>();
            foreach (var count in Counts)
                functions.Add((count, await PublishAsync(root, scratch, count).ConfigureAwait(false)));
            foreach (var handler in (string[])["Echo", "Place"])
                Measure(layer, functions, handler, runs);
            return 0;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static void Measure(string layer, List<(int Count, string Folder)> functions, string handler, int runs)
    {
        var times = functions.ToDictionary(function => function.Count, _ => new List<double>());
        for (var run = 0; run <= runs; run++)
        {
            foreach (var (count, folder) in functions)
            {
                var time = Bootstrap.StartProcessor(layer, folder, $"Orders::Orders.Function::{handler}");
                if (run > 0) // The first fills the page cache.
                    times[count].Add(time);
            }
        }

        foreach (var (count, folder) in functions)
        {
            times[count].Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{handler}, {count} more types ({new FileInfo(Path.Combine(folder, "Orders.dll")).Length / 1e3:F0} kB): {times[count][times[count].Count / 2]:F2} ms of processor time until the first /next; least {times[count][0]:F2}"));
        }
    }

    private static async Task<string> PublishAsync(string root, string scratch, int count)
    {
        var (source, targets) = (Path.Combine(scratch, $"Types{count}.cs"), Path.Combine(scratch, $"types{count}.targets"));
        var text = new StringBuilder("namespace Orders.Many;\n");
        for (var i = 0; i < count; i++)
            _ = text.Append(CultureInfo.InvariantCulture, $"public sealed class Item{i} {{ public string? Name {{ get; set; }} public int Amount {{ get; set; }} public override string ToString() => Name + Amount; }}\n");
        await File.WriteAllTextAsync(source, text.ToString()).ConfigureAwait(false);
        await File.WriteAllTextAsync(targets, $"<Project><ItemGroup Condition=\"'$(MSBuildProjectName)' == 'Orders'\"><Compile Include=\"{source}\" /></ItemGroup></Project>").ConfigureAwait(false);

        var output = Path.Combine(scratch, $"out{count}");
        string[] arguments = ["publish", Path.Combine(root, "layer/samples/Orders"), "-c", "Release", "-o", output, $"-p:ArtifactsPath={Path.Combine(scratch, $"build{count}")}", $"-p:CustomAfterMicrosoftCommonTargets={targets}", "--nologo", "-v", "quiet"];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments))!;
        await process.WaitForExitAsync().ConfigureAwait(false);
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"dotnet publish ended with {process.ExitCode}; its output is above.");
    }
}
