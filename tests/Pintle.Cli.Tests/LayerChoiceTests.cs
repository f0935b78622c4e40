using Pintle.Cli.Layers;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>Which layer a command line means that has no path.</summary>
public sealed class LayerChoiceTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    [Fact]
    public async Task Without_a_name_it_is_the_only_one_of_the_folder()
    {
        var zip = await PlaceAsync("layers:\n  - name: web\n    framework: aspnet\n");

        var missing = Assert.Throws<ToolException>(() => LayerChoice.OnlyOne(_scratch.Path));
        Assert.Equal($"Expected the layer \"web\" at {zip}, but it is not built from the pins as they are now. Run pintle build.", missing.Message);
        _ = _scratch.Write(Path.GetRelativePath(_scratch.Path, zip), "");
        Assert.Equal(zip, LayerChoice.OnlyOne(Path.Combine(_scratch.Path, "pintle")));
        Assert.Equal(zip, LayerChoice.Resolve("web", "the layer", _scratch.Path));
    }

    [Fact]
    public async Task Several_are_named_and_none_is_taken()
    {
        _ = await PlaceAsync("layers:\n  - name: core\n  - { name: web, framework: aspnet }\n");

        Assert.Equal("Expected one of the layers of pintle/layers.yaml: core, web. Name one.", Assert.Throws<ToolException>(() => LayerChoice.OnlyOne(_scratch.Path)).Message);
        Assert.StartsWith("Expected the layer to be a zip, a folder, or a layer of pintle/layers.yaml (core, web), found \"wbe\".", Assert.Throws<ToolException>(() => LayerChoice.Resolve("wbe", "the layer", _scratch.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Outside_of_an_owners_folder_it_has_to_be_named() =>
        Assert.Contains("only in a folder of pintle init it can be left out", Assert.Throws<ToolException>(() => LayerChoice.OnlyOne(_scratch.Path)).Message, StringComparison.Ordinal);

    public void Dispose() => _scratch.Dispose();

    /// <returns>Where the ASP.NET Core layer of the pins would be built.</returns>
    private async Task<string> PlaceAsync(string layers)
    {
        var pins = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "layer", "pins.json"), TestContext.Current.CancellationToken);
        _ = _scratch.Write("pintle/pins.json", pins);
        _ = _scratch.Write("pintle/layers.yaml", layers);
        var version = Layer.Definition.PinFileReader.Read("pins.json", System.Text.Encoding.UTF8.GetBytes(pins)).Find(null).For(Layer.LayerArchitecture.X64).Frameworks["core"].Version;
        return Path.Combine(_scratch.Path, "pintle", "layers", $"pintle-{version}-aspnet-x64.zip");
    }
}
