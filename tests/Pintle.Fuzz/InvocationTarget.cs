using System.Text;
using Pintle.RuntimeApi;

namespace Pintle.Fuzz;

/// <summary>The header values of an invocation (request id, deadline, invocation id, trace, client context, identity), and what of them goes back: nothing that could end a line of a request.</summary>
internal static class InvocationTarget
{
    public static IReadOnlyList<byte[]> Seeds { get; } =
    [
        Encoding.Latin1.GetBytes("Lambda-Runtime-Aws-Request-Id: r-1\r\nLambda-Runtime-Deadline-Ms: 1700000000000\r\nLambda-Runtime-Invocation-Id: i-1\r\nLambda-Runtime-Trace-Id: Root=1-5\r\n"),
        Encoding.Latin1.GetBytes("lambda-runtime-aws-request-id: a~b.c_d\r\nLambda-Runtime-Client-Context: {\"client\":{}}\r\nLambda-Runtime-Cognito-Identity: {}\r\nLambda-Runtime-Aws-Tenant-Id: t\r\n"),
    ];

    public static void Run(byte[] input)
    {
        _ = RuntimeApiEndpoint.TryParse("127.0.0.1:9001", out var endpoint, out _);
        var connection = new OneAnswer([.. "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"u8, .. input, .. "\r\n{}"u8]);
        using var client = new RuntimeApiClient(endpoint!, "pintle/0 (fuzz)", connection);
        using var invocation = new Invocation();

        var next = client.Next(invocation);
        InvariantException.Require(next.IsOk || invocation.RequestId.IsEmpty, "expected nothing of an invocation that is none");
        if (!next.IsOk)
        {
            InvariantException.Require(next.Describe().Length < 2000 && !next.Describe().Any(char.IsControl), "expected a bounded description on one line");
            return;
        }

        InvariantException.Require(invocation.DeadlineMs >= 0, "expected a deadline that is not negative");
        connection.Sent.SetLength(0);
        _ = client.PostInvocationError(invocation.RequestId, invocation.TraceId, invocation.ClientContext, "{}"u8, invocation.InvocationId);
        var head = Encoding.Latin1.GetString(connection.Sent.ToArray());
        var lines = head[..head.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n");
        InvariantException.Require(
            head.EndsWith("\r\n\r\n{}", StringComparison.Ordinal) && lines.Length <= 8 && lines[0].Split(' ').Length == 3 && lines.All(line => !line.AsSpan().ContainsAny("\r\n\0")),
            $"expected one request of at most 8 lines, found {head}");
    }

    /// <summary>Gives the same answer to each request, all at once.</summary>
    private sealed class OneAnswer(byte[] answer) : IConnector, IConnection
    {
        private int _given;

        public MemoryStream Sent { get; } = new();

        public bool IsStale => false;

        public string? LastError => null;

        public IConnection? Connect(RuntimeApiEndpoint endpoint, out string? reason)
        {
            reason = null;
            return this;
        }

        public int Receive(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, answer.Length - _given);
            answer.AsSpan(_given, count).CopyTo(buffer);
            _given += count;
            return count;
        }

        public bool Send(ReadOnlySpan<byte> bytes) => Send(bytes, default);

        public bool Send(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
        {
            _given = 0;
            Sent.Write(head);
            Sent.Write(body);
            return true;
        }

        public bool Send(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, ReadOnlySpan<byte> tail) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
