using System.Text.Json;
using Pintle.Layer;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>Functions on a layer with ICU and time zone data, taken from the packages libicu and tzdata of the OS, and functions that bring ICU themselves.</summary>
public sealed class Globalization
{
    private const string Handler = "Profiles::Profiles.Function::Handle";

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task Of_the_layer_gives_cultures_from_its_own_libraries_whatever_LD_LIBRARY_PATH_says(LayerArchitecture processor)
    {
        var layer = await LayerAsync(processor);
        var options = await OptionsAsync(processor, layer.Directory, Handler, await PublishedFunctions.TestFunctionAsync("Profiles"));

        var result = await InvokeAsync(options with { Environment = Variables(("LD_LIBRARY_PATH", $"{await IcuFolderAsync(processor)}:{Functions.TaskRoot(options)}")) }, "words");

        var version = layer.Manifest.Components.Single(component => component.Name == "icu").Version;
        var libraries = string.Join(' ', ((string[])["data", "i18n", "uc"]).Select(name => $"{Functions.LayerRoot(options)}/pintle/dotnet/libicu{name}.so.{version}"));
        Assert.True(result.Text == $"1.234,5 März True {libraries}", result.ToString());
    }

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task Of_the_layer_gives_resources_of_a_culture_to_the_function_and_to_its_packages_without_a_warning(LayerArchitecture processor)
    {
        var options = await OptionsAsync(processor, (await LayerAsync(processor)).Directory, "Packages::Packages.German::Handle", await PublishedFunctions.TestFunctionAsync("Packages"));

        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);
        var result = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(result.Text == "Guten Tag, 1 Stunde", $"{function.Init}\n{result}");
        Assert.DoesNotContain(function.Init.Logs, line => line.Text.Contains("ICU", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task Of_the_layer_gives_time_zones_of_the_version_in_the_manifest(LayerArchitecture processor)
    {
        var layer = await LayerAsync(processor);
        var options = await OptionsAsync(processor, layer.Directory, Handler, await PublishedFunctions.TestFunctionAsync("Profiles"));

        var result = await InvokeAsync(options, "zone");

        Assert.True(result.Text == $"14:00 True {Functions.LayerRoot(options)}/pintle/zoneinfo", result.ToString());
        Assert.Matches("^20[0-9]{2}[a-z]$", layer.Manifest.Components.Single(component => component.Name == "tzdata").Version);
    }

    /// <summary>The sandbox has the machine's, as provided.al2023 has its package tzdata.</summary>
    [Fact]
    public async Task Of_the_OS_gives_time_zones_and_Lambdas_own_is_UTC()
    {
        Assert.SkipWhen(!Directory.Exists(BuiltLayer.ZoneInfoFolder), "Needs time zone data: install tzdata.");
        var options = await Functions.PackageOptionsAsync(Handler, await PublishedFunctions.TestFunctionAsync("Profiles"));

        Assert.Equal(":UTC", (await InvokeAsync(options, "TZ")).Text);
        Assert.Equal("0", (await InvokeAsync(options, "local")).Text);
        Assert.Equal("2", (await InvokeAsync(options with { Environment = Variables(("TZ", "Europe/Berlin")) }, "local")).Text);
        Assert.StartsWith("14:00 True", (await InvokeAsync(options, "zone")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task Of_the_layer_yields_to_a_function_that_wants_the_invariant_culture(LayerArchitecture processor)
    {
        var package = await PublishedFunctions.GetAsync("tests/Functions/Profiles", "-invariant", "-p:InvariantGlobalization=true");

        var result = await InvokeAsync(await OptionsAsync(processor, (await LayerAsync(processor)).Directory, Handler, package), "culture");

        Functions.AssertError(result, "CultureNotFoundException", "without InvariantGlobalization=true");
    }

    /// <summary>The layer's data are cut to what .NET reads; a function that brings the whole ones sees what there was before.</summary>
    [Fact]
    public async Task Of_the_layer_says_of_every_culture_what_the_uncut_data_say()
    {
        _ = await IcuFolderAsync(LayerArchitecture.X64);
        using var package = await WithIcuAsync(LayerArchitecture.X64);
        var patience = TimeSpan.FromMinutes(10);
        var own = await Functions.PackageOptionsAsync(LayerArchitecture.X64, Handler, package.Path) with { Timeout = patience };
        var cut = await OptionsAsync(LayerArchitecture.X64, (await LayerAsync(LayerArchitecture.X64)).Directory, Handler, await PublishedFunctions.TestFunctionAsync("Profiles")) with { Timeout = patience };

        var before = await InvokeAsync(own, "cultures");
        var after = await InvokeAsync(cut, "cultures");

        var lines = before.Text.Split('\n');
        Assert.True(lines.Length > 600, before.ToString());
        Assert.Equal(lines, after.Text.Split('\n'));
    }

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task That_a_function_brings_itself_works_on_a_layer_without_any(LayerArchitecture processor)
    {
        using var package = await WithIcuAsync(processor);

        var options = await Functions.PackageOptionsAsync(processor, Handler, package.Path);
        var result = await InvokeAsync(options, "words");

        Assert.True(result.Text.StartsWith($"1.234,5 März True {Functions.TaskRoot(options)}/libicudata", StringComparison.Ordinal), result.ToString());
    }

    [Fact]
    public async Task Of_the_layer_is_in_the_bill_of_materials_and_passes_verification()
    {
        var layer = await LayerAsync(LayerArchitecture.X64);

        var report = await Pintle.Layer.Verify.LayerVerifier.VerifyAsync(layer.ZipPath, null, TestContext.Current.CancellationToken);

        Assert.True(report.Findings.Count == 0, string.Join('\n', report.Findings));
        using var bill = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.ChangeExtension(layer.ZipPath, ".cdx.json"), TestContext.Current.CancellationToken));
        var named = bill.RootElement.GetProperty("components").EnumerateArray().Select(component => component.GetProperty("purl").GetString()).ToArray();
        foreach (var component in layer.Manifest.Components)
            Assert.Contains($"pkg:generic/{component.Name}@{component.Version}", named);
    }

    /// <summary>A function's package with ICU's libraries in it, as they are.</summary>
    private static async Task<ScratchFolder> WithIcuAsync(LayerArchitecture processor)
    {
        var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("Profiles"));
        var folder = await IcuFolderAsync(processor);
        var files = BuiltLayer.IcuFiles(folder);
        foreach (var file in files)
            File.Copy(file, Path.Combine(package.Path, Path.GetFileName(file)));
        var names = string.Join(",", files.Select(file => $$""" "{{Path.GetFileName(file)}}": {} """));
        Functions.List(Path.Combine(package.Path, "Profiles.deps.json"), "Icu/1.0.0", $$"""{ "native": { {{names}} } }""");
        var config = Path.Combine(package.Path, "Profiles.runtimeconfig.json");
        var text = await File.ReadAllTextAsync(config, TestContext.Current.CancellationToken);
        File.WriteAllText(config, text.Replace("\"configProperties\": {", $"\"configProperties\": {{ \"System.Globalization.AppLocalIcu\": \"{BuiltLayer.IcuVersion(folder)}\",", StringComparison.Ordinal));
        return package;
    }

    private static async Task<LayerArtifact> LayerAsync(LayerArchitecture processor)
    {
        _ = await IcuFolderAsync(processor);
        return await BuiltLayer.GetIcuAsync(processor);
    }

    private static async Task<string> IcuFolderAsync(LayerArchitecture processor)
    {
        Assert.SkipWhen(BuiltLayer.IcuFolder is null || !Directory.Exists(BuiltLayer.ZoneInfoFolder), "Needs ICU's libraries and time zone data: install icu-devtools and tzdata.");
        return processor == LayerArchitecture.X64 ? BuiltLayer.IcuFolder! : await Arm64Libraries.GetAsync();
    }

    private static async Task<LambdaFunctionOptions> OptionsAsync(LayerArchitecture processor, string layer, string handler, string package) =>
        await Functions.PackageOptionsAsync(processor, handler, package) with { Layer = layer };

    private static Dictionary<string, string> Variables(params (string Name, string Value)[] variables) => variables.ToDictionary(each => each.Name, each => each.Value);

    private static async Task<InvocationResult> InvokeAsync(LambdaFunctionOptions options, string word)
    {
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);
        Assert.True(function.Init.Succeeded, function.Init.ToString());
        return await function.InvokeAsync($"\"{word}\"", cancellationToken: TestContext.Current.CancellationToken);
    }
}
