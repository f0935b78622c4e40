using System.Text.Json;
using Pintle.Layer;
using Pintle.Layer.Optimize;
using Pintle.Shared;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>ASP.NET Core on the layer that has it: an executable assembly of Microsoft.NET.Sdk.Web, behind events of an HTTP API.</summary>
public sealed class WebApplications
{
    [Theory]
    [InlineData("GET", "/orders/a1", "quantity=3", null, 200, """{"id":"a1","quantity":3}""")]
    [InlineData("POST", "/orders", "", "{\"id\":\"b2\"}", 201, "\"{\\\"id\\\":\\\"b2\\\"}\"")]
    [InlineData("GET", "/status", "", null, 200, """{"framework":MAJOR}""")]
    [InlineData("GET", "/nowhere", "", null, 404, "")]
    public async Task Answer_minimal_endpoints_and_controllers(string method, string path, string query, string? body, int status, string answer)
    {
        await using var function = await LambdaFunction.StartAsync(await OptionsAsync((await BuiltLayer.GetAspNetAsync()).Directory), TestContext.Current.CancellationToken);

        var result = await function.InvokeAsync(Event(method, path, query, body), cancellationToken: TestContext.Current.CancellationToken);

        Assert.False(result.IsError, $"{function.Init}\n{result}");
        using var response = JsonDocument.Parse(result.Payload);
        Assert.True(response.RootElement.GetProperty("statusCode").GetInt32() == status, result.ToString());
        Assert.True(response.RootElement.GetProperty("body").GetString()!.StartsWith(answer.Replace("MAJOR", $"{PublishedFunctions.TargetMajor}", StringComparison.Ordinal), StringComparison.Ordinal), result.ToString());
    }

    /// <summary>
    /// Several threads start at once, so the counts differ by some. Of the framework's are left some 50: two dozen that the framework marks for full optimization (AwaitUnsafeOnCompleted over an awaiter), and what crossgen2 does not compile;
    /// they are over 300 where a list of methods goes into one assembly only, and over 1,200 without any. On .NET 11 they are some 70, most of them asynchronous, and some 30 of runtime async.
    /// </summary>
    [Fact]
    public async Task Jit_hardly_any_of_the_frameworks_methods()
    {
        var list = await JittedAsync(await PublishedFunctions.TestFunctionAsync("WebApp"));

        var frameworks = list.Methods.Where(method => !IsOwn(method) && !NeverPrecompiled.IsOfRuntimeAsync(method)).ToList();
        Assert.True(frameworks.Count is > 0 and <= 75, $"{frameworks.Count} methods:\n{string.Join('\n', frameworks)}");
        Assert.True(CountWithoutRuntimeAsync(list) <= (PublishedFunctions.TargetMajor < 11 ? 215 : 225), $"{list.Count} methods:\n{string.Join('\n', list.Methods)}");
    }

    [Fact(Timeout = 600_000)]
    public async Task Jit_nothing_of_their_own_when_they_are_optimized()
    {
        var layer = (await BuiltLayer.GetAspNetAsync()).Directory;
        using var package = await OptimizedFunctions.CreateAsync(layer, await PublishedFunctions.TestFunctionAsync("WebApp"), "WebApp", Event("GET", "/orders/a1", "quantity=3", null), TestContext.Current.CancellationToken);

        var list = await JittedAsync(Path.Combine(package.Path, "function.zip"));

        Assert.DoesNotContain(list.Methods, IsOwn);
        Assert.True(CountWithoutRuntimeAsync(list) is > 0 and <= 120, $"{list.Count} methods:\n{string.Join('\n', list.Methods)}");
    }

    [Fact]
    public async Task Are_refused_by_a_layer_without_ASP_NET_Core_with_the_two_ways_out()
    {
        await using var function = await LambdaFunction.StartAsync(await OptionsAsync((await BuiltLayer.GetAsync()).Directory), TestContext.Current.CancellationToken);

        Assert.True(function.Init.Exit?.Code == (int)FaultCode.FrameworkMismatch, function.Init.ToString());
        var line = Assert.Single(function.Init.Logs, each => each.Text.Contains(nameof(FaultCode.FrameworkMismatch), StringComparison.Ordinal)).Text;
        Assert.Contains($"Microsoft.AspNetCore.App {PublishedFunctions.TargetVersion}.0", line, StringComparison.Ordinal);
        Assert.Contains("pintle build --framework aspnet", line, StringComparison.Ordinal);
        Assert.Contains("or publish the function without it", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task Leave_a_function_without_ASP_NET_Core_its_own_framework_only(LayerArchitecture processor)
    {
        var layer = await (processor == LayerArchitecture.X64 ? BuiltLayer.GetAspNetAsync() : BuiltLayer.GetArm64AspNetAsync());
        var options = await Functions.PackageOptionsAsync(processor, "Orders::Orders.Function::Echo", await PublishedFunctions.OrdersAsync(), ("PINTLE_LOG", "info")) with { Layer = layer.Directory };
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);

        var result = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(result.Text == "{}", result.ToString());
        var line = Assert.Single(function.Init.Logs, each => each.Text.Contains("runs Orders on .NET", StringComparison.Ordinal)).Text;
        Assert.DoesNotContain("Microsoft.AspNetCore.App", line, StringComparison.Ordinal);
    }

    /// <summary>Until the first response, and then to an orderly end.</summary>
    private static async Task<JitList> JittedAsync(string package)
    {
        var options = await Functions.PackageOptionsAsync("WebApp", package) with
        {
            Layer = (await BuiltLayer.GetAspNetAsync()).Directory,
            Environment = new Dictionary<string, string> { ["DOTNET_JitStdOutFile"] = "/tmp/jitted.txt", ["DOTNET_JitDisasmSummary"] = "1" },
        };
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);
        Assert.SkipWhen(function.Sandbox.Kind == SandboxKind.Folders, "Needs a sandbox with a /tmp of its own: install bubblewrap (apt-get install bubblewrap).");

        var result = await function.InvokeAsync(Event("GET", "/orders/a1", "quantity=3", null), cancellationToken: TestContext.Current.CancellationToken);
        _ = await function.InvokeAsync("\"last\"", cancellationToken: TestContext.Current.CancellationToken);
        _ = await function.StopAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.False(result.IsError, result.ToString());
        return JitList.Read(await File.ReadAllLinesAsync(Path.Combine(function.TemporaryFolder, "jitted.txt"), TestContext.Current.CancellationToken));
    }

    private static int CountWithoutRuntimeAsync(JitList list) => list.Count - list.Methods.Count(NeverPrecompiled.IsOfRuntimeAsync);

    /// <summary>Whether it is of the application's, or of the framework over the application's types.</summary>
    private static bool IsOwn(string method) =>
        method.StartsWith("Program", StringComparison.Ordinal) || method.Contains("[Program", StringComparison.Ordinal) || method.Contains(",Program", StringComparison.Ordinal)
        || method.Contains("WebApp.", StringComparison.Ordinal) || method.Contains("SelfPolling.", StringComparison.Ordinal);

    private static async Task<LambdaFunctionOptions> OptionsAsync(string layer) =>
        await Functions.PackageOptionsAsync("WebApp", await PublishedFunctions.TestFunctionAsync("WebApp")) with { Layer = layer };

    private static string Event(string method, string path, string query, string? body)
    {
        var context = new { http = new { method } };
        return body is null
            ? JsonSerializer.Serialize(new { rawPath = path, rawQueryString = query, requestContext = context })
            : JsonSerializer.Serialize(new { rawPath = path, rawQueryString = query, requestContext = context, body });
    }
}
