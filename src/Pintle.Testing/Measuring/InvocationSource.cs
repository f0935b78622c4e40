using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pintle.Testing;

/// <summary>A Runtime API that costs next to nothing: blocking sockets on the caller's thread, one request at a time. It checks nothing that <see cref="Emulator"/> is there to check.</summary>
internal sealed class InvocationSource : IDisposable
{
    private const string Accepted = "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"status\":\"OK\"}\n";

    // In µs; only how soon the end of the process is noticed.
    private const int Patience = 50_000;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _connections = [];
    private readonly byte[] _payload;
    private byte[] _buffer = new byte[64 * 1024];
    private Socket? _current;
    private int _number;

    public InvocationSource(ReadOnlyMemory<byte> payload)
    {
        _payload = payload.ToArray();
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    /// <summary>The value of AWS_LAMBDA_RUNTIME_API.</summary>
    public string Address => _listener.LocalEndPoint!.ToString()!;

    /// <summary>Waits for the process to ask for an event.</summary>
    /// <param name="isOver">Whether nothing will come any more.</param>
    /// <returns>When its request had arrived.</returns>
    /// <exception cref="StartFailureException">It reports an error, or it is over.</exception>
    public long AwaitNext(Func<bool> isOver) => Await("GET", isOver);

    /// <summary>Hands the event over that was asked for.</summary>
    public void SendEvent()
    {
        var head = string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLambda-Runtime-Aws-Request-Id: 00000000-0000-4000-8000-{++_number:d12}\r\nLambda-Runtime-Deadline-Ms: {DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds()}\r\nLambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:function\r\nContent-Length: {_payload.Length}\r\n\r\n");
        _ = _current!.Send([.. Encoding.ASCII.GetBytes(head), .. _payload]);
    }

    /// <summary>Waits for the response to the event, and accepts it.</summary>
    public long AwaitResponse(Func<bool> isOver)
    {
        var time = Await("POST", isOver);
        _ = _current!.Send(Encoding.ASCII.GetBytes(Accepted));
        return time;
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
            connection.Dispose();
        _listener.Dispose();
    }

    private long Await(string method, Func<bool> isOver)
    {
        var length = 0;
        while (true)
        {
            var ready = new List<Socket>(_connections) { _listener };
            Socket.Select(ready, null, null, Patience);
            if (ready.Count == 0 && isOver())
                throw new StartFailureException("the process ended or took too long");
            if (ready.Remove(_listener))
                Accept();
            foreach (var connection in ready)
            {
                if (!Receive(connection, ref length))
                    continue;
                var time = Stopwatch.GetTimestamp();
                if (IsWhole(length, method))
                    return time;
            }
        }
    }

    private void Accept()
    {
        var connection = _listener.Accept();
        connection.NoDelay = true;
        _connections.Add(connection);
    }

    private bool Receive(Socket connection, ref int length)
    {
        if (length == _buffer.Length)
            Array.Resize(ref _buffer, 2 * length);
        var count = connection.Receive(_buffer.AsSpan(length), SocketFlags.None, out var error);
        if (count <= 0 || error != SocketError.Success)
        {
            _ = _connections.Remove(connection);
            connection.Dispose();
            return false;
        }

        _current = connection;
        length += count;
        return true;
    }

    private bool IsWhole(int length, string method)
    {
        var received = _buffer.AsSpan(0, length);
        var end = received.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;
        var head = Encoding.ASCII.GetString(received[..end]);
        var body = received[(end + 4)..];
        if (head.Contains("\r\nTransfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase) ? !body.EndsWith("0\r\n\r\n"u8) : body.Length < ContentLength(head))
            return false;
        var line = head.Split('\r')[0];
        return line.StartsWith(method, StringComparison.Ordinal) && !line.Contains("/error ", StringComparison.Ordinal)
            ? true
            : throw new StartFailureException($"{line}: {Encoding.UTF8.GetString(body[..Math.Min(body.Length, 400)])}");
    }

    private static int ContentLength(string head)
    {
        const string Name = "\r\nContent-Length: ";
        var at = head.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? 0 : int.Parse(head[(at + Name.Length)..].Split('\r')[0], CultureInfo.InvariantCulture);
    }
}

/// <summary>A start or an invocation that is measured has failed; the message has what the process reported, for the message that the user gets.</summary>
internal sealed class StartFailureException(string message) : Exception(message);
