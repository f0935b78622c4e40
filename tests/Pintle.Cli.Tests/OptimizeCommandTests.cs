using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

public sealed class OptimizeCommandTests
{
    private const string Place = "Orders::Orders.Function::Place";
    private const string Order = """{"id":"a1","quantity":3,"price":9.5}""";

    [Fact]
    public async Task Says_what_it_compiled_and_how_much_less_is_jitted()
    {
        using var scratch = new ScratchFolder();

        var run = await OptimizeAsync(scratch, await PublishedFunctions.OrdersAsync(), "--handler", Place, "--event", Order, "--runs", "1", "--json");

        using var json = JsonDocument.Parse(run.Output);
        var handler = Assert.Single(json.RootElement.GetProperty("handlers").EnumerateArray());
        Assert.True(handler.GetProperty("jittedAfter").GetInt32() < 12 && handler.GetProperty("jittedBefore").GetInt32() > 40, run.ToString());
        Assert.True(handler.GetProperty("coldStartMsBefore").GetDouble() > 0 && handler.GetProperty("coldStartMsAfter").GetDouble() > 0 && handler.GetProperty("ratio").GetProperty("median").GetDouble() > 0, run.ToString());
        Assert.Equal(["Amazon.Lambda.Core.dll", "Amazon.Lambda.Serialization.SystemTextJson.dll", "Orders.dll"], json.RootElement.GetProperty("compiled").EnumerateArray().Select(each => each.GetString()));
    }

    /// <summary>A name with an escape is left to the serializer. With such events generated code would be loaded for nothing.</summary>
    [Theory]
    [InlineData(Order, true)]
    [InlineData("""{"\u0069d":"a1","quantity":3,"price":9.5}""", false)]
    public async Task Generates_code_for_JSON_that_it_has_seen_to_fit(string payload, bool isThere)
    {
        using var scratch = new ScratchFolder();

        var run = await OptimizeAsync(scratch, await PublishedFunctions.OrdersAsync(), "--handler", Place, "--event", payload, "--runs", "0", "--json");

        Assert.True(run.ExitCode == 0, run.ToString());
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(isThere, Assert.Single(json.RootElement.GetProperty("rehearsed").EnumerateArray()).GetProperty("generatedJson").GetBoolean());
        await using var zip = await ZipFile.OpenReadAsync(Zip(scratch), TestContext.Current.CancellationToken);
        Assert.Equal(isThere ? 1 : 0, zip.Entries.Count(entry => entry.Name.StartsWith("json-", StringComparison.Ordinal)));
        Assert.Equal(isThere, (await ReadAsync(zip, "pintle.rehearsal/list")).Contains("\njson\t", StringComparison.Ordinal));
    }

    [Fact(Timeout = 600_000)]
    public async Task Writes_the_same_bytes_from_a_folder_and_from_its_own_result()
    {
        using var scratch = new ScratchFolder();
        var first = await OptimizeAsync(scratch, await PublishedFunctions.OrdersAsync());
        var bytes = await File.ReadAllBytesAsync(Zip(scratch), TestContext.Current.CancellationToken);
        var given = Path.Combine(scratch.Path, "given.zip");
        File.Move(Zip(scratch), given);

        var second = await OptimizeAsync(scratch, given);

        Assert.True(first.ExitCode == 0 && first.Output == Zip(scratch) + Environment.NewLine, first.ToString());
        var again = await File.ReadAllBytesAsync(Zip(scratch), TestContext.Current.CancellationToken);
        Assert.True(bytes.SequenceEqual(again), $"{first}\n{second}");
    }

    [Fact(Timeout = 600_000)]
    public async Task Keeps_everything_but_code_and_removes_what_the_framework_has_as_new()
    {
        using var scratch = new ScratchFolder();
        var function = Path.Combine(scratch.Path, "function");
        _ = Directory.CreateDirectory(function);
        foreach (var file in Directory.EnumerateFiles(await PublishedFunctions.OrdersAsync()))
            File.Copy(file, Path.Combine(function, Path.GetFileName(file)));
        var layer = (await BuiltLayer.GetAsync()).Directory;
        File.Copy(Path.Combine(layer, "pintle", "dotnet", "System.Collections.Immutable.dll"), Path.Combine(function, "System.Collections.Immutable.dll"));
        List(Path.Combine(function, "Orders.deps.json"), "System.Collections.Immutable", "9.0.0.0");
        File.Copy(Path.Combine(layer, "pintle", "dotnet", "System.IO.Pipelines.dll"), Path.Combine(function, "System.IO.Pipelines.dll"));
        List(Path.Combine(function, "Orders.deps.json"), "System.IO.Pipelines", "99.0.0.0");
        _ = scratch.Script("function/native.dll", "MZ, and nothing that a CLR knows");
        _ = scratch.Write("function/grüße.txt", "a file of the function's");

        var run = await OptimizeAsync(scratch, function);

        Assert.True(run.ExitCode == 0, run.ToString());
        await using var zip = await ZipFile.OpenReadAsync(Zip(scratch), TestContext.Current.CancellationToken);
        Assert.Null(zip.GetEntry("System.Collections.Immutable.dll"));
        Assert.NotNull(zip.GetEntry("System.IO.Pipelines.dll"));
        var dependencies = await ReadAsync(zip, "Orders.deps.json");
        Assert.DoesNotContain("System.Collections.Immutable.dll", dependencies, StringComparison.Ordinal);
        Assert.Contains("System.IO.Pipelines.dll", dependencies, StringComparison.Ordinal);
        Assert.Equal("a file of the function's", await ReadAsync(zip, "grüße.txt"));
        Assert.Equal(0b111_101_101, (zip.GetEntry("native.dll")!.ExternalAttributes >> 16) & 0x1FF);
        using var record = JsonDocument.Parse(await ReadAsync(zip, "pintle.optimized.json"));
        Assert.Equal(["System.Collections.Immutable.dll"], record.RootElement.GetProperty("removed").EnumerateArray().Select(each => each.GetString()));
        Assert.Equal(64, record.RootElement.GetProperty("layer").GetProperty("frameworkList").GetString()!.Length);
    }

    [Fact]
    public async Task Fills_no_folder_that_holds_something_else()
    {
        using var scratch = new ScratchFolder();
        _ = scratch.Write("mine/letter.txt", "a letter");

        var run = await Run.PintleAsync("optimize", await PublishedFunctions.OrdersAsync(), "--layer", (await BuiltLayer.GetAsync()).Directory, "--output", Path.Combine(scratch.Path, "mine"));

        Assert.True(run.ExitCode == 2, run.ToString());
        Assert.Contains("holds something else, which would be removed", run.Messages, StringComparison.Ordinal);
        Assert.Equal(["letter.txt"], Directory.EnumerateFileSystemEntries(Path.Combine(scratch.Path, "mine")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("webb", "Expected --layer to be a zip, a folder, or a layer of pintle/layers.yaml (web), found \"webb\".")]
    [InlineData("web", "Expected the layer \"web\" at ")]
    public async Task Takes_a_layer_by_its_owners_name(string name, string said)
    {
        using var scratch = new ScratchFolder();
        _ = scratch.Write("pintle/pins.json", await File.ReadAllTextAsync(Path.Combine(Repository.Root, "layer", "pins.json"), TestContext.Current.CancellationToken));
        _ = scratch.Write("pintle/layers.yaml", "layers:\n  - name: web\n");

        var (exitCode, printed) = await Programs.ShellAsync(scratch.Path, $"{{0}} optimize {await PublishedFunctions.OrdersAsync()} --layer {name}");
        Assert.True(exitCode == 2, printed);
        Assert.Contains(said, printed, StringComparison.Ordinal);

        if (name == "web")
        {
            // Where pintle build puts it.
            var built = await BuiltLayer.GetAsync();
            var layers = Directory.CreateDirectory(Path.Combine(scratch.Path, "pintle", "layers")).FullName;
            foreach (var file in (string[])[built.ZipPath, Path.ChangeExtension(built.ZipPath, "cdx.json"), Path.ChangeExtension(built.ZipPath, "intoto.json")])
                File.Copy(file, Path.Combine(layers, Path.GetFileName(file)));
            (exitCode, printed) = await Programs.ShellAsync(scratch.Path, $"{{0}} optimize {await PublishedFunctions.OrdersAsync()} --layer {name} --output made/ 2>&1");
            Assert.True(exitCode == 0 && File.Exists(Path.Combine(scratch.Path, "made", "Orders.dll")), printed);
            // It is the only one there.
            (exitCode, printed) = await Programs.ShellAsync(scratch.Path, "cd pintle && {0} verify");
            Assert.True(exitCode == 0 && printed.Contains(Path.GetFileName(built.ZipPath), StringComparison.Ordinal), printed);
        }
    }

    [Theory]
    [InlineData("--handler Orders::Orders.Function::Place", "A handler is only run with an event that you give")]
    [InlineData("--event {}", "A handler is only run with an event that you give")]
    [InlineData("--handler Orders::Orders.Function::Missing --event {}", "its init phase failed")]
    [InlineData("--env =x", "Expected --env to be NAME=VALUE or NAME")]
    [InlineData("--runs -1", "Expected --runs to be from 0 to 1000")]
    public async Task Refuses_what_it_cannot_do_and_writes_nothing(string arguments, string words)
    {
        using var scratch = new ScratchFolder();

        var run = await OptimizeAsync(scratch, await PublishedFunctions.OrdersAsync(), arguments.Split(' '));

        Assert.True(run.ExitCode == 2 && run.Messages.ReplaceLineEndings(" ").Contains(words, StringComparison.Ordinal), run.ToString());
        Assert.Empty(Directory.EnumerateFileSystemEntries(scratch.Path));
    }

    [Fact]
    public async Task Refuses_what_is_no_layer_and_what_is_no_function()
    {
        using var scratch = new ScratchFolder();
        var text = scratch.Write("text.zip", "no zip");
        var layer = (await BuiltLayer.GetAsync()).Directory;

        var noLayer = await Run.PintleAsync("optimize", await PublishedFunctions.OrdersAsync(), "--layer", text, "--output", Zip(scratch));
        var noFunction = await Run.PintleAsync("optimize", text, "--layer", layer, "--output", Zip(scratch));

        Assert.True(noLayer.ExitCode == 2 && noLayer.Messages.Contains("Expected a layer that Pintle built", StringComparison.Ordinal), noLayer.ToString());
        Assert.True(noFunction.ExitCode == 2 && noFunction.Messages.Contains("Expected a function's zip or folder", StringComparison.Ordinal), noFunction.ToString());
        Assert.False(File.Exists(Zip(scratch)));
    }

    private static string Zip(ScratchFolder scratch) => Path.Combine(scratch.Path, "optimized.zip");

    private static async Task<Run> OptimizeAsync(ScratchFolder scratch, string function, params string[] arguments) =>
        await Run.PintleAsync(["optimize", function, "--layer", (await BuiltLayer.GetAsync()).Directory, "--output", Zip(scratch), .. arguments]);

    private static async Task<string> ReadAsync(ZipArchive zip, string name)
    {
        using var reader = new StreamReader(await zip.GetEntry(name)!.OpenAsync(TestContext.Current.CancellationToken));
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    private static void List(string depsPath, string assembly, string version)
    {
        var root = JsonNode.Parse(File.ReadAllText(depsPath))!;
        root["targets"]![(string)root["runtimeTarget"]!["name"]!]![assembly + "/1.0.0"] = new JsonObject
        {
            ["runtime"] = new JsonObject { [$"lib/net10.0/{assembly}.dll"] = new JsonObject { ["assemblyVersion"] = version, ["fileVersion"] = version } },
        };
        root["libraries"]![assembly + "/1.0.0"] = JsonNode.Parse("""{ "type": "package", "serviceable": true, "sha512": "" }""");
        File.WriteAllText(depsPath, root.ToJsonString());
    }
}
