using Pintle.Layer;
using Pintle.Shared;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>Handlers that Amazon's loop runs, a stand-in of which is in the layer: what Pintle does with it, not what it does with handlers.</summary>
public sealed class SecondEngine
{
    private const string Handler = "Profiles::Profiles.Function::Handle";

    [Theory]
    [InlineData(LayerArchitecture.X64, LayerEngine.Both, null, false)]
    [InlineData(LayerArchitecture.X64, LayerEngine.Both, "aws", true)]
    [InlineData(LayerArchitecture.X64, LayerEngine.Aws, null, true)]
    [InlineData(LayerArchitecture.X64, LayerEngine.Aws, "pintle", false)]
    [InlineData(LayerArchitecture.Arm64, LayerEngine.Both, null, false)]
    [InlineData(LayerArchitecture.Arm64, LayerEngine.Both, "aws", true)]
    public async Task Runs_handlers_where_the_layer_or_the_variable_says_so(LayerArchitecture processor, LayerEngine engine, string? variable, bool isAws)
    {
        var package = await PublishedFunctions.TestFunctionAsync("Profiles");
        var options = await Functions.PackageOptionsAsync(processor, Handler, package, variable is null ? [] : [("PINTLE_ENGINE", variable)]) with { Layer = (await LayerAsync(engine, processor)).Directory };
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);

        var place = await InvokeAsync(function, "place");
        var entry = await InvokeAsync(function, "entry");
        var again = await InvokeAsync(function, "PINTLE_ENGINE");

        Assert.True(place.Text == $"{Functions.TaskRoot(options)}/Profiles.dll", $"{function.Init}\n{place}");
        Assert.True(entry.Text == (isAws ? "Pintle.AwsEngine" : "Profiles"), entry.ToString());
        Assert.True(again.Text == (variable ?? "(not set)"), again.ToString());
    }

    [Theory]
    [InlineData(LayerArchitecture.X64, "Amazon.Lambda.RuntimeSupport", "1.0.0.0", false)]
    [InlineData(LayerArchitecture.X64, "Amazon.Lambda.RuntimeSupport", "9.0.0.0", true)]
    [InlineData(LayerArchitecture.X64, "Amazon.Lambda.Core", "0.1.0.0", true)]
    [InlineData(LayerArchitecture.Arm64, "Amazon.Lambda.Core", "0.1.0.0", true)]
    public async Task Yields_to_a_higher_version_of_the_functions_and_to_its_Core_always(LayerArchitecture processor, string assembly, string version, bool isFunctions)
    {
        using var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("Profiles"));
        var layer = await LayerAsync(LayerEngine.Both, processor);
        File.Copy(Path.Combine(layer.Directory, "pintle", "engine", assembly + ".dll"), Path.Combine(package.Path, assembly + ".dll"));
        Functions.List(Path.Combine(package.Path, "Profiles.deps.json"), $"{assembly}/1.0.0", $$"""{ "runtime": { "{{assembly}}.dll": { "assemblyVersion": "{{version}}", "fileVersion": "{{version}}" } } }""");

        var options = await Functions.PackageOptionsAsync(processor, Handler, package.Path, ("PINTLE_ENGINE", "aws")) with { Layer = layer.Directory };
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);
        var result = await InvokeAsync(function, $"assembly {assembly}");

        var folder = isFunctions ? Functions.TaskRoot(options) : $"{Functions.LayerRoot(options)}/pintle/engine";
        Assert.True(result.Text == $"{folder}/{assembly}.dll", $"{function.Init}\n{result}");
    }

    [Theory]
    [InlineData(LayerArchitecture.X64, "aws", "but the layer has none. Build it with pintle build --engine both")]
    [InlineData(LayerArchitecture.X64, "other", "Expected PINTLE_ENGINE to be pintle or aws, but it is \"other\".")]
    [InlineData(LayerArchitecture.Arm64, "aws", "but the layer has none. Build it with pintle build --engine both")]
    public async Task That_the_layer_lacks_ends_the_start_with_the_way_out(LayerArchitecture processor, string variable, string message)
    {
        var options = await Functions.PackageOptionsAsync(processor, Handler, await PublishedFunctions.TestFunctionAsync("Profiles"), ("PINTLE_ENGINE", variable));

        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);

        Assert.True(function.Init is { ErrorType: "Runtime.EngineUnavailable", Exit.Code: (int)FaultCode.EngineUnavailable }, function.Init.ToString());
        Assert.Contains(message, Functions.Body(function.Init).Replace("\\u0022", "\"", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_described_in_the_manifest_and_passes_verification()
    {
        var layer = await LayerAsync(LayerEngine.Both);

        Assert.Equal(["Amazon.Lambda.Core", "Amazon.Lambda.RuntimeSupport", "SnapshotRestore.Registry"], layer.Manifest.Packages.Where(package => package.Use == "engine").Select(package => package.Id));
        var report = await Pintle.Layer.Verify.LayerVerifier.VerifyAsync(layer.ZipPath, null, TestContext.Current.CancellationToken);
        Assert.True(report.Findings.Count == 0, string.Join('\n', report.Findings));
    }

    private static Task<LayerArtifact> LayerAsync(LayerEngine engine, LayerArchitecture processor = LayerArchitecture.X64) =>
        engine == LayerEngine.Aws ? BuiltLayer.GetAwsAsync() : BuiltLayer.GetBothAsync(processor);

    private static Task<InvocationResult> InvokeAsync(LambdaFunction function, string word) => function.InvokeAsync($"\"{word}\"", cancellationToken: TestContext.Current.CancellationToken);
}
