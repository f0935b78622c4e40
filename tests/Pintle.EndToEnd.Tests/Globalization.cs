using System.Text.Json;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>Functions on a layer with ICU and time zone data, taken from the packages libicu and tzdata of the OS, and functions that bring ICU themselves.</summary>
public sealed class Globalization
{
    private const string Handler = "Profiles::Profiles.Function::Handle";

    [Fact]
    public async Task Of_the_layer_gives_cultures_from_its_own_libraries_whatever_LD_LIBRARY_PATH_says()
    {
        RequireIcu();
        var layer = await BuiltLayer.GetIcuAsync();

        var result = await InvokeAsync(layer.Directory, await PublishedFunctions.TestFunctionAsync("Profiles"), "words", ("LD_LIBRARY_PATH", $"{BuiltLayer.IcuFolder}:/var/task"));

        var version = layer.Manifest.Components.Single(component => component.Name == "icu").Version;
        var libraries = string.Join(' ', ((string[])["data", "i18n", "uc"]).Select(name => $"/opt/pintle/dotnet/libicu{name}.so.{version}"));
        Assert.True(result.Text == $"1.234,5 März True {libraries}", result.ToString());
    }

    [Fact]
    public async Task Of_the_layer_gives_time_zones_of_the_version_in_the_manifest()
    {
        RequireIcu();
        var layer = await BuiltLayer.GetIcuAsync();

        var result = await InvokeAsync(layer.Directory, await PublishedFunctions.TestFunctionAsync("Profiles"), "zone");

        Assert.True(result.Text == "14:00 True /opt/pintle/zoneinfo", result.ToString());
        Assert.Matches("^20[0-9]{2}[a-z]$", layer.Manifest.Components.Single(component => component.Name == "tzdata").Version);
    }

    [Fact]
    public async Task Of_the_layer_yields_to_a_function_that_wants_the_invariant_culture()
    {
        RequireIcu();
        var layer = await BuiltLayer.GetIcuAsync();
        var package = await PublishedFunctions.GetAsync("tests/Functions/Profiles", "-invariant", "-p:InvariantGlobalization=true");

        var result = await InvokeAsync(layer.Directory, package, "culture");

        Functions.AssertError(result, "CultureNotFoundException", "without InvariantGlobalization=true");
    }

    [Fact]
    public async Task Of_the_layer_warns_nobody_and_adds_nothing_to_the_functions_own_mistakes()
    {
        RequireIcu();
        var layer = await BuiltLayer.GetIcuAsync();
        var options = await Functions.PackageOptionsAsync("Packages::Packages.Function::Handle", await PublishedFunctions.TestFunctionAsync("Packages")) with { Layer = layer.Directory };

        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);

        Assert.True(function.Init.Succeeded && !function.Init.Logs.Any(line => line.Text.Contains("ICU", StringComparison.Ordinal)), function.Init.ToString());
    }

    [Fact]
    public async Task That_a_function_brings_itself_works_on_a_layer_without_any()
    {
        RequireIcu();
        using var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("Profiles"));
        var files = Directory.EnumerateFiles(BuiltLayer.IcuFolder!, "libicu*.so.*.*").Where(file => file.Contains("libicudata", StringComparison.Ordinal)
            || file.Contains("libicuuc", StringComparison.Ordinal) || file.Contains("libicui18n", StringComparison.Ordinal)).ToArray();
        foreach (var file in files)
            File.Copy(file, Path.Combine(package.Path, Path.GetFileName(file)));
        var version = Path.GetFileName(files[0]).Split(".so.")[1];
        var names = string.Join(",", files.Select(file => $$""" "{{Path.GetFileName(file)}}": {} """));
        Functions.List(Path.Combine(package.Path, "Profiles.deps.json"), "Icu/1.0.0", $$"""{ "native": { {{names}} } }""");
        var config = Path.Combine(package.Path, "Profiles.runtimeconfig.json");
        var text = await File.ReadAllTextAsync(config, TestContext.Current.CancellationToken);
        File.WriteAllText(config, text.Replace("\"configProperties\": {", $"\"configProperties\": {{ \"System.Globalization.AppLocalIcu\": \"{version}\",", StringComparison.Ordinal));

        var result = await InvokeAsync((await BuiltLayer.GetAsync()).Directory, package.Path, "words");

        Assert.True(result.Text.StartsWith("1.234,5 März True /var/task/libicudata", StringComparison.Ordinal), result.ToString());
    }

    [Fact]
    public async Task Of_the_layer_is_in_the_bill_of_materials_and_passes_verification()
    {
        RequireIcu();
        var layer = await BuiltLayer.GetIcuAsync();

        var report = await Pintle.Layer.Verify.LayerVerifier.VerifyAsync(layer.ZipPath, null, TestContext.Current.CancellationToken);

        Assert.True(report.Findings.Count == 0, string.Join('\n', report.Findings));
        using var bill = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.ChangeExtension(layer.ZipPath, ".cdx.json"), TestContext.Current.CancellationToken));
        var named = bill.RootElement.GetProperty("components").EnumerateArray().Select(component => component.GetProperty("purl").GetString()).ToArray();
        foreach (var component in layer.Manifest.Components)
            Assert.Contains($"pkg:generic/{component.Name}@{component.Version}", named);
    }

    private static void RequireIcu() => Assert.SkipWhen(BuiltLayer.IcuFolder is null || !Directory.Exists(BuiltLayer.ZoneInfoFolder), "Needs ICU's libraries and time zone data: install icu-devtools and tzdata.");

    private static async Task<InvocationResult> InvokeAsync(string layer, string package, string word, params (string Name, string Value)[] environment)
    {
        var options = await Functions.PackageOptionsAsync(Handler, package, environment) with { Layer = layer };
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);
        Assert.True(function.Init.Succeeded, function.Init.ToString());
        return await function.InvokeAsync($"\"{word}\"", cancellationToken: TestContext.Current.CancellationToken);
    }
}
