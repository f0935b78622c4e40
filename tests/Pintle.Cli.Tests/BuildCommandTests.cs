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
        Assert.Contains("of Lambda's 250.0 MB left", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Describes_the_layer_as_JSON()
    {
        var layer = await BuiltLayer.GetAsync();

        var run = await Run.PintleAsync("build", "--json", "--output", Path.GetDirectoryName(layer.ZipPath)!);

        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(layer.ZipPath, json.RootElement.GetProperty("zip").GetString());
        Assert.Equal(layer.Manifest.Dotnet, json.RootElement.GetProperty("dotnet").GetString());
        Assert.Equal(new FileInfo(layer.ZipPath).Length, json.RootElement.GetProperty("zipBytes").GetInt64());
    }
}
