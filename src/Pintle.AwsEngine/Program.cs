using Amazon.Lambda.RuntimeSupport;

namespace Pintle.AwsEngine;

/// <summary>Runs a handler by Amazon's own loop, which polls by itself. The bootstrap calls Main on the layer's CLR; Pintle.Host has no part in it.</summary>
internal static class Program
{
    /// <param name="arguments">The handler string.</param>
    private static async Task Main(string[] arguments) => await new RuntimeSupportInitializer(arguments[0]).RunLambdaBootstrap().ConfigureAwait(false);
}
