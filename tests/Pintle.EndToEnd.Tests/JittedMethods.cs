using Pintle.Layer;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>Counts of methods that the JIT compiled until the first response: exact, and the same on every machine.</summary>
public sealed class JittedMethods
{
    internal const string ListFile = "jitted.txt";

    /// <summary>What stopping the CLR jits, after the last response.</summary>
    private const string OfShutdown = "System.Threading.Thread:GetThreadStaticsBase()";

    [Fact]
    public async Task Are_none_for_a_precompiled_stream_handler()
    {
        var options = await OptionsAsync("Precompiled::Precompiled.Function::Jitted");
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);

        var untilTheHandler = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);
        var untilTheFirstResponse = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);

        var message = $"{untilTheFirstResponse}\n{string.Join('\n', await StopAndReadAsync(function))}";
        Assert.True((untilTheHandler.Text, untilTheFirstResponse.Text) == ("0", "0"), message);
    }

    [Fact]
    public async Task Are_only_the_functions_own_for_a_stream_handler()
    {
        var jitted = await OfOneInvocationAsync("Orders::Orders.Function::Echo", "{}");

        Assert.True(jitted.Count == 2 && jitted.All(line => line.Contains(" Orders.Function:", StringComparison.Ordinal)), string.Join('\n', jitted));
    }

    /// <summary>The function and its packages are published without ReadyToRun, so what they have is the JIT's.</summary>
    [Theory(Timeout = 600_000)]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task Are_just_these_of_the_frameworks_and_none_of_the_hosts_for_a_POCO_handler(LayerArchitecture processor)
    {
        var layer = await (processor == LayerArchitecture.X64 ? BuiltLayer.GetAsync() : BuiltLayer.GetArm64Async());

        var (result, list) = await OptimizedFunctions.JittedAsync(
            layer.Directory, await PublishedFunctions.OrdersAsync(), "Orders::Orders.Function::Place", """{"id":"a1","quantity":3,"price":9.5}""", TestContext.Current.CancellationToken);

        Assert.True(result.Text == """{"id":"a1","total":28.5}""", result.ToString());
        NeverPrecompiled.AssertSame(NeverPrecompiled.On(processor), list.Methods.Where(method => !IsFunctions(method)));
        // The thread pool of .NET 11 goes on with a state machine by two more methods of its box.
        Assert.True(list.Methods.Count(IsFunctions) == (PublishedFunctions.TargetMajor < 11 ? 44 : 46), string.Join('\n', list.Methods.Where(IsFunctions)));
        // A constructor and two getters, which System.Text.Json makes at run time, and two of the host's own prewarming, which a start of more than 3 s leaves out: so do emulated ones on a busy machine.
        var dynamic = list.Count - list.Methods.Count;
        Assert.True(dynamic == 5 || (dynamic == 3 && processor != LayerArchitecture.X64), $"{dynamic} dynamic methods");
    }

    [Theory]
    [InlineData("ToConsole")]
    [InlineData("ToLogger")]
    [InlineData("ToStaticLogger")]
    public async Task Are_none_of_the_hosts_for_a_handler_that_logs(string method)
    {
        var jitted = await OfOneInvocationAsync($"Handlers::Handlers.Logs::{method}", "\"hi\"");

        Assert.True(!jitted.Any(line => line.Contains(" Pintle.Host.", StringComparison.Ordinal)), string.Join('\n', jitted));
    }

    /// <summary>Also the framework's generic code over the function's types.</summary>
    private static bool IsFunctions(string method) => method.Contains("Orders.", StringComparison.Ordinal) || method.Contains("Amazon.", StringComparison.Ordinal);

    private static async Task<LambdaFunctionOptions> OptionsAsync(string handler) => (await Functions.OptionsAsync(handler)) with
    {
        Environment = new Dictionary<string, string> { ["DOTNET_JitStdOutFile"] = $"/tmp/{ListFile}", ["DOTNET_JitDisasmSummary"] = "1" },
    };

    private static async Task<List<string>> OfOneInvocationAsync(string handler, string payload)
    {
        await using var function = await LambdaFunction.StartAsync(await OptionsAsync(handler), TestContext.Current.CancellationToken);
        var result = await function.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(result.IsError, result.ToString());
        return await StopAndReadAsync(function);
    }

    /// <summary>
    /// The lines as the JIT lists them, written out only by an orderly end. Those of the background compiler (Tier1, OSR) depend on time and are left out, and so does the second line
    /// of a method that two threads compiled at once: the CLR keeps what the first of them made.
    /// </summary>
    internal static async Task<List<string>> StopAndReadAsync(LambdaFunction function)
    {
        Assert.SkipWhen(function.Sandbox.Kind == SandboxKind.Folders, "Needs a sandbox with a /tmp of its own: install bubblewrap (apt-get install bubblewrap).");
        _ = await function.StopAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var list = Path.Combine(function.TemporaryFolder, ListFile);
        // A CLR that jits nothing at all writes no list.
        return !File.Exists(list) ? [] : [.. (await File.ReadAllLinesAsync(list, TestContext.Current.CancellationToken))
            .Where(line => line.Contains("JIT compiled", StringComparison.Ordinal)
                && !line.Contains("[Tier1", StringComparison.Ordinal) && !line.Contains("OSR", StringComparison.Ordinal) && !line.Contains(OfShutdown, StringComparison.Ordinal))
            .DistinctBy(MethodAndTier)];
    }

    /// <summary>Of <c>  11: JIT compiled N.T:M() [Tier0, IL size=2, code size=6]</c> what stands between the number and the sizes.</summary>
    private static string MethodAndTier(string line)
    {
        var start = line.IndexOf(':', StringComparison.Ordinal);
        var end = line.LastIndexOf(", IL size=", StringComparison.Ordinal);
        return end > start ? line[(start + 1)..end] : line;
    }
}
