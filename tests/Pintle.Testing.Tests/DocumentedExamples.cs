using Pintle.Emulator;

namespace Pintle.Testing.Tests;

/// <summary>The calls that docs/testing.md shows, on the probe; the files that stand there are run from the packed package by PackedLibraryTests.</summary>
public sealed class DocumentedExamples(DocumentedExamples.EchoFixture fixture) : IClassFixture<DocumentedExamples.EchoFixture>
{
    [Fact(Timeout = 600_000)]
    public async Task One_function_and_types_in_and_out()
    {
        var (options, cancellationToken) = (ProbeFunction.Options(), TestContext.Current.CancellationToken);
        await using var function = await LambdaFunction.StartAsync(options, cancellationToken);

        var result = await function.InvokeAsync("""{"id":"a1"}""", cancellationToken: cancellationToken);

        Assert.False(result.IsError, result.ToString());
        Assert.Equal("a1", result.Read<Order>()!.Id);
        var order = await function.InvokeAsync<Order, Order>(new Order("a1", 3), cancellationToken: cancellationToken);
        Assert.Equal(new Order("a1", 3), order);
    }

    [Fact(Timeout = 600_000)]
    public async Task Errors_are_values_and_a_typed_invocation_throws_them()
    {
        var (function, cancellationToken) = (fixture.Function, TestContext.Current.CancellationToken);

        var result = await function.InvokeAsync("\"fail\"", cancellationToken: cancellationToken);

        Assert.Equal((AnswerKind.FunctionError, "ProbeException", "as asked"), (result.Kind, result.ErrorType, result.ErrorMessage));
        var thrown = await Assert.ThrowsAsync<FunctionErrorException>(() => function.InvokeAsync<string, Order>("fail", cancellationToken: cancellationToken));
        Assert.Equal("ProbeException", thrown.Result!.ErrorType);
    }

    [Fact(Timeout = 600_000)]
    public async Task Several_at_once()
    {
        var (options, cancellationToken) = (ProbeFunction.Options(), TestContext.Current.CancellationToken);
        await using var function = await LambdaFunction.StartAsync(options with { MaxEnvironments = 3 }, cancellationToken);
        var busy = new List<EnvironmentEvent>();
        function.EnvironmentChanged += busy.Add;

        var results = await Task.WhenAll(Enumerable.Range(0, 9).Select(number => function.InvokeAsync($"{number}", cancellationToken: cancellationToken)));

        Assert.Equal(Enumerable.Range(0, 9).Select(number => $"{number}"), results.Select(result => result.Text));
        Assert.All(results, result => Assert.InRange(result.Environment, 1, function.Environments.Count));
        Assert.Equal(9, busy.Count(what => what.Phase == EnvironmentPhase.InvocationStarted));
    }

    [Fact(Timeout = 600_000)]
    public async Task Timeouts_logs_and_cold_starts()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var function = await LambdaFunction.StartAsync(ProbeFunction.Options() with { Timeout = TimeSpan.FromSeconds(10) }, cancellationToken);

        var timedOut = await function.InvokeAsync("\"hang\"", cancellationToken: cancellationToken);
        Assert.Equal("Sandbox.Timedout", timedOut.ErrorType);

        var logged = await function.InvokeAsync("\"log hello\"", cancellationToken: cancellationToken);
        Assert.Contains(logged.Logs, line => line.Text == "out hello 0");

        var init = await function.RestartAsync(cancellationToken);
        Assert.True(init.Succeeded, init.ToString());
    }

    [Fact(Timeout = 600_000)]
    public async Task One_function_takes_invocations_of_many_tests_at_once()
    {
        var function = fixture.Function;

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => function.InvokeAsync<Order, Order>(new Order($"a{number}", number), cancellationToken: TestContext.Current.CancellationToken)));

        Assert.Equal(Enumerable.Range(0, 40).Select(number => new Order($"a{number}", number)), answers);
    }

    [Fact(Timeout = 600_000)]
    public async Task A_function_URL_over_the_wire()
    {
        var (function, cancellationToken) = (fixture.Function, TestContext.Current.CancellationToken);
        using var http = new HttpClient();

        await using var server = await FunctionServer.StartAsync([function], new FunctionServerOptions { Fronts = [HttpFront.For("function")] }, cancellationToken);
        using var answer = await http.GetAsync(new Uri(server.UrlOf("function")), cancellationToken);

        Assert.Contains("\"version\":\"2.0\"", await answer.Content.ReadAsStringAsync(cancellationToken), StringComparison.Ordinal);
    }

    public sealed record Order(string Id, int Quantity);

    public sealed class EchoFixture : LambdaFixture
    {
        protected override ValueTask<LambdaFunctionOptions> GetOptionsAsync() => new(ProbeFunction.Options());
    }
}
