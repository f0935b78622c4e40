namespace Pintle.RuntimeApi.Tests;

internal static class Clients
{
    public const string UserAgent = "pintle/0.1.0 (dotnet/10.0.14)";

    public static RuntimeApiEndpoint Endpoint(string text) => RuntimeApiEndpoint.TryParse(text, out var endpoint, out var reason) ? endpoint : throw new ArgumentException(reason);

    public static RuntimeApiClient Over(params ScriptedConnection[] connections) => new(Endpoint("127.0.0.1:9001"), UserAgent, new ScriptedConnector(connections));

    public static RuntimeApiClient Over(ScriptedConnector connector) => new(Endpoint("127.0.0.1:9001"), UserAgent, connector);

    public static RuntimeApiClient At(int port) => new(Endpoint($"127.0.0.1:{port}"), UserAgent);
}
