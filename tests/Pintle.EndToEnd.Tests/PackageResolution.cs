using System.Text.Json.Nodes;
using Pintle.Layer;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>Which of a package's files and settings count, on the built layers. The rules themselves are compared with the .NET host's for many more packages, in Pintle.Resolution.Tests.</summary>
public sealed class PackageResolution
{
    private const string Profiles = "Profiles::Profiles.Function::Handle";
    private const string Packages = "Packages::Packages.Function::Handle";

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task Finds_packages_in_the_store_of_another_layer_and_in_probing_paths(LayerArchitecture processor)
    {
        using var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("Packages"));
        using var layers = await BuiltLayer.CopyAsync(processor);
        Move(package, "Humanizer.dll", Path.Combine(layers.Path, "dotnetcore", "store", processor.Name(), $"net{PublishedFunctions.TargetVersion}"));
        Move(package, "Microsoft.Data.Sqlite.dll", Path.Combine(package.Path, "probed"));
        var options = await Functions.PackageOptionsAsync(processor, Packages, package.Path) with { Layer = layers.Path };
        Configure(package, "Packages", config => config["additionalProbingPaths"] = new JsonArray($"{Functions.TaskRoot(options)}/probed"));

        options = options with { Environment = new Dictionary<string, string> { ["DOTNET_SHARED_STORE"] = $"{Functions.LayerRoot(options)}/dotnetcore/store/" } };
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);
        var result = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);

        Assert.False(result.IsError, $"{function.Init}\n{result}");
        var lines = result.Text.Split('\n');
        Assert.Contains("humanizer=Pascal case words", lines);
        Assert.Contains("native=SQLITE", lines);
    }

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task Takes_the_higher_assembly_version_then_the_higher_file_version_then_the_frameworks(LayerArchitecture processor)
    {
        // The framework's assemblies have its version.
        var own = PublishedFunctions.TargetVersion;
        (string Assembly, string Version, string FileVersion, bool IsFunctions)[] cases =
        [
            ("System.Net.Mail", "9.0.0.0", "99.0.0.0", false),
            ("System.Linq.Parallel", $"{own}.0.0", $"{own}.0.1", false),
            ("System.Data.Common", $"{own}.0.0", "99.0.0.0", true),
            ("System.Formats.Tar", "99.0.0.0", "1.0.0.0", true),
        ];
        using var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("Profiles"));
        var options = await Functions.PackageOptionsAsync(processor, Profiles, package.Path);
        foreach (var (assembly, version, fileVersion, _) in cases)
        {
            File.Copy(Path.Combine(options.Layer!, "pintle", "dotnet", assembly + ".dll"), Path.Combine(package.Path, assembly + ".dll"));
            Functions.List(Path.Combine(package.Path, "Profiles.deps.json"), $"{assembly}/1.0.0", $$"""{ "runtime": { "{{assembly}}.dll": { "assemblyVersion": "{{version}}", "fileVersion": "{{fileVersion}}" } } }""");
        }

        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);

        foreach (var (assembly, _, _, isFunctions) in cases)
        {
            var result = await AskAsync(function, $"assembly {assembly}");
            Assert.True(result.Text == $"{(isFunctions ? Functions.TaskRoot(options) : $"{Functions.LayerRoot(options)}/pintle/dotnet")}/{assembly}.dll", $"{function.Init}\n{result}");
        }
    }

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task Passes_the_settings_of_runtimeconfig_on_to_the_function_and_to_the_GC(LayerArchitecture processor)
    {
        using var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("Profiles"));
        Configure(package, "Profiles", config => config["configProperties"] = JsonNode.Parse("""{ "Orders.Currency": "€", "Orders.Rate": 1.50, "System.GC.Concurrent": false, "System.GC.ConserveMemory": 7 }"""));

        await using var function = await LambdaFunction.StartAsync(await Functions.PackageOptionsAsync(processor, Profiles, package.Path), TestContext.Current.CancellationToken);

        Assert.Equal(
            ("€", "1.5", "False", "7"),
            ((await AskAsync(function, "setting Orders.Currency")).Text, (await AskAsync(function, "setting Orders.Rate")).Text, (await AskAsync(function, "gc ConcurrentGC")).Text, (await AskAsync(function, "gc GCConserveMem")).Text));
    }

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task Does_without_a_deps_file_and_without_a_runtimeconfig_file(LayerArchitecture processor)
    {
        using var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("Profiles"));
        foreach (var file in Directory.EnumerateFiles(package.Path, "*.json"))
            File.Delete(file);

        var options = await Functions.PackageOptionsAsync(processor, Profiles, package.Path);
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);
        var result = await AskAsync(function, "place");

        Assert.True(result.Text == $"{Functions.TaskRoot(options)}/Profiles.dll", $"{function.Init}\n{result}");
    }

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task Settles_several_deps_and_runtimeconfig_files_by_the_main_assemblys_name(LayerArchitecture processor)
    {
        using var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("Profiles"));
        foreach (var ending in (string[])["deps.json", "runtimeconfig.json"])
        {
            File.Move(Path.Combine(package.Path, $"Profiles.{ending}"), Path.Combine(package.Path, $"Main.{ending}"));
            _ = package.Write($"Other.{ending}", "not even JSON");
        }

        await using var function = await LambdaFunction.StartAsync(await Functions.PackageOptionsAsync(processor, Profiles, package.Path, ("LAMBDA_DOTNET_MAIN_ASSEMBLY", "Main.dll")), TestContext.Current.CancellationToken);
        var result = await AskAsync(function, "version");

        Assert.True(result.Text == (await BuiltLayer.GetAsync(processor)).Manifest.Dotnet, $"{function.Init}\n{result}");
    }

    private static Task<InvocationResult> AskAsync(LambdaFunction function, string word) => function.InvokeAsync($"\"{word}\"", cancellationToken: TestContext.Current.CancellationToken);

    private static void Configure(ScratchFolder package, string name, Action<JsonNode> change)
    {
        var path = Path.Combine(package.Path, $"{name}.runtimeconfig.json");
        var root = JsonNode.Parse(File.ReadAllText(path))!;
        change(root["runtimeOptions"]!);
        File.WriteAllText(path, root.ToJsonString());
    }

    /// <summary>Moves an assembly out of the package, to where its NuGet package would have it below a folder.</summary>
    private static void Move(ScratchFolder package, string assembly, string folder)
    {
        var root = JsonNode.Parse(File.ReadAllText(Path.Combine(package.Path, "Packages.deps.json")))!;
        var libraries = root["targets"]![(string)root["runtimeTarget"]!["name"]!]!.AsObject();
        var (library, path) = libraries.SelectMany(each => (each.Value!["runtime"]?.AsObject() ?? []).Select(file => (each.Key, file.Key))).Single(each => Path.GetFileName(each.Item2) == assembly);
        var moved = Path.Combine(folder, (string)root["libraries"]![library]!["path"]!, path);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(moved)!);
        File.Move(Path.Combine(package.Path, assembly), moved);
    }
}
