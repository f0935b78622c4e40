using System.Globalization;
using System.Text.Json.Nodes;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>The heap's limit from the function's memory, and what happens at it.</summary>
public sealed class MemoryLimits
{
    private const long MiB = 1024 * 1024;

    [Theory]
    [InlineData(128, "", "", 128)]
    [InlineData(512, "", "", 512)]
    [InlineData(512, "DOTNET_GCHeapHardLimit", "0x4000000", 64)]
    [InlineData(512, "DOTNET_GCHeapHardLimit", "0x40000000", 512)]
    public async Task The_heap_is_limited_to_the_functions_memory_unless_a_lower_limit_is_set(int memory, string name, string value, int expected)
    {
        Assert.Equal(expected * MiB, await AvailableAsync(memory, name, value));
    }

    [Fact]
    public async Task The_opt_out_of_AWS_leaves_the_heap_unlimited()
    {
        Assert.True(await AvailableAsync(128, "AWS_LAMBDA_DOTNET_DISABLE_MEMORY_LIMIT_CHECK", "true") > 128 * MiB);
    }

    [Fact]
    public async Task A_handler_that_meets_the_limit_is_an_OutOfMemoryException_and_the_environment_goes_on()
    {
        // The heap's own limit is the subject: a full heap and the runtime beside it are more than the function's memory, and the emulator would kill it.
        var options = await Functions.OptionsAsync("Handlers::Handlers.Endings::Allocate");
        await using var function = await LambdaFunction.StartAsync(options with { EnforceMemory = false }, TestContext.Current.CancellationToken);

        var failed = await function.InvokeAsync("1000", cancellationToken: TestContext.Current.CancellationToken);
        var next = await function.InvokeAsync("10", cancellationToken: TestContext.Current.CancellationToken);

        Functions.AssertError(failed, "OutOfMemoryException", "");
        Assert.True(next is { Text: "10", InitDuration: null }, next.ToString());
    }

    [Theory]
    [InlineData("", "5242880", 5)]
    [InlineData("0x400000", "", 4)]
    [InlineData("0x400000", "5242880", 4)]
    public async Task The_youngest_generations_budget_is_what_the_function_sets_in_its_runtimeconfig_or_before_that_in_its_environment(string variable, string property, int expected)
    {
        var options = await Functions.OptionsAsync("Handlers::Handlers.ProcessView::YoungestGenerationBudget");
        using var package = new ScratchFolder();
        foreach (var file in Directory.EnumerateFiles(options.Function))
            File.Copy(file, Path.Combine(package.Path, Path.GetFileName(file)));
        if (property.Length > 0)
        {
            var path = Path.Combine(package.Path, "Handlers.runtimeconfig.json");
            var config = JsonNode.Parse(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken))!;
            config["runtimeOptions"]!["configProperties"]!["System.GC.Gen0MaxBudget"] = long.Parse(property, CultureInfo.InvariantCulture);
            await File.WriteAllTextAsync(path, config.ToJsonString(), TestContext.Current.CancellationToken);
        }
        var environment = variable.Length == 0 ? new Dictionary<string, string>() : new() { ["DOTNET_GCGen0MaxBudget"] = variable };
        await using var function = await LambdaFunction.StartAsync(options with { Function = package.Path, Environment = environment }, TestContext.Current.CancellationToken);

        var result = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(result.Text == $"{expected * MiB}", result.ToString());
    }

    private static async Task<long> AvailableAsync(int memory, string name, string value)
    {
        var options = await Functions.OptionsAsync("Handlers::Handlers.ProcessView::AvailableMemory");
        var environment = new Dictionary<string, string>();
        if (name.Length > 0)
            environment[name] = value;
        await using var function = await LambdaFunction.StartAsync(options with { MemoryMB = memory, Environment = environment }, TestContext.Current.CancellationToken);

        var result = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);

        Assert.False(result.IsError, result.ToString());
        return long.Parse(result.Text, CultureInfo.InvariantCulture);
    }
}
