using System.Text.Json;
using Pintle.Emulator;
using Pintle.Shared;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>Functions compiled for other versions than the default pin's on the layers of the pins of these versions: the same bootstrap, and a host of each version's own up to .NET 10.</summary>
public sealed class OtherVersions
{
    private const string Order = """{"id":"a1","quantity":3,"price":9.5}""";

    public static TheoryData<string> Pins => ["8.0", "9.0", "11.0"];

    [Theory]
    [MemberData(nameof(Pins))]
    public async Task Answer_with_values_and_with_streams(string pin)
    {
        var place = await InvokeOnceAsync(pin, "Orders::Orders.Function::Place", Order);
        var echo = await InvokeOnceAsync(pin, "Orders::Orders.Function::Echo", Order);
        var generic = await InvokeOnceAsync(pin, "Handlers::Handlers.Results::Dictionary", """{"a":1}""");

        Assert.True(place.Text == """{"id":"a1","total":28.5}""", place.ToString());
        Assert.True(echo.Text == Order, echo.ToString());
        Assert.True(generic.Text == """{"a":2}""", generic.ToString());
    }

    [Theory]
    [MemberData(nameof(Pins))]
    public async Task Answer_with_their_exception_and_go_on(string pin)
    {
        await using var function = await StartAsync(pin, "Orders::Orders.Function::Fail");

        var first = await function.InvokeAsync(Order, cancellationToken: TestContext.Current.CancellationToken);
        var second = await function.InvokeAsync(Order, cancellationToken: TestContext.Current.CancellationToken);

        Functions.AssertError(first, "InvalidOperationException", "No order was placed");
        Functions.AssertError(second, "InvalidOperationException", "No order was placed");
        Assert.NotNull(first.InitDuration);
        Assert.Null(second.InitDuration);
    }

    [Theory]
    [MemberData(nameof(Pins))]
    public async Task Write_the_log_of_the_context_and_of_the_console(string pin)
    {
        await using var logger = await StartAsync(pin, "Handlers::Handlers.Logs::ToLogger");
        await using var console = await StartAsync(pin, "Handlers::Handlers.Logs::ToConsole");

        var first = await logger.InvokeAsync("\"hi\"", cancellationToken: TestContext.Current.CancellationToken);
        var second = await console.InvokeAsync("\"hi\"", cancellationToken: TestContext.Current.CancellationToken);

        AssertLogged(logger, $"\t{first.RequestId}\twarn\twarning: hi");
        AssertLogged(console, $"\t{second.RequestId}\tfail\terror: hi");
    }

    /// <summary>.NET 8 has no way to set it.</summary>
    [Theory]
    [InlineData("8.0", null)]
    [InlineData("9.0", "Handlers")]
    [InlineData("11.0", "Handlers")]
    public async Task Have_the_handlers_assembly_as_entry_assembly_from_NET_9_on(string pin, string? entry)
    {
        var result = await InvokeOnceAsync(pin, "Handlers::Handlers.ProcessView::Look", "{}");

        Assert.False(result.IsError, result.ToString());
        var seen = JsonSerializer.Deserialize<Dictionary<string, string?>>(result.Payload.Span) ?? [];
        Assert.True(seen["EntryAssembly"] == entry && seen["TargetFramework"] == (entry is null ? null : $".NETCoreApp,Version=v{pin}"), result.ToString());
    }

    [Theory]
    [MemberData(nameof(Pins))]
    public async Task Poll_by_themselves(string pin)
    {
        await using var function = await StartAsync(pin, "SelfPolling");

        var who = await function.InvokeAsync("\"who\"", cancellationToken: TestContext.Current.CancellationToken);
        var echo = await function.InvokeAsync("{\"a\":1}", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(who.Text.Contains("\"entry\":\"SelfPolling\"", StringComparison.Ordinal), who.ToString());
        Assert.True(echo.Text == "{\"a\":1}", echo.ToString());
    }

    [Theory]
    [MemberData(nameof(Pins))]
    public async Task Run_their_handlers_of_SIGTERM_and_end_with_143(string pin)
    {
        await using var function = await StartAsync(pin, "Handlers::Handlers.Shutdown::Ready", ("SHUTDOWN_LOG", "/tmp/shutdown.log"));
        Assert.SkipWhen(function.Sandbox.Kind == SandboxKind.Folders, "Needs a sandbox with a /tmp of its own: install bubblewrap (apt-get install bubblewrap).");
        var result = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(result.IsError, result.ToString());

        var exit = await function.StopAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.True(exit == ProcessExit.WithCode(143) || exit == ProcessExit.BySignal(15), $"{exit}");
        Assert.Equal(["SIGTERM", "ProcessExit"], await File.ReadAllLinesAsync(Path.Combine(function.TemporaryFolder, "shutdown.log"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("8.0")]
    [InlineData("11.0")]
    public async Task Jit_nothing_of_the_host_and_framework_for_a_stream_handler_but_helpers_for_casts_on_NET_8(string pin)
    {
        await using var function = await StartAsync(pin, "Precompiled::Precompiled.Function::Jitted", Listing);
        _ = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);
        _ = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);

        var jitted = await JittedMethods.StopAndReadAsync(function);

        Assert.True(jitted.All(line => pin == "8.0" && IsHelperForCasts(line)), string.Join('\n', jitted));
    }

    [Theory]
    [InlineData("8.0", 33)]
    [InlineData("11.0", 5)]
    public async Task Jit_few_of_the_frameworks_methods_and_none_of_the_hosts_for_a_POCO_handler(string pin, int most)
    {
        await using var function = await StartAsync(pin, "Orders::Orders.Function::Place", Listing);
        var result = await function.InvokeAsync(Order, cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(result.IsError, result.ToString());

        var jitted = await JittedMethods.StopAndReadAsync(function);

        var others = jitted.Where(line => !line.Contains("Orders.", StringComparison.Ordinal) && !line.Contains("Amazon.", StringComparison.Ordinal) && !line.Contains("(dynamicClass)", StringComparison.Ordinal) && !IsHelperForCasts(line)).ToList();
        Assert.True(others.Count <= most && !others.Any(line => line.Contains(" Pintle.Host.", StringComparison.Ordinal)), string.Join('\n', others));
    }

    [Theory]
    [InlineData("8.0", "9.0")]
    [InlineData("9.0", "11.0")]
    public async Task A_function_for_a_later_version_is_refused_and_told_what_to_do(string pin, string later)
    {
        await using var function = await LambdaFunction.StartAsync(await OptionsAsync(pin, "Orders::Orders.Function::Place", await PublishedFunctions.ForAsync(later, "layer/samples/Orders")), TestContext.Current.CancellationToken);

        Assert.True(function.Init.Exit == ProcessExit.WithCode((int)FaultCode.FrameworkMismatch) && function.Init.ErrorType == "Runtime.FrameworkMismatch", function.Init.ToString());
        Assert.Contains(later, Functions.Body(function.Init), StringComparison.Ordinal);
    }

    private static (string Name, string Value)[] Listing => [("DOTNET_JitStdOutFile", $"/tmp/{JittedMethods.ListFile}"), ("DOTNET_JitDisasmSummary", "1")];

    /// <summary>
    /// What crossgen2 of .NET 8 makes of these in the core library that version's CLR does not take, other than what is in the package. How many are needed depends on where
    /// types come to lie in memory.
    /// </summary>
    private static bool IsHelperForCasts(string line) => line.Contains(" System.Runtime.CompilerServices.Cast", StringComparison.Ordinal);

    private static void AssertLogged(LambdaFunction function, string end) =>
        Assert.True(function.Logs.Any(line => line.Text.EndsWith(end, StringComparison.Ordinal)), $"Expected {end} in:\n{string.Join('\n', function.Logs)}");

    private static async Task<InvocationResult> InvokeOnceAsync(string pin, string handler, string payload)
    {
        await using var function = await StartAsync(pin, handler);
        return await function.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);
    }

    private static async Task<LambdaFunction> StartAsync(string pin, string handler, params (string Name, string Value)[] environment)
    {
        var assembly = handler.Split("::")[0];
        var package = await PublishedFunctions.ForAsync(pin, assembly == "Orders" ? "layer/samples/Orders" : $"tests/Functions/{assembly}");
        return await LambdaFunction.StartAsync(await OptionsAsync(pin, handler, package, environment), TestContext.Current.CancellationToken);
    }

    private static async Task<LambdaFunctionOptions> OptionsAsync(string pin, string handler, string package, params (string Name, string Value)[] environment) =>
        (await Functions.PackageOptionsAsync(handler, package, environment)) with { Layer = (await BuiltLayer.GetAsync(pin)).Directory };
}
