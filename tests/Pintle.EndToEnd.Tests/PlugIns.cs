using Pintle.Layer;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>Functions that load plug-ins through AssemblyDependencyResolver, which asks the .NET host that the layer doesn't have.</summary>
public sealed class PlugIns
{
    private static string Json => JsonOf("Packages");

    [Fact]
    public async Task Bring_their_own_versions_of_packages_and_their_native_libraries()
    {
        using var package = await PackageAsync();

        var result = await InvokeAsync(package, "/var/task/plugins/Packages/Packages.dll");

        Assert.False(result.IsError, result.ToString());
        var lines = result.Text.Split('\n');
        Assert.Contains(Json, lines);
        Assert.Contains($"function's={PublishedFunctions.TargetVersion}.0.0", lines);
        Assert.Contains("native=SQLITE", lines);
        Assert.Contains("humanizer=Pascal case words", lines);
        Assert.Contains("own=Good day", lines);
    }

    [Fact]
    public async Task Without_a_list_of_files_are_what_is_in_their_folder()
    {
        using var package = await PackageAsync();
        var folder = Path.Combine(package.Path, "plugins", "Packages");
        File.Delete(Path.Combine(folder, "Packages.deps.json"));
        // Where no list says which of a package's native libraries is this processor's, the folder itself has to have it.
        File.Move(Path.Combine(folder, "runtimes", "linux-x64", "native", "libe_sqlite3.so"), Path.Combine(folder, "libe_sqlite3.so"));

        var result = await InvokeAsync(package, "/var/task/plugins/Packages/Packages.dll");

        Assert.True(!result.IsError && result.Text.Contains($"{Json}\n", StringComparison.Ordinal), result.ToString());
    }

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task That_are_not_there_are_named_in_the_exception(LayerArchitecture processor)
    {
        using var package = await PackageAsync();

        var (result, root) = await InvokeAsync(processor, package, "plugins/Missing.dll");

        Functions.AssertError(result, "InvalidOperationException", $"Expected the plug-in's assembly at {root}/plugins/Missing.dll");
    }

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task With_a_damaged_list_of_files_are_refused_with_its_place(LayerArchitecture processor)
    {
        using var package = await PackageAsync();
        _ = package.Write("plugins/Packages/Packages.deps.json", "{ \"targets\": [");

        var (result, root) = await InvokeAsync(processor, package, "plugins/Packages/Packages.dll");

        Functions.AssertError(result, "InvalidOperationException", $"Expected {root}/plugins/Packages/Packages.deps.json to be a deps.json as dotnet publish writes it, but line 1");
    }

    /// <summary>The line that Packages answers with: its package has version 11.0.0.0 of System.Text.Json, and of two files of one version the framework's counts.</summary>
    internal static string JsonOf(string folder) => $"json=11.0.0.0 from {(PublishedFunctions.TargetMajor < 11 ? folder : "dotnet")}";

    private static async Task<ScratchFolder> PackageAsync()
    {
        var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("PlugIns"));
        var published = await PublishedFunctions.TestFunctionAsync("Packages");
        foreach (var file in Directory.EnumerateFiles(published, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(package.Path, "plugins", "Packages", Path.GetRelativePath(published, file));
            _ = Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        return package;
    }

    private static async Task<InvocationResult> InvokeAsync(ScratchFolder package, string plugIn)
    {
        await using var function = await LambdaFunction.StartAsync(await Functions.PackageOptionsAsync("PlugIns::PlugIns.Function::Handle", package.Path), TestContext.Current.CancellationToken);
        return await function.InvokeAsync($"\"{plugIn}\"", cancellationToken: TestContext.Current.CancellationToken);
    }

    private static async Task<(InvocationResult Result, string TaskRoot)> InvokeAsync(LayerArchitecture processor, ScratchFolder package, string plugIn)
    {
        var options = await Functions.PackageOptionsAsync(processor, "PlugIns::PlugIns.Function::Handle", package.Path);
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);
        return (await function.InvokeAsync($"\"{Functions.TaskRoot(options)}/{plugIn}\"", cancellationToken: TestContext.Current.CancellationToken), Functions.TaskRoot(options));
    }
}
