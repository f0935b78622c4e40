using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>Functions over the packages that many have: a structured log, EF Core over SQLite, typed HTTP clients, validation, the AWS SDK. The same answers whatever was made ready in the init phase.</summary>
public sealed class PopularPackages
{
    private const string Sale = """{"sku":"abc","quantity":2,"price":2.5}""";

    [Theory]
    [InlineData("Shop", "Receipts::Handle", Sale, "5.0", "5.0")]
    [InlineData("Shop", "Stock::Handle", Sale, "\"abc: 2 in 1\"", "\"abc: 4 in 2\"")]
    [InlineData("Shop", "Prices::Handle", Sale, "\"5.0\"", "\"5.0\"")]
    [InlineData("Shop", "Prices::Handle", """{"sku":"A B","quantity":0,"price":1}""", "\"Sku; Quantity\"", "\"Sku; Quantity\"")]
    [InlineData("CloudClients", "Function::Table", "\"a1\"", "\"a1 3\"", "\"a1 3\"")]
    [InlineData("CloudClients", "Function::Read", "\"k/1\"", "\"object of /orders/k/1\"", "\"object of /orders/k/1\"")]
    [InlineData("CloudClients", "Function::List", "\"a\"", "\"a/1\"", "\"a/1\"")]
    [InlineData("CloudClients", "Secured::Get", "\"k\"", "\"object of /k\"", "\"object of /k\"")]
    [InlineData("CloudClients", "Function::Queue", "\"hello\"", "\"m1\"", "\"m1\"")]
    [InlineData("CloudClients", "Function::Parameter", "\"/shop/name\"", "\"corner\"", "\"corner\"")]
    public async Task Answer_alike(string function, string handler, string payload, string first, string second)
    {
        // With their share of little memory what the handler can call is compiled in the init phase, else not.
        foreach (var memory in (int[])[256, 1769])
        {
            var options = await Functions.PackageOptionsAsync($"{function}::{function}.{handler}", await PublishedFunctions.TestFunctionAsync(function)) with { MemoryMB = memory };
            await using var running = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);

            var one = await running.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);
            var two = await running.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);

            Assert.True((one.Text, two.Text) == (first, second), $"{memory} MB: {running.Init}\n{one}\n{two}");
        }
    }
}
