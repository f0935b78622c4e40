using System.Text.Json;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

public sealed class PinCommandTests
{
    [Fact]
    public async Task Lists_the_pins_when_nothing_is_asked_for()
    {
        var layer = await BuiltLayer.GetAsync();

        var run = await Run.PintleAsync("pin");

        Assert.True(run.ExitCode == 0 && run.Output.Contains($"10.0 (default) x64: .NET {layer.Manifest.Dotnet}, bootstrap NativeAOT {layer.Manifest.Bootstrap.NativeAot[0].Version}\n", StringComparison.Ordinal), run.ToString());
    }

    [Fact]
    public async Task Lists_the_pins_as_JSON()
    {
        var layer = await BuiltLayer.GetAsync();

        var run = await Run.PintleAsync("pin", "--json");

        using var json = JsonDocument.Parse(run.Output);
        var pin = json.RootElement.GetProperty("pins").EnumerateArray().Single(each => each.GetProperty("isDefault").GetBoolean() && each.GetProperty("architecture").GetString() == "x64");
        Assert.Equal((layer.Manifest.Dotnet, "10.0"), (pin.GetProperty("dotnet").GetString(), pin.GetProperty("name").GetString()));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("move").ValueKind);
    }

    [Theory]
    [InlineData("pin 10.0.1 --back", "Expected one of VERSION, --latest and --back")]
    [InlineData("pin --latest 9.0", "Expected the channel 10.0")]
    [InlineData("pin 10.0", "Expected an exact version")]
    [InlineData("pin --back --name none", "There is no pin \"none\"")]
    [InlineData("pin 10.0.1 --name a_b", "Expected a name of letters, digits, dots and hyphens")]
    public async Task Refuses_what_it_cannot_do_before_anything_is_asked_for(string arguments, string words)
    {
        var before = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "layer", "pins.json"), TestContext.Current.CancellationToken);

        var run = await Run.PintleAsync(arguments.Split(' '));

        Assert.True(run.ExitCode == 2 && run.Output.Length == 0 && run.Messages.Contains(words, StringComparison.Ordinal), run.ToString());
        Assert.Equal(before, await File.ReadAllTextAsync(Path.Combine(Repository.Root, "layer", "pins.json"), TestContext.Current.CancellationToken));
    }
}
