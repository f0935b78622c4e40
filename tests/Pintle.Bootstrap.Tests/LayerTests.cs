using Pintle.Bootstrap.Tests.Hosting;
using Pintle.Shared;

namespace Pintle.Bootstrap.Tests;

/// <summary>A layer that was not unpacked as it was built, found before CoreCLR touches it.</summary>
public sealed class LayerTests
{
    [Fact]
    public async Task Without_its_framework_list_is_incomplete()
    {
        await using var scenario = new Scenario();
        File.Delete(scenario.Layer.FrameworkList);

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.LayerIncomplete, scenario.Layer.FrameworkList);
    }

    [Fact]
    public async Task With_a_list_of_another_format_is_corrupt()
    {
        await using var scenario = new Scenario();
        var text = await File.ReadAllTextAsync(scenario.Layer.FrameworkList, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(scenario.Layer.FrameworkList, text.Replace("list 1", "list 2", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.LayerCorrupt, "Line 1 of " + scenario.Layer.FrameworkList);
    }

    [Theory]
    [InlineData("System.Private.CoreLib.dll")]
    [InlineData("libSystem.Native.so")]
    [InlineData("libcoreclr.so")]
    public async Task Without_a_framework_file_is_incomplete(string name)
    {
        await using var scenario = new Scenario();
        File.Delete($"{scenario.Layer.RuntimeFolder}/{name}");

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.LayerIncomplete, $"{scenario.Layer.RuntimeFolder}/{name}, but it is not there");
        Assert.Empty(outcome.Echo);
    }

    [Theory]
    [InlineData("System.Text.Json.dll", -1)]
    [InlineData("System.Text.Json.dll", 1)]
    [InlineData("libSystem.Native.so", -1000)]
    [InlineData("libcoreclr.so", -4096)]
    public async Task With_a_framework_file_of_another_size_is_corrupt(string name, int difference)
    {
        await using var scenario = new Scenario();
        var path = $"{scenario.Layer.RuntimeFolder}/{name}";
        long built, found;
        await using (var file = File.OpenWrite(path))
        {
            built = file.Length;
            found = built + difference;
            file.SetLength(found);
        }

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.LayerCorrupt, $"Expected {path} to have {built} bytes, but it has {found}.");
        Assert.Empty(outcome.Echo);
    }

    [Fact]
    public async Task Without_its_runtime_folder_is_incomplete()
    {
        await using var scenario = new Scenario();
        Directory.Delete(scenario.Layer.RuntimeFolder, recursive: true);

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.LayerIncomplete, scenario.Layer.RuntimeFolder, "no such folder");
    }

    [Fact]
    public async Task Runs_from_a_folder_with_a_space_and_a_letter_beyond_ASCII()
    {
        await using var scenario = new Scenario("öffentlicher Ordner");

        var outcome = await scenario.RunAsync();

        Assert.Equal([$"{scenario.Layer.Root}/bootstrap\tpintle"], outcome.Echoed("initialize"));
        Assert.Equal([Outcome.Next], outcome.RequestLines);
    }
}
