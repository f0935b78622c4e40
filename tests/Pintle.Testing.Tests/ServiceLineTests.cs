using System.Text.RegularExpressions;

namespace Pintle.Testing.Tests;

public sealed partial class ServiceLineTests
{
    [Theory(Timeout = 600_000)]
    [InlineData("exit:106", "Runtime.ExitError")]
    [InlineData("error", "Runtime.ProbeCannotStart")]
    public async Task An_init_that_fails_twice_is_reported_twice_before_the_invocation(string init, string type)
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken, SandboxKind.Auto, ("PROBE_INIT", init));
        await function.RestartAsync(TestContext.Current.CancellationToken);
        var lines = new List<string>();
        function.ServiceLineWritten += lines.Add;
        await function.RestartAsync(TestContext.Current.CancellationToken);

        var result = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);

        string[] expected =
        [
            $"INIT_REPORT Init Duration: # ms\tPhase: init\tStatus: error\tError Type: {type}",
            $"INIT_REPORT Init Duration: # ms\tPhase: invoke\tStatus: error\tError Type: {type}",
            $"START RequestId: {result.RequestId} Version: $LATEST",
            .. init == "error" ? Array.Empty<string>() : [$"{result.ErrorMessage}\nRuntime.ExitError"],
            $"END RequestId: {result.RequestId}",
            $"REPORT RequestId: {result.RequestId}\tDuration: # ms\tBilled Duration: # ms\tMemory Size: 128 MB\tStatus: error\tError Type: {type}",
        ];
        Assert.Equal(expected, lines.Select(Shape));
        Assert.Equal(expected[2..], result.ServiceLog.Where(line => !line.StartsWith("probe", StringComparison.Ordinal)).Select(Shape));
    }

    [Fact(Timeout = 600_000)]
    public async Task An_init_over_its_limit_is_reported_and_the_next_one_is_a_part_of_the_invocation()
    {
        var options = ProbeFunction.Options(SandboxKind.Auto, ("PROBE_INIT", "hang-unmarked")) with { InitTimeout = TimeSpan.FromSeconds(1) };
        await using var function = await ProbeFunction.StartAsync(options with { MaxEnvironments = 2 }, TestContext.Current.CancellationToken);
        function.LetStart();
        var lines = new List<string>();
        function.ServiceLineWritten += lines.Add;

        var result = await function.InvokeAsync("1", cancellationToken: TestContext.Current.CancellationToken);
        await function.RestartAsync(TestContext.Current.CancellationToken);

        Assert.True(result is { Text: "1", IsInitSuppressed: true }, result.ToString());
        Assert.DoesNotContain("Init Duration", lines[2], StringComparison.Ordinal);
        Assert.Equal(["START", "END", "REPORT", "INIT_REPORT"], lines.Select(line => line.Split(' ')[0]));
        Assert.EndsWith("\tPhase: init\tStatus: timeout", lines[3], StringComparison.Ordinal);
    }

    [Fact(Timeout = 600_000)]
    public async Task The_phases_of_an_environment_are_told_in_order()
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken);
        var phases = new List<string>();
        function.EnvironmentChanged += what => phases.Add($"{what.Environment} {what.Phase} {what.Status}".TrimEnd());

        await function.InvokeAsync("\"kill\"", cancellationToken: TestContext.Current.CancellationToken);
        await function.InvokeAsync("1", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                "1 InvocationStarted", "1 Ended signal: killed", "1 InvocationEnded error",
                "1 InitStarted", "1 InitEnded success", "1 InvocationStarted", "1 InvocationEnded success",
            ],
            phases);
    }

    /// <summary>Without figures; memory is left out where the process ended before it could be seen.</summary>
    private static string Shape(string line) => Figure().Replace(line, ": # $1").Replace("\tMax Memory Used: # MB", "", StringComparison.Ordinal);

    [GeneratedRegex(@": [0-9.]+ (ms|MB)(?<!Memory Size: 128 MB)")]
    private static partial Regex Figure();
}
