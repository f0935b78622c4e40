using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pintle.EndToEnd.Tests;

/// <summary>What becomes of a connection after an answer.</summary>
internal enum AfterAnswer
{
    GoOn,
    Close,
    Reset,

    /// <summary>Nothing more is read or sent, and the connection stays open.</summary>
    Hold,
}

/// <summary>One call as it arrived: <c>next</c>, <c>response</c>, <c>error</c> or <c>init/error</c>, the request id in its path, its body.</summary>
internal sealed record AdversaryCall(string Name, string RequestId, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>Bytes that are sent as they are, in one piece or byte by byte, and what comes then.</summary>
internal sealed record AdversaryAnswer(byte[] Bytes, AfterAnswer Then = AfterAnswer.GoOn, bool IsSlow = false)
{
    public static AdversaryAnswer Accepted { get; } = Of("202 Accepted", "{\"status\":\"OK\"}\n");

    /// <summary>Ends the bootstrap with 92: the script is over.</summary>
    public static AdversaryAnswer End { get; } = Of("500 X", "{\"errorType\":\"Over\"}");

    public static AdversaryAnswer Hold { get; } = new([], AfterAnswer.Hold);

    public static AdversaryAnswer Of(string status, string body, string headers = "") => new(Latin($"HTTP/1.1 {status}\r\n{headers}Content-Length: {body.Length}\r\n\r\n{body}"));

    public static AdversaryAnswer Event(string body, string requestId = "r-1", string headers = "Lambda-Runtime-Deadline-Ms: 1700000000000\r\n") =>
        Of("200 OK", body, $"Lambda-Runtime-Aws-Request-Id: {requestId}\r\n{headers}");

    public static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);
}

/// <summary>What listens in the Runtime API's place: raw sockets, a script that decides each answer, and a record of every call. It keeps no rule of HTTP or Lambda that a script breaks.</summary>
internal sealed class Adversary : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<AdversaryCall> _calls = new();
    private readonly ConcurrentBag<Task> _serving = [];
    private readonly ConcurrentBag<Socket> _connections = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _seen = new();
    private readonly Func<AdversaryCall, int, AdversaryAnswer> _answer;
    private readonly Task _accepting;

    /// <param name="answer">Of a call, and how many of its name came before it.</param>
    public Adversary(Func<AdversaryCall, int, AdversaryAnswer> answer)
    {
        _answer = answer;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public string Address => _listener.LocalEndPoint!.ToString()!;

    public IReadOnlyList<AdversaryCall> Calls => [.. _calls];

    /// <summary>Ends when so many calls of that name have come.</summary>
    public Task SeenAsync(string name, int count = 1) => Seen(name, count).Task.WaitAsync(TimeSpan.FromMinutes(10));

    /// <summary>Ends when the answer to so many of them has been sent.</summary>
    public Task AnsweredAsync(string name, int count = 1) => SeenAsync("answer to " + name, count);

    /// <summary>Resets every connection.</summary>
    public void ResetAll()
    {
        foreach (var connection in _connections)
            Reset(connection);
    }

    /// <summary>Resets one of them.</summary>
    public void ResetOne() => Reset(_connections.First());

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        foreach (var connection in _connections)
            connection.Dispose();
        await _accepting;
        await Task.WhenAll(_serving);
        _end.Dispose();
    }

    private static void Reset(Socket connection)
    {
        try
        {
            connection.LingerState = new LingerOption(true, 0);
            connection.Dispose();
        }
        catch (Exception gone) when (gone is ObjectDisposedException or SocketException)
        {
            // It was closed before.
        }
    }

    private TaskCompletionSource Seen(string name, int count) => _seen.GetOrAdd($"{name} {count}", _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = await _listener.AcceptAsync(_end.Token);
                connection.NoDelay = true;
                _connections.Add(connection);
                _serving.Add(Task.Run(() => ServeAsync(connection)));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        try
        {
            while (await ReadAsync(connection) is { } call)
            {
                AdversaryAnswer answer;
                int before;
                lock (_calls)
                {
                    before = _calls.Count(each => each.Name == call.Name);
                    _calls.Enqueue(call);
                    Seen(call.Name, before + 1).TrySetResult();
                    answer = _answer(call, before);
                }

                for (var at = 0; at < answer.Bytes.Length;)
                    at += await connection.SendAsync(answer.Bytes.AsMemory(at, answer.IsSlow ? 1 : answer.Bytes.Length - at), _end.Token);
                Seen("answer to " + call.Name, before + 1).TrySetResult();
                if (answer.Then == AfterAnswer.Hold)
                    return;
                if (answer.Then == AfterAnswer.Reset)
                    Reset(connection);
                else if (answer.Then == AfterAnswer.Close)
                    connection.Dispose();
            }
        }
        catch (Exception over) when (over is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The process has ended, or the connection was given up.
        }
    }

    private async Task<AdversaryCall?> ReadAsync(Socket connection)
    {
        var received = new List<byte>();
        var piece = new byte[64 * 1024];
        while (true)
        {
            if (Whole([.. received]) is { } call)
                return call;
            var count = await connection.ReceiveAsync(piece.AsMemory(), _end.Token);
            if (count == 0)
                return null;
            received.AddRange(piece.AsSpan(0, count));
        }
    }

    private static AdversaryCall? Whole(byte[] received)
    {
        var end = received.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return null;
        var head = Encoding.Latin1.GetString(received, 0, end);
        var body = received[(end + 4)..];
        if (head.Contains("chunked", StringComparison.Ordinal) ? !body.AsSpan().EndsWith("\r\n\r\n"u8) : body.Length < Length(head))
            return null;
        var path = head.Split(' ')[1].Split('/');
        return path[^1] == "next" ? new("next", "", body) : path[^2] == "init" ? new("init/error", "", body) : new(path[^1], path[^2], body);
    }

    private static int Length(string head)
    {
        const string Name = "\r\nContent-Length: ";
        var at = head.IndexOf(Name, StringComparison.Ordinal);
        return at < 0 ? 0 : int.Parse(head[(at + Name.Length)..].Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture);
    }
}
