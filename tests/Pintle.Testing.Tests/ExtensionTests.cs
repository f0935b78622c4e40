using System.Text.Json;
using Pintle.Emulator;

namespace Pintle.Testing.Tests;

public sealed class ExtensionTests
{
    [Theory(Timeout = 600_000)]
    [MemberData(nameof(ProbeFunction.AllSandboxes), MemberType = typeof(ProbeFunction))]
    public async Task An_external_extension_sees_every_invocation_and_the_end_and_the_runtime_gets_SIGTERM(SandboxKind kind)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var layer = LayerWithExtension();
        await using var function = await ProbeFunction.StartAsync(Options(layer, kind, ("PROBE_SIGTERM", "exit")), cancel);

        var first = await function.InvokeAsync("1", cancellationToken: cancel);
        var second = await function.InvokeAsync("2", cancellationToken: cancel);
        var exit = await function.StopAsync(TimeSpan.FromSeconds(30), cancel);

        Assert.True(function.Init.Succeeded, function.Init.ToString());
        Assert.Equal(("1", "2"), (first.Text, second.Text));
        Assert.True(exit == ProcessExit.WithCode(7), $"{exit}\n{string.Join('\n', function.Logs)}");
        var lines = EventsOf(function);
        Assert.StartsWith("observer {\"functionName\":\"function\",\"functionVersion\":\"$LATEST\",\"handler\":\"Probe::Probe.Function::Handle\",\"accountId\":\"123456789012\"}", lines[0], StringComparison.Ordinal);
        Assert.Equal(
            [$"INVOKE {first.RequestId}", $"INVOKE {second.RequestId}", "SHUTDOWN spindown"],
            lines[1..].Select(line => JsonDocument.Parse(line).RootElement).Select(json => json.GetProperty("eventType").GetString() switch
            {
                "SHUTDOWN" => $"SHUTDOWN {json.GetProperty("shutdownReason").GetString()}",
                var type => $"{type} {json.GetProperty("requestId").GetString()}",
            }));
        Assert.Equal("arn:aws:lambda:us-east-1:123456789012:function:function", JsonDocument.Parse(lines[1]).RootElement.GetProperty("invokedFunctionArn").GetString());
    }

    [Fact(Timeout = 600_000)]
    public async Task At_a_timeout_extensions_are_told_and_the_next_environment_has_new_ones()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var layer = LayerWithExtension();
        await using var function = await ProbeFunction.StartAsync(Options(layer) with { Timeout = TimeSpan.FromSeconds(8) }, cancel);

        var result = await function.InvokeAsync("\"hang\"", cancellationToken: cancel);
        var next = await function.InvokeAsync("2", cancellationToken: cancel);

        Assert.Equal((AnswerKind.TimedOut, "2"), (result.Kind, next.Text));
        var lines = EventsOf(function);
        Assert.Contains("\"shutdownReason\":\"timeout\"", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("observer {", lines[3], StringComparison.Ordinal);
    }

    [Theory(Timeout = 600_000)]
    [InlineData("crash", "Extension.Crash", "exit status 5")]
    [InlineData("init-error", "Extension.InitError", "Extension.ProbeCannotStart")]
    public async Task An_extension_that_cannot_start_fails_the_init_phase_and_the_invocation(string what, string type, string message)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var layer = LayerWithExtension();
        await using var function = await ProbeFunction.StartAsync(Options(layer, SandboxKind.Auto, ("PROBE_EXTENSION", what)), cancel);

        var result = await function.InvokeAsync("1", cancellationToken: cancel);

        Assert.Equal((InitEnd.Exited, type), (function.Init.End, function.Init.ErrorType));
        Assert.Equal((AnswerKind.ExtensionFailed, type), (result.Kind, result.ErrorType));
        Assert.EndsWith($"Error: {message}", result.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact(Timeout = 600_000)]
    public async Task An_extension_that_crashes_later_costs_its_environment_at_the_latest_at_the_next_invocation()
    {
        var cancel = TestContext.Current.CancellationToken;
        using var layer = LayerWithExtension();
        await using var function = await ProbeFunction.StartAsync(Options(layer, SandboxKind.Auto, ("PROBE_EXTENSION", "crash-at-invoke")), cancel);

        var result = await function.InvokeAsync("\"hang\"", cancellationToken: cancel);

        Assert.Equal((AnswerKind.ExtensionFailed, "Extension.Crash"), (result.Kind, result.ErrorType));
    }

    [Fact(Timeout = 600_000)]
    public async Task An_extension_that_does_not_end_is_killed()
    {
        using var layer = LayerWithExtension();
        await using var function = await ProbeFunction.StartAsync(Options(layer, SandboxKind.Auto, ("PROBE_EXTENSION", "deaf")), TestContext.Current.CancellationToken);

        var exit = await function.StopAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.NotNull(exit);
        Assert.Contains("\"shutdownReason\":\"spindown\"", EventsOf(function)[^1], StringComparison.Ordinal);
    }

    private static LambdaFunctionOptions Options(TestFolder layer, SandboxKind kind = SandboxKind.Auto, params (string Name, string Value)[] environment) =>
        ProbeFunction.Options(kind, environment) with { Layer = layer.Path };

    private static string[] EventsOf(LambdaFunction function) => File.ReadAllLines(Path.Combine(function.TemporaryFolder, "probe-extension-events"));

    /// <summary>The probe is both: which one, its folder tells it.</summary>
    internal static TestFolder LayerWithExtension()
    {
        var layer = new TestFolder();
        Directory.CreateDirectory(layer.At("extensions"));
        foreach (var file in new[] { layer.At("bootstrap"), layer.At("extensions/observer") })
            File.Copy(Path.Combine(ProbeBuild.Folder, "bootstrap"), file);
        return layer;
    }
}
