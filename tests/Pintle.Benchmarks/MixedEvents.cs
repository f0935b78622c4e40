using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Pintle.Benchmarks;

/// <summary>
/// A Runtime API that hands out events of 0 bytes to 6 MB and of every kind that the function <c>Streaming.Mixed</c> knows, in a random order that repeats, compares each answer with its event to the last
/// byte, and closes connections now and then: with a word, or without one while the function is busy.
/// </summary>
internal sealed class MixedEvents : IDisposable
{
    private const int Small = 4096;
    private const int Largest = 6_000_000;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentDictionary<int, (byte[] Event, long Sent)> _open = new();
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Random _random = new(18);
    private readonly byte[] _noise = new byte[Largest];
    private readonly int _count;
    private readonly Action<int, IReadOnlyList<double>> _sample;
    private readonly int _interval;
    private List<double> _trips = [];
    private int _handedOut;
    private int _answered;

    /// <param name="count">How many events there are.</param>
    /// <param name="interval">After so many answers comes a sample.</param>
    /// <param name="sample">Gets how many were answered, and the microseconds of the small ones since the last time, in order.</param>
    public MixedEvents(int count, int interval, Action<int, IReadOnlyList<double>> sample)
    {
        (_count, _interval, _sample) = (count, interval, sample);
        _random.NextBytes(_noise);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _ = AcceptAsync();
    }

    public string Address => _listener.LocalEndPoint!.ToString()!;

    /// <summary>How many connections were closed, of each kind.</summary>
    public int Announced { get; private set; }

    public int Silent { get; private set; }

    /// <summary>Ends when every event has had its answer, and fails at the first that is not its event's.</summary>
    public Task End => _end.Task;

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = await _listener.AcceptAsync().ConfigureAwait(false);
                connection.NoDelay = true;
                _ = ServeAsync(new NetworkStream(connection, ownsSocket: true));
            }
        }
        catch (Exception over) when (over is ObjectDisposedException or SocketException)
        {
            // The run is over.
        }
    }

    private async Task ServeAsync(NetworkStream connection)
    {
        try
        {
            await using (connection.ConfigureAwait(false))
            {
                var reader = new RequestReader(connection);
                while (await reader.ReadAsync().ConfigureAwait(false) is var (line, body))
                {
                    if (!(line.StartsWith("GET ", StringComparison.Ordinal) ? await HandOutAsync(connection).ConfigureAwait(false) : await TakeAsync(connection, line, body).ConfigureAwait(false)))
                        return;
                }
            }
        }
        catch (IOException)
        {
            // The process has gone; whoever started it sees that.
        }
        catch (Exception e)
        {
            _ = _end.TrySetException(e);
        }
    }

    /// <returns>Whether the connection goes on.</returns>
    private async Task<bool> HandOutAsync(NetworkStream connection)
    {
        byte[] payload;
        int number;
        bool announces;
        lock (_random)
        {
            if (_handedOut == _count)
            {
                // Held: the run ends with the last answer.
                return true;
            }

            number = ++_handedOut;
            payload = Make(number);
            announces = _random.Next(500) == 0;
            Announced += announces ? 1 : 0;
        }

        _open[number] = (payload, Stopwatch.GetTimestamp());
        await connection.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: r-{number}\r\nLambda-Runtime-Deadline-Ms: {DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds()}\r\nLambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:function\r\n{(announces ? "Connection: close\r\n" : "")}Content-Length: {payload.Length}\r\n\r\n"))).ConfigureAwait(false);
        await connection.WriteAsync(payload).ConfigureAwait(false);
        if (payload is not [(byte)'w', ..])
            return !announces;

        // The function is busy for 200 ms.
        Silent++;
        return false;
    }

    private async Task<bool> TakeAsync(NetworkStream connection, string line, byte[] body)
    {
        var parts = line.Split(' ')[1].Split('/');
        var number = int.Parse(parts[^2].AsSpan(2), CultureInfo.InvariantCulture);
        if (!_open.TryRemove(number, out var open))
            throw new InvalidOperationException($"Expected one answer for each event, found a second one, or one for none: {line}.");
        var isError = parts[^1] == "error";
        var isRight = open.Event is [(byte)'f', ..]
            ? isError && Encoding.UTF8.GetString(body).Contains(Convert.ToHexString(SHA256.HashData(open.Event)), StringComparison.Ordinal)
            : !isError && body.AsSpan().SequenceEqual(open.Event);
        if (!isRight)
            throw new InvalidOperationException($"Expected the answer to event {number} of {open.Event.Length} bytes, found {body.Length} others: {line}.");

        var closes = false;
        lock (_random)
        {
            if (open.Event.Length <= Small && open.Event is not [(byte)'w', ..])
                _trips.Add(Stopwatch.GetElapsedTime(open.Sent).TotalMicroseconds);
            closes = _random.Next(500) == 0;
            Announced += closes ? 1 : 0;
            if (++_answered % _interval == 0)
            {
                _trips.Sort();
                _sample(_answered, _trips);
                _trips = [];
            }
        }

        await connection.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 202 Accepted\r\n{(closes ? "Connection: close\r\n" : "")}Content-Length: 16\r\n\r\n{{\"status\":\"OK\"}}\n")).ConfigureAwait(false);
        if (_answered == _count)
            _ = _end.TrySetResult();
        return !closes;
    }

    private byte[] Make(int number)
    {
        var length = _random.Next(1000) switch
        {
            < 20 => 0,
            < 900 => _random.Next(16, Small),
            < 980 => _random.Next(Small, 70_000),
            < 997 => _random.Next(70_000, 1_000_000),
            _ => Largest,
        };
        var payload = new byte[length];
        if (length == 0)
            return payload;
        _noise.AsSpan(_random.Next(Largest - length + 1), length).CopyTo(payload);
        payload[0] = _random.Next(1000) switch
        {
            < 100 => (byte)'f',
            < 250 => (byte)'s',
            < 252 => (byte)'w',
            < 500 => (byte)'a',
            _ => (byte)'e',
        };
        BitConverter.TryWriteBytes(payload.AsSpan(1), number);
        return payload;
    }
}
