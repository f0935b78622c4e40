using Pintle.Testing;

namespace Pintle.EndToEnd.Tests;

/// <summary>Counts of methods that the JIT compiled until the first response: exact, and the same on every machine.</summary>
public sealed class JittedMethods
{
    private const string ListFile = "jitted.txt";

    [Theory]
    [InlineData("Precompiled::Precompiled.Function::Echo")]
    [InlineData("Precompiled::Precompiled.Function::EchoStatic")]
    public async Task Are_none_for_a_precompiled_stream_handler(string handler)
    {
        var jitted = await UntilFirstResponseAsync(handler, "{}");

        Assert.True(jitted.Count == 0, string.Join('\n', jitted));
    }

    [Fact]
    public async Task Are_only_the_functions_own_for_a_stream_handler()
    {
        var jitted = await UntilFirstResponseAsync("Orders::Orders.Function::Echo", "{}");

        Assert.True(jitted.Count == 2 && jitted.All(line => line.Contains(" Orders.Function:", StringComparison.Ordinal)), string.Join('\n', jitted));
    }

    [Fact]
    public async Task Are_none_of_the_hosts_for_a_POCO_handler()
    {
        var jitted = await UntilFirstResponseAsync("Orders::Orders.Function::Place", """{"id":"a1","quantity":3,"price":9.5}""");

        var ofHost = jitted.Where(line => line.Contains(" Pintle.Host.", StringComparison.Ordinal)).ToList();
        Assert.True(ofHost.Count == 0, string.Join('\n', ofHost));
    }

    /// <summary>The lines as the JIT lists them; those of the background compiler (Tier1, OSR) depend on time and are left out.</summary>
    private static async Task<List<string>> UntilFirstResponseAsync(string handler, string payload)
    {
        var options = await Functions.OptionsAsync(handler);
        await using var function = await LambdaFunction.StartAsync(
            options with { Environment = new Dictionary<string, string> { ["DOTNET_JitStdOutFile"] = $"/tmp/{ListFile}", ["DOTNET_JitDisasmSummary"] = "1" }, Sandbox = SandboxKind.Auto },
            TestContext.Current.CancellationToken);
        Assert.SkipWhen(function.Sandbox.Kind == SandboxKind.Folders, "Needs a sandbox with a /tmp of its own: install bubblewrap (apt-get install bubblewrap).");

        var result = await function.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);

        Assert.False(result.IsError, result.ToString());
        var list = Path.Combine(function.TemporaryFolder, ListFile);
        return !File.Exists(list)
            ? []
            : [.. (await File.ReadAllLinesAsync(list, TestContext.Current.CancellationToken))
                .Where(line => line.Contains("JIT compiled", StringComparison.Ordinal) && !line.Contains("[Tier1", StringComparison.Ordinal) && !line.Contains("OSR", StringComparison.Ordinal))];
    }
}
