using System.Text.Json;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

public sealed class BuildCommandTests
{
    [Fact]
    public async Task Prints_the_zips_path_and_nothing_else_on_standard_output()
    {
        var layer = await BuiltLayer.GetAsync();

        var run = await Run.PintleAsync("build", "--output", Path.GetDirectoryName(layer.ZipPath)!);

        Assert.True(run.ExitCode == 0 && run.Output.TrimEnd() == layer.ZipPath, run.ToString());
        Assert.Contains($"{Size.Of(layer.ZipSize)} zipped ({Size.Of(52_428_800 - layer.ZipSize)} left of a direct upload's 50 MiB (52.4 MB)), ", run.Messages, StringComparison.Ordinal);
        Assert.Contains($"{Size.Of(layer.UnzippedSize)} unzipped ({Size.Of(262_144_000 - layer.UnzippedSize)} left of Lambda's 250 MiB (262.1 MB) for function and layers together).", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_to_keep_a_group_that_there_is_not_and_names_those_there_are()
    {
        var run = await Run.PintleAsync("build", "--keep", "everything");

        Assert.True(run.ExitCode == 2 && run.Messages.Contains("createdump, debugger, lttng, gc, hosting", StringComparison.Ordinal), run.ToString());
    }

    [Fact]
    public async Task Describes_the_layer_as_JSON()
    {
        var layer = await BuiltLayer.GetAsync();

        var run = await Run.PintleAsync("build", "--json", "--output", Path.GetDirectoryName(layer.ZipPath)!);

        using var json = JsonDocument.Parse(run.Output);
        var one = Assert.Single(json.RootElement.GetProperty("layers").EnumerateArray());
        Assert.Equal(layer.ZipPath, one.GetProperty("zip").GetString());
        Assert.Equal(layer.Manifest.Dotnet, one.GetProperty("dotnet").GetString());
        Assert.Equal(new FileInfo(layer.ZipPath).Length, one.GetProperty("zipBytes").GetInt64());
    }

    [Fact]
    public async Task Builds_for_every_processor_and_prints_one_path_a_line()
    {
        var (x64, arm64) = (await BuiltLayer.GetAsync(), await BuiltLayer.GetArm64FilesAsync());

        var run = await Run.PintleAsync("build", "--arch", "all", "--output", Path.GetDirectoryName(x64.ZipPath)!);

        Assert.True(run.ExitCode == 0 && run.Output == $"{x64.ZipPath}\n{arm64.ZipPath}\n", run.ToString());
    }

    [Fact]
    public async Task Refuses_a_processor_that_Lambda_does_not_have()
    {
        var run = await Run.PintleAsync("build", "--arch", "riscv64");

        Assert.True(run.ExitCode == 2 && run.Messages.Contains("x64", StringComparison.Ordinal) && run.Messages.Contains("arm64", StringComparison.Ordinal), run.ToString());
    }
}
