using System.Net.Sockets;
using Pintle.Emulator.Invoke;

namespace Pintle.Testing;

/// <summary>Functions behind Lambda's Invoke API on a loopback port, for AWS's own clients. It does not own the functions: dispose them after it.</summary>
/// <remarks>
/// Calls wait for each other beyond the function's environments and concurrency, or get 429 over its reserved concurrency; up to 1,000 may wait, more are refused with 429.
/// An <c>Event</c> call is tried again as <see cref="LambdaFunctionOptions.Events"/> says. Signatures are not looked at.
/// <code>
/// await using var server = await FunctionServer.StartAsync([function]);
/// // aws lambda invoke --endpoint-url {server.Address} --function-name function …
/// </code>
/// </remarks>
public sealed class FunctionServer : IAsyncDisposable
{
    private readonly InvokeApiServer _server;

    private FunctionServer(InvokeApiServer server) => _server = server;

    /// <summary>For example <c>http://127.0.0.1:40123</c>, without a slash at the end.</summary>
    public string Address => _server.Address;

    /// <param name="functions">At least one, each with a name of its own.</param>
    /// <param name="port">A port of 127.0.0.1; 0: a free one.</param>
    /// <param name="log">Gets the service's lines (START, END, REPORT) as they are written, on any thread; the functions' own come from <see cref="LambdaFunction.LogReceived"/>.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="FunctionSetupException">The port is taken, or two functions have the same name.</exception>
    public static async Task<FunctionServer> StartAsync(IReadOnlyList<LambdaFunction> functions, int port = 0, Action<string>? log = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(functions);
        ArgumentOutOfRangeException.ThrowIfZero(functions.Count, nameof(functions));
        if (port is < 0 or > ushort.MaxValue)
            throw new FunctionSetupException($"Expected a port of 0 to {ushort.MaxValue}, found {port}. Give 0 to have a free one chosen.");

        if (functions.Select(function => function.Options.FunctionName).GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new FunctionSetupException($"Expected functions with names of their own, found '{twice.Key}' more than once. Rename one.");

        try
        {
            return new FunctionServer(await InvokeApiServer.StartAsync([.. functions.Select(function => new ServedFunction(function, log))], port, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            throw new FunctionSetupException($"Expected port {port} of 127.0.0.1 to be free, but it could not be opened. Choose another, or 0 for a free one.", fault);
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
