using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Pintle.Bootstrap.Tests.Hosting;

/// <summary>
/// A Runtime API that answers what the test has laid out: <c>next</c> from one queue, posts from another. An empty queue means 202 for a post, and for <c>next</c> a 500, which ends the
/// bootstrap with exit code 92. It writes down every request and judges none.
/// </summary>
internal sealed class ScriptedRuntimeApi : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<ApiRequest> _requests = new();
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;

    public ScriptedRuntimeApi()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Endpoint => _listener.LocalEndpoint.ToString()!;
    public Queue<ApiAnswer> Events { get; } = new();
    public Queue<ApiAnswer> Posts { get; } = new();
    public IReadOnlyList<ApiRequest> Requests => [.. _requests];

    /// <summary>How many connections were made.</summary>
    public int Connections { get; private set; }

    /// <summary>Ends when a request is being held.</summary>
    public Task Held => _held.Task;

    /// <summary>After the peer's end: nothing can arrive any more, and whatever did is in <see cref="Requests"/>.</summary>
    public async Task DrainAsync()
    {
        await _end.CancelAsync();
        await _accepting;
    }

    public async ValueTask DisposeAsync()
    {
        await DrainAsync();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
                Connections++;
            }
        }
        catch (OperationCanceledException)
        {
            while (_listener.Pending())
            {
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync()));
                Connections++;
            }
        }
        await Task.WhenAll(serving);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                while (await ApiRequest.ReadAsync(stream, CancellationToken.None) is { } request)
                {
                    _requests.Enqueue(request);
                    var answer = AnswerTo(request);
                    if (answer.Holds)
                        _held.TrySetResult();
                    await stream.WriteAsync(answer.Bytes);
                    if (answer.Closes)
                        return;
                }
            }
            catch (IOException)
            {
                // The peer ended in the middle of something; the test sees that in its exit code.
            }
        }
    }

    private ApiAnswer AnswerTo(ApiRequest request)
    {
        // Several pollers ask on several connections.
        lock (_requests)
        {
            if (request.Line.StartsWith("GET", StringComparison.Ordinal))
                return Events.TryDequeue(out var answer) ? answer : ApiAnswer.Refused(500, "ScriptEnded");
            return Posts.TryDequeue(out var accepted) ? accepted : ApiAnswer.Accepted;
        }
    }
}
