using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>Functions whose packages do not work without cultures: SQL Server's client.</summary>
public sealed class CultureNeeds
{
    [Theory]
    [InlineData("Sql::Sql.Function::Open")]
    [InlineData("Sql::Sql.Function::Query")]
    public async Task Are_met_by_the_layer_with_ICU_so_that_only_the_server_is_missing(string handler)
    {
        Assert.SkipWhen(BuiltLayer.IcuFolder is null || !Directory.Exists(BuiltLayer.ZoneInfoFolder), "Needs ICU's libraries and time zone data: install icu-devtools and tzdata.");
        var options = await OptionsAsync(handler) with { Layer = (await BuiltLayer.GetIcuAsync()).Directory };
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);

        Assert.True(function.Init.Succeeded, function.Init.ToString());
        Assert.DoesNotContain(function.Init.Logs, line => line.Text.StartsWith("pintle: ", StringComparison.Ordinal));
        var result = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(result.Text.StartsWith("SqlException", StringComparison.Ordinal), result.ToString());
    }

    [Fact]
    public async Task Are_told_once_at_the_start_on_a_layer_without_and_never_with_the_advice_to_stay_so()
    {
        await using var function = await LambdaFunction.StartAsync(await OptionsAsync("Sql::Sql.Function::Open"), TestContext.Current.CancellationToken);

        var line = Assert.Single(function.Init.Logs, each => each.Text.StartsWith("pintle: ", StringComparison.Ordinal)).Text;
        Assert.StartsWith("pintle: Microsoft.Data.SqlClient opens no connection without cultures", line, StringComparison.Ordinal);
        Assert.Contains("pintle build --globalization icu", line, StringComparison.Ordinal);
        Assert.DoesNotContain("publish it with InvariantGlobalization=true", line, StringComparison.Ordinal);
        Assert.DoesNotContain("PredefinedCulturesOnly", line, StringComparison.Ordinal);

        var result = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Text.StartsWith("NotSupportedException", StringComparison.Ordinal), result.ToString());
    }

    private static async Task<LambdaFunctionOptions> OptionsAsync(string handler) =>
        await Functions.PackageOptionsAsync(handler, await PublishedFunctions.TestFunctionAsync("Sql")) with { MemoryMB = 1024, Timeout = TimeSpan.FromMinutes(2), InitTimeout = TimeSpan.FromMinutes(1) };
}
