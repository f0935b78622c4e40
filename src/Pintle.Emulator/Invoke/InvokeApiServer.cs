using Microsoft.AspNetCore.Http;
using Pintle.Emulator.Http;
using Pintle.Emulator.Page;

namespace Pintle.Emulator.Invoke;

/// <summary>Lambda's Invoke API on a loopback port, for AWS's own clients, and a page for people where that is asked for. Signatures are not looked at: whoever can reach the port may call.</summary>
public sealed class InvokeApiServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private LoopbackServer _server = null!;

    private InvokeApiServer()
    {
    }

    /// <summary>For example <c>http://127.0.0.1:40123</c>, without a slash at the end.</summary>
    public string Address => _server.Address;

    /// <param name="functions">At least one.</param>
    /// <param name="port">A port of 127.0.0.1; 0: a free one.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static Task<InvokeApiServer> StartAsync(IReadOnlyList<IInvocableFunction> functions, int port = 0, CancellationToken cancellationToken = default) => StartAsync(functions, port, null, cancellationToken);

    /// <param name="functions">At least one.</param>
    /// <param name="port">A port of 127.0.0.1; 0: a free one.</param>
    /// <param name="page">What the page at <c>/</c> shows; null: there is none.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<InvokeApiServer> StartAsync(IReadOnlyList<IInvocableFunction> functions, int port, PageOptions? page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(functions);
        ArgumentOutOfRangeException.ThrowIfZero(functions.Count, nameof(functions));
        var server = new InvokeApiServer();
        var api = new InvokeEndpoint(functions, server._stopping.Token);
        var pages = page is null ? null : new PageEndpoint(page, api.HandleOfPageAsync, server._stopping.Token);
        server._server = await LoopbackServer.StartAsync(context => HandleAsync(context, api, pages), port, cancellationToken).ConfigureAwait(false);
        return server;
    }

    /// <summary>Closes the port and every connection. Calls that wait are given up; one that runs ends when its function ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static async Task HandleAsync(HttpContext context, InvokeEndpoint api, PageEndpoint? page)
    {
        try
        {
            await (page is not null && PageEndpoint.Takes(context.Request) ? page.HandleAsync(context) : api.HandleAsync(context)).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // The caller has gone, sent no proper HTTP, or the server stops: nobody is there to be answered.
            context.Abort();
        }
    }
}
