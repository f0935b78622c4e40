using System.Runtime.InteropServices;
using Pintle.Layer.Verify;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>The arm64 layer, executed: on an arm64 machine as it is, on an x64 machine under QEMU's user-mode emulation, which .ci/run installs.</summary>
public sealed class Arm64Layers
{
    private const string Order = """{"id":"a1","quantity":3,"price":9.5}""";

    [Fact(Timeout = 600_000)]
    public async Task Orders_answers_on_it()
    {
        await using var place = await StartAsync("Orders::Orders.Function::Place");
        await using var echo = await StartAsync("Orders::Orders.Function::Echo");
        await using var fail = await StartAsync("Orders::Orders.Function::Fail");

        var placed = await place.InvokeAsync(Order, cancellationToken: TestContext.Current.CancellationToken);
        var again = await place.InvokeAsync(Order, cancellationToken: TestContext.Current.CancellationToken);
        var echoed = await echo.InvokeAsync(Order, cancellationToken: TestContext.Current.CancellationToken);
        var failed = await fail.InvokeAsync(Order, cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(placed.Text == """{"id":"a1","total":28.5}""", placed.ToString());
        Assert.True(again.Text == """{"id":"a1","total":28.5}""", again.ToString());
        Assert.True(echoed.Text == Order, echoed.ToString());
        Functions.AssertError(failed, "InvalidOperationException", "No order was placed");
        Assert.Equal(RuntimeInformation.OSArchitecture == Architecture.X64, place.Sandbox.Notice?.Contains("this layer is for arm64", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public async Task Every_byte_of_it_verifies()
    {
        var layer = await BuiltLayer.GetArm64FilesAsync();

        var report = await LayerVerifier.VerifyAsync(layer.ZipPath, null, TestContext.Current.CancellationToken);

        Assert.True(report.Findings.Count == 0, string.Join('\n', report.Findings));
    }

    [Fact]
    public async Task A_sandbox_that_cannot_emulate_is_refused()
    {
        Assert.SkipWhen(RuntimeInformation.OSArchitecture == Architecture.Arm64, "This machine needs no emulator: it is arm64.");

        var options = await OptionsAsync("Orders::Orders.Function::Echo");

        var refused = await Assert.ThrowsAsync<FunctionSetupException>(() => LambdaFunction.StartAsync(options with { Sandbox = SandboxKind.Bubblewrap }, TestContext.Current.CancellationToken));

        Assert.Contains("has no emulator for arm64", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<LambdaFunction> StartAsync(string handler) => await LambdaFunction.StartAsync(await OptionsAsync(handler), TestContext.Current.CancellationToken);

    private static async Task<LambdaFunctionOptions> OptionsAsync(string handler)
    {
        // First, because a skip needs nothing else.
        var layer = (await BuiltLayer.GetArm64Async()).Directory;
        return await Functions.OptionsAsync(handler) with { Layer = layer, InitTimeout = TimeSpan.FromMinutes(2) };
    }
}
