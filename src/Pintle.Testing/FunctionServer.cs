using System.Net.Sockets;
using Pintle.Emulator.Http;
using Pintle.Emulator.Invoke;
using Pintle.Emulator.Page;
using Pintle.Emulator.Queues;

namespace Pintle.Testing;

/// <summary>Functions behind Lambda's Invoke API on a loopback port, for AWS's own clients, with function URLs and APIs where they are asked for. It does not own the functions: dispose them after it.</summary>
/// <remarks>
/// Calls beyond the function's environments and concurrency wait, those over its reserved concurrency get 429; up to 1,000 may wait, more are refused with 429.
/// An <c>Event</c> call is tried again as <see cref="LambdaFunctionOptions.Events"/> says. Signatures are not looked at.
/// <code>
/// await using var server = await FunctionServer.StartAsync([function]);
/// // aws lambda invoke --endpoint-url {server.Address} --function-name function …
/// </code>
/// </remarks>
public sealed class FunctionServer : IAsyncDisposable
{
    private readonly ServedFunction[] _functions;
    private readonly List<HttpFrontServer> _servers = [];
    private readonly List<OpenFront> _fronts = [];
    private readonly List<QueuePoller> _pollers = [];
    private InvokeApiServer _server = null!;

    private FunctionServer(ServedFunction[] functions) => _functions = functions;

    /// <summary>For example <c>http://127.0.0.1:40123</c>, without a slash at the end.</summary>
    public string Address => _server.Address;

    /// <summary>The function URLs and APIs that are open.</summary>
    public IReadOnlyList<OpenFront> Fronts => _fronts;

    /// <param name="functions">At least one, each with a name of its own.</param>
    /// <param name="options">Ports, function URLs, APIs and the page.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="FunctionSetupException">A port is taken, two functions have the same name, or a front or a queue leads to a function that is not there; or a queue can't be read.</exception>
    public static async Task<FunctionServer> StartAsync(IReadOnlyList<LambdaFunction> functions, FunctionServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(functions);
        ArgumentOutOfRangeException.ThrowIfZero(functions.Count, nameof(functions));
        options ??= new FunctionServerOptions();
        if (functions.Select(function => function.Options.FunctionName).GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new FunctionSetupException($"Expected functions with names of their own, found '{twice.Key}' more than once. Rename one.");

        if (options.Queues.GroupBy(queue => (queue.FunctionName, queue.Queue)).FirstOrDefault(group => group.Count() > 1) is { } again)
            throw new FunctionSetupException($"Expected each queue of '{again.Key.FunctionName}' once, found {again.Key.Queue} more than once: an event source mapping with it already exists. Leave one out.");

        var feed = options.HasPage ? new ActivityFeed() : null;
        var server = new FunctionServer([.. functions.Select(function => new ServedFunction(function, options.Log, feed))]);
        try
        {
            foreach (var front in options.Fronts)
                await server.OpenAsync(front, cancellationToken).ConfigureAwait(false);
            var page = feed is null ? null : new PageOptions(feed, [.. server._fronts.Select(each => new PageLink(each.Front.Name, Words(each.Front.Format), each.Url, [.. each.Front.Routes.Select(route => route.FunctionName).Distinct()]))]);
            server._server = await StartOnAsync(options.Port, port => InvokeApiServer.StartAsync(server._functions, port, page, cancellationToken)).ConfigureAwait(false);
            foreach (var queue in options.Queues)
                server._pollers.Add(await server.PollAsync(queue, functions, options.Log, cancellationToken).ConfigureAwait(false));
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The URL of a front by its name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public string UrlOf(string name) => _fronts.Find(each => each.Front.Name == name)?.Url ?? throw new ArgumentException($"Expected a front of the name '{name}', found {string.Join(", ", _fronts.Select(each => each.Front.Name))}.", nameof(name));

    /// <summary>Sends every call from now on to another function of the same name, and waits for those that the old one still runs.</summary>
    /// <returns>The old function, for its owner to dispose.</returns>
    public async Task<LambdaFunction> ReplaceAsync(LambdaFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var served = Array.Find(_functions, each => each.Name == function.Options.FunctionName)
            ?? throw new ArgumentException($"Expected a function that is served here, found '{function.Options.FunctionName}'.", nameof(function));
        return await served.ReplaceAsync(function).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var poller in _pollers)
            await poller.DisposeAsync().ConfigureAwait(false);
        foreach (var server in _servers)
            await server.DisposeAsync().ConfigureAwait(false);
        if (_server is not null)
            await _server.DisposeAsync().ConfigureAwait(false);
        foreach (var function in _functions)
            function.Dispose();
    }

    private Task<QueuePoller> PollAsync(QueueSource queue, IReadOnlyList<LambdaFunction> functions, Action<string>? log, CancellationToken cancellationToken)
    {
        var index = Array.FindIndex(_functions, each => each.Name == queue.FunctionName);
        return index >= 0
            ? queue.StartAsync(_functions[index], functions[index].Options, log, cancellationToken)
            : throw new FunctionSetupException($"Expected a queue to lead to a function that is served, found '{queue.FunctionName}'. Correct the name.");
    }

    private async Task OpenAsync(HttpFront front, CancellationToken cancellationToken)
    {
        HttpRoute Route(HttpFrontRoute route) => new(route.Method, route.Path, Array.Find(_functions, each => each.Name == route.FunctionName)
            ?? throw new FunctionSetupException($"Expected '{front.Name}' to lead to a function that is served, found '{route.FunctionName}'. Correct the name."))
        {
            UsesPayloadVersion1 = route.UsesPayloadVersion1,
        };

        var server = await StartOnAsync(front.Port, port => HttpFrontServer.StartAsync(
            new HttpFrontOptions
            {
                Format = front.Format,
                Routes = [.. front.Routes.Select(Route)],
                Port = port,
                Cors = front.Cors,
                StreamsResponses = front.StreamsResponses,
                BinaryMediaTypes = front.BinaryMediaTypes,
                Stage = front.Stage,
            },
            cancellationToken)).ConfigureAwait(false);
        _servers.Add(server);
        _fronts.Add(new OpenFront(front, server.Url));
    }

    private static async Task<T> StartOnAsync<T>(int port, Func<int, Task<T>> start)
    {
        if (port is < 0 or > ushort.MaxValue)
            throw new FunctionSetupException($"Expected a port of 0 to {ushort.MaxValue}, found {port}. Give 0 to have a free one chosen.");
        try
        {
            return await start(port).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            throw new FunctionSetupException($"Expected port {port} of 127.0.0.1 to be free, but it could not be opened. Choose another, or 0 for a free one.", fault);
        }
    }

    private static string Words(HttpEventFormat format) => format switch
    {
        HttpEventFormat.FunctionUrl => "function URL",
        HttpEventFormat.HttpApi => "HTTP API",
        _ => "REST API",
    };
}
