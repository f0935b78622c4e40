using Pintle.Shared;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>Functions that name a culture on a layer without ICU: the error is the function's own, with what can be done.</summary>
public sealed class Cultures
{
    private const string Handler = "Profiles::Profiles.Function::Handle";
    private const string Remedy = "PredefinedCulturesOnly=false";

    [Fact]
    public async Task A_missing_one_is_reported_with_the_ways_out_on_the_wire_and_in_the_log()
    {
        await using var function = await StartAsync(Handler, await PublishedFunctions.TestFunctionAsync("Profiles"));

        var result = await InvokeAsync(function);

        Functions.AssertError(result, "CultureNotFoundException", Remedy);
        Functions.AssertError(result, "CultureNotFoundException", "de-DE");
        Assert.Single(result.Logs, line => line.Text.Contains(Remedy, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_one_at_the_start_is_reported_likewise()
    {
        await using var function = await StartAsync("Profiles::Profiles.NeedsCulture::Handle", await PublishedFunctions.TestFunctionAsync("Profiles"));

        Assert.True(function.Init.Exit?.Code == (int)FaultCode.HandlerInitFailed, function.Init.ToString());
        Assert.Contains(function.Init.Logs, line => line.Text.StartsWith("pintle: HandlerInitFailed", StringComparison.Ordinal) && line.Text.Contains(Remedy, StringComparison.Ordinal));
        Assert.Contains("CultureNotFoundException", Functions.Body(function.Init), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_are_taken_by_a_function_that_is_published_so()
    {
        var package = await PublishedFunctions.GetAsync("tests/Functions/Profiles", "-any-culture", "-p:PredefinedCulturesOnly=false");

        await using var function = await StartAsync(Handler, package);
        var result = await InvokeAsync(function);

        Assert.True(result.Text == "de-DE", result.ToString());
    }

    private static async Task<LambdaFunction> StartAsync(string handler, string package) =>
        await LambdaFunction.StartAsync(await Functions.PackageOptionsAsync(handler, package), TestContext.Current.CancellationToken);

    private static Task<InvocationResult> InvokeAsync(LambdaFunction function) => function.InvokeAsync("\"culture\"", cancellationToken: TestContext.Current.CancellationToken);
}
