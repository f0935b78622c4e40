using Pintle.Cli.Layers;
using Pintle.Layer;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>Whose pins a command uses, and which layers an owner builds from them.</summary>
public sealed class PinPlaceTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    [Fact]
    public void Is_the_nearest_folder_upwards_that_has_an_owners_pins_or_is_a_clone()
    {
        _ = _scratch.Write("company/pintle/pins.json", "{}");
        _ = _scratch.Write("company/clone/layer/pins.json", "{}");
        _ = Directory.CreateDirectory(At("company/clone/src/Pintle.Bootstrap"));
        _ = Directory.CreateDirectory(At("company/functions/orders/src"));

        Assert.Equal(PinPlace.OfOwner(At("company")), PinPlace.Find(At("company/functions/orders/src")));
        Assert.Equal(PinPlace.OfOwner(At("company")), PinPlace.Find(At("company")));
        Assert.Equal(PinPlace.OfClone(At("company/clone")), PinPlace.Find(At("company/clone/src")));
        Assert.Null(PinPlace.Find(_scratch.Path));
    }

    [Fact]
    public void Is_the_owners_where_a_folder_is_a_clone_as_well()
    {
        _ = _scratch.Write("both/layer/pins.json", "{}");
        _ = _scratch.Write("both/pintle/pins.json", "{}");
        _ = Directory.CreateDirectory(At("both/src/Pintle.Bootstrap"));

        var found = PinPlace.Find(At("both/src"));

        Assert.True(found is { IsOwners: true, Changelog: null, FileName: "pintle/pins.json" }, $"{found}");
    }

    [Fact]
    public void Lists_layers_with_what_is_not_said_at_its_default()
    {
        var layers = Read("""
            # A remark.
            layers:
              - name: api
                pin: "10.0"
                framework: aspnet
              - name: jobs
                architecture: arm64
                keep: [createdump]
            """);

        Assert.Equal(["api", "jobs"], layers.Select(each => each.Name));
        Assert.Equal(("10.0", LayerArchitecture.X64, LayerFramework.AspNet), (layers[0].Request.Pin, layers[0].Request.Architecture, layers[0].Request.Framework));
        Assert.Equal((null, LayerArchitecture.Arm64, LayerFramework.Core, "createdump"), (layers[1].Request.Pin, layers[1].Request.Architecture, layers[1].Request.Framework, layers[1].Request.Keep.Single()));
    }

    [Theory]
    [InlineData("", "one member, \"layers\"")]
    [InlineData("layers: []", "one member, \"layers\"")]
    [InlineData("layers:\n  - [", "line 3")]
    [InlineData("layers:\n  - pin: x", "line 2, \"name\"; found none")]
    [InlineData("layers:\n  - name: a\n    processor: x64", "line 3, only name, pin")]
    [InlineData("layers:\n  - name: a\n    architecture: x86", "line 3, \"architecture\" to be x64 or arm64; found \"x86\"")]
    [InlineData("layers:\n  - name: a\n    keep: gc", "line 3, \"keep\" to be a list")]
    [InlineData("layers:\n  - name: a\n  - name: a\n    framework: aspnet", "line 3, a name of its own")]
    [InlineData("layers:\n  - name: a\n  - name: b\n    keep: [gc]", "\"b\" and \"a\"")]
    [InlineData("layers: [a\nb: c", "a bracket or a brace before it is not closed")]
    [InlineData("layers:\n  - &a { name: x }\n  - *a", "without YAML aliases, found one at line 3")]
    [InlineData("layers:\n  - name\r:", "a member of it has no value that can be read")]
    [InlineData("<<<<<<< ours\nlayers:\n", "settled after a merge, but line 1 has a conflict marker")]
    public void Refuses_layers_that_it_does_not_understand_with_the_place(string text, string words)
    {
        var refused = Assert.Throws<ToolException>(() => Read(text));

        Assert.True(refused.Message.Contains(words, StringComparison.Ordinal) && refused.Message.Contains("pintle/layers.yaml", StringComparison.Ordinal), refused.Message);
    }

    [Fact]
    public async Task Is_not_made_where_there_is_one()
    {
        var pins = _scratch.Write("pintle/pins.json", "mine");

        var run = await Run.PintleAsync("init", _scratch.Path);

        Assert.True(run.ExitCode == 2 && run.Output.Length == 0 && run.Messages.Contains("Nothing was changed", StringComparison.Ordinal), run.ToString());
        Assert.Equal("mine", await File.ReadAllTextAsync(pins, TestContext.Current.CancellationToken));
    }

    public void Dispose() => _scratch.Dispose();

    private IReadOnlyList<(string Name, LayerRequest Request)> Read(string text) => LayersFile.Read(_scratch.Write("pintle/layers.yaml", text));

    private string At(string path) => Path.Combine(_scratch.Path, path);
}
