using System.Text.Json;
using System.Text.RegularExpressions;
using Pintle.Shared;

namespace Pintle.Repository.Tests;

public sealed partial class ReadmeTests
{
    private static readonly MarkdownDocument Readme = MarkdownDocument.Read("README.md");

    [Fact]
    public void Has_at_most_150_lines() => Assert.InRange(Readme.Text.TrimEnd().Split('\n').Length, 1, 150);

    [Theory]
    [InlineData("provided.al2023")]
    [InlineData("AWS go on patching the operating system")]
    [InlineData("exactly three things are yours")]
    [InlineData("**the function**")]
    [InlineData("**the layer's own files**")]
    [InlineData("NativeAOT runtime")]
    [InlineData("**the .NET version in the layer**")]
    public void Says_in_its_first_ten_lines_for_whom_it_is_and_whose_patch_is_whose(string words) =>
        Assert.Contains(words, string.Join(' ', Readme.Text.Split('\n').Take(10)), StringComparison.Ordinal);

    [Theory]
    [InlineData("dotnet run --project src/Pintle.Cli -- demo")]
    [InlineData("dotnet test")]
    public void Has_the_two_commands_on_lines_of_their_own(string command) => Assert.Contains(command, Readme.Code);

    [Fact]
    public void Names_the_feature_band_of_the_SDK_that_global_json_asks_for()
    {
        using var global = JsonDocument.Parse(Checkout.Read("global.json"));
        var version = global.RootElement.GetProperty("sdk").GetProperty("version").GetString()!;

        Assert.Contains($".NET SDK {version[..^2]}xx", Readme.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Draws_the_places_where_the_bootstrap_looks()
    {
        var drawn = LayerTree.Files(Readme.Code);

        Assert.Contains("bootstrap", drawn);
        Assert.Contains(FrameworkListFormat.RelativePath, drawn);
        Assert.Contains(FrameworkListFormat.HostAssembly, drawn);
        Assert.Contains($"{FrameworkListFormat.RuntimeFolder}/libcoreclr.so", drawn);
    }

    [Fact]
    public void Draws_every_file_that_the_layer_has_beside_the_framework_s()
    {
        using var layout = JsonDocument.Parse(Checkout.Read("layer/layer.json"));
        var own = layout.RootElement.GetProperty("own").EnumerateObject().Select(entry => entry.Value.GetProperty("to").GetString()!);
        var placed = layout.RootElement.GetProperty("place").EnumerateArray().Select(entry => entry.GetProperty("to").GetString()!).Where(path => !path.EndsWith('/'));

        var drawn = LayerTree.Files(Readme.Code).Where(path => !path.StartsWith(FrameworkListFormat.RuntimeFolder, StringComparison.Ordinal));

        Assert.Equal(own.Concat(placed).Order(StringComparer.Ordinal), drawn);
    }

    [Fact]
    public void Draws_nothing_in_the_folders_that_layers_share() =>
        Assert.All(LayerTree.Files(Readme.Code), path => Assert.Matches("^(bootstrap|pintle/.+)$", path));

    [Fact]
    public void Attaches_the_layer_to_the_OS_only_runtime()
    {
        var command = string.Join(' ', Readme.Code.Select(line => line.TrimEnd('\\').Trim()));

        Assert.Matches(PublishCommand(), command);
        Assert.Matches(AttachCommand(), command);
    }

    [GeneratedRegex(@"Pintle\.Cli -- publish ""\$LAYER"" --name \S+ --region \S+")]
    private static partial Regex PublishCommand();

    [GeneratedRegex(@"Pintle\.Cli -- attach \S+ --layer \S+ --region \S+")]
    private static partial Regex AttachCommand();
}
