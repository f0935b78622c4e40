using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>Programs that poll by themselves, a web application among them: their start is recorded without their end, and replayed before their Main.</summary>
public sealed class RehearsedPrograms
{
    private const string Replays = "replays the start that was rehearsed";
    private const string Get = """{"rawPath":"/orders/a1","rawQueryString":"quantity=3","requestContext":{"http":{"method":"GET"}}}""";

    private static readonly Lazy<Task<ScratchFolder>> WebApp = new(async () =>
        await RehearsedFunctions.CreateAsync((await BuiltLayer.GetAspNetAsync()).Directory, await PublishedFunctions.TestFunctionAsync("WebApp"), "WebApp", Get));

    private static readonly Lazy<Task<ScratchFolder>> SelfPolling = new(async () =>
        await RehearsedFunctions.CreateAsync((await BuiltLayer.GetAsync()).Directory, await PublishedFunctions.TestFunctionAsync("SelfPolling"), "SelfPolling", "{}"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(128, "", false)]
    [InlineData(1769, "", true)]
    [InlineData(1769, "wait", false)]
    public async Task Answer_as_before_whether_the_replay_is_waited_for_or_not(int memory, string setting, bool goesOn)
    {
        var published = await InvokeAsync((await BuiltLayer.GetAspNetAsync()).Directory, "WebApp", await PublishedFunctions.TestFunctionAsync("WebApp"), memory, setting, Get);
        var rehearsed = await InvokeAsync((await BuiltLayer.GetAspNetAsync()).Directory, "WebApp", (await WebApp.Value).Path, memory, setting, Get);

        Assert.True(!published.Result.IsError && Body(published.Result) == Body(rehearsed.Result), $"{published.Result}\n{rehearsed.Result}");
        Assert.True(rehearsed.Logs.Contains(Replays, StringComparison.Ordinal) && !published.Logs.Contains(Replays, StringComparison.Ordinal), rehearsed.Logs);
        Assert.Equal(goesOn, rehearsed.Logs.Contains("without waiting for it", StringComparison.Ordinal));
    }

    /// <summary>The entry assembly, the arguments and the errors of its Main are what they are without.</summary>
    [Theory]
    [InlineData("\"who\"")]
    [InlineData("\"fail\"")]
    [InlineData("{\"a\":1}")]
    public async Task Are_the_same_program(string payload)
    {
        var layer = (await BuiltLayer.GetAsync()).Directory;
        var published = await InvokeAsync(layer, "SelfPolling", await PublishedFunctions.TestFunctionAsync("SelfPolling"), 512, "", payload);
        var rehearsed = await InvokeAsync(layer, "SelfPolling", (await SelfPolling.Value).Path, 512, "", payload);

        Assert.True(published.Result.Text == rehearsed.Result.Text && published.Result.ErrorType == rehearsed.Result.ErrorType, $"{published.Result}\n{rehearsed.Result}");
        Assert.Contains(Replays, rehearsed.Logs, StringComparison.Ordinal);
    }

    /// <summary>Another layer, a profile that is damaged, a switch.</summary>
    [Theory]
    [InlineData("layer", "it was rehearsed on another layer")]
    [InlineData("profile", "1.profile is damaged")]
    [InlineData("off", "")]
    public async Task Start_without_where_it_does_not_fit(string what, string reason)
    {
        using var package = new ScratchFolder().CopyFrom((await SelfPolling.Value).Path);
        if (what == "profile")
            await File.AppendAllTextAsync(Path.Combine(package.Path, "pintle.rehearsal", "1.profile"), "x", Token);
        var layer = what == "layer" ? await BuiltLayer.GetAspNetAsync() : await BuiltLayer.GetAsync();

        var (result, logs) = await InvokeAsync(layer.Directory, "SelfPolling", package.Path, 512, what == "off" ? "off" : "", "{}");

        Assert.True(result.Text == "{}" && !logs.Contains(Replays, StringComparison.Ordinal) && logs.Contains(reason, StringComparison.Ordinal), $"{result}\n{logs}");
    }

    /// <summary>Of what the first answer needs, nothing is left to be found when Main begins: the program's methods are compiled before.</summary>
    [Fact]
    public async Task Are_ready_before_Main_where_the_replay_is_waited_for()
    {
        var (result, logs) = await InvokeAsync((await BuiltLayer.GetAsync()).Directory, "SelfPolling", (await SelfPolling.Value).Path, 128, "wait", "{}", "debug");

        Assert.True(result.Text == "{}", result.ToString());
        Assert.Contains("methods of the rehearsed start in place", logs, StringComparison.Ordinal);
    }

    private static async Task<(InvocationResult Result, string Logs)> InvokeAsync(string layer, string handler, string package, int memory, string setting, string payload, string level = "info")
    {
        var options = await Functions.PackageOptionsAsync(handler, package, ("PINTLE_LOG", level), ("PINTLE_REHEARSAL", setting)) with { Layer = layer, MemoryMB = memory };
        await using var function = await LambdaFunction.StartAsync(options, Token);
        var result = await function.InvokeAsync(payload, cancellationToken: Token);
        return (result, string.Join('\n', function.Init.Logs.Select(line => line.Text)));
    }

    /// <summary>Without its date.</summary>
    private static string Body(InvocationResult result) => System.Text.Json.JsonDocument.Parse(result.Text).RootElement.GetProperty("body").ToString();
}
