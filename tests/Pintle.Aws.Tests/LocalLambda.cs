using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text.Json.Nodes;
using FakeAws;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.Aws.Tests;

/// <summary>Real functions behind the fake account: each version of each function is one environment of the local Lambda, on the layer that the test run has built.</summary>
internal sealed class LocalLambda : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<LambdaFunction>>> _environments = new(StringComparer.Ordinal);

    /// <summary>The package as it is deployed.</summary>
    public static async Task<byte[]> OrdersZipAsync()
    {
        using var zip = new MemoryStream();
        ZipFile.CreateFromDirectory(await PublishedFunctions.OrdersAsync(), zip);
        return zip.ToArray();
    }

    public async Task<FakeAnswer> InvokeAsync(FakeInvocation invocation)
    {
        var function = await _environments.GetOrAdd($"{invocation.Function.Text("FunctionName")}:{invocation.Version}", _ => new(() => StartAsync(invocation.Configuration))).Value;
        var result = await function.InvokeAsync(invocation.Payload, null, TestContext.Current.CancellationToken);
        return new FakeAnswer(result.Payload.ToArray(), result.IsError ? "Unhandled" : null, string.Concat(result.ServiceLog.Select(line => line + "\n")));
    }

    private static async Task<LambdaFunction> StartAsync(JsonObject configuration) => await LambdaFunction.StartAsync(new LambdaFunctionOptions
    {
        Function = await PublishedFunctions.OrdersAsync(),
        Layer = (await BuiltLayer.GetAsync()).Directory,
        Handler = configuration["Handler"]!.GetValue<string>(),
        MemoryMB = 512,
        EnforceMemory = false,
        Timeout = TimeSpan.FromMinutes(10),
        InitTimeout = TimeSpan.FromMinutes(10),
        Environment = ((configuration["Environment"]?["Variables"] as JsonObject) ?? []).ToDictionary(each => each.Key, each => each.Value!.GetValue<string>()),
    }, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var environment in _environments.Values)
            await (await environment.Value).DisposeAsync();
    }
}
