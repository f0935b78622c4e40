using Pintle.TestSupport;

namespace Pintle.Benchmarks;

/// <summary>What is measured, published from the repository's sources for the .NET of the pin that <c>PINTLE_TEST_PIN</c> names. The layer is given.</summary>
internal sealed record Subjects(string Orders, string Handlers, string WebApp, string CloudClients, string Shop, string Streaming)
{
    public static async Task<Subjects> PublishAsync() => new(
        await PublishedFunctions.OrdersAsync().ConfigureAwait(false),
        await PublishedFunctions.TestFunctionAsync("Handlers").ConfigureAwait(false),
        await PublishedFunctions.TestFunctionAsync("WebApp").ConfigureAwait(false),
        await PublishedFunctions.TestFunctionAsync("CloudClients").ConfigureAwait(false),
        await PublishedFunctions.TestFunctionAsync("Shop").ConfigureAwait(false),
        await PublishedFunctions.TestFunctionAsync("Streaming").ConfigureAwait(false));
}
