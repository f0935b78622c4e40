using System.Text;

namespace Pintle.Bootstrap.Tests.Hosting;

/// <summary>What the scripted Runtime API does with one request.</summary>
/// <param name="Bytes">Sent as they are.</param>
/// <param name="Closes">Whether the connection is closed after them.</param>
/// <param name="Holds">Whether nothing is sent at all: the request stays open until the peer goes.</param>
internal sealed record ApiAnswer(byte[] Bytes, bool Closes = false, bool Holds = false)
{
    public static ApiAnswer Accepted { get; } = Of("202 Accepted", """{"status":"OK"}""");
    public static ApiAnswer Hold { get; } = new([], Holds: true);
    public static ApiAnswer Close { get; } = new([], Closes: true);

    public static ApiAnswer Refused(int status, string errorType) =>
        Of($"{status} No", $$"""{"errorMessage":"The test says no.","errorType":"{{errorType}}"}""");

    public static ApiAnswer Of(string status, string body) => new(Encoding.UTF8.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));

    public static ApiAnswer Raw(string text) => new(Encoding.Latin1.GetBytes(text), Closes: true);

    /// <summary>An invocation. Its headers are lines that end with CR LF.</summary>
    public static ApiAnswer Event(string requestId, ReadOnlySpan<byte> body, string headers = "Lambda-Runtime-Deadline-Ms: 1700000000000\r\n") =>
        new([.. Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: {requestId}\r\n{headers}Content-Length: {body.Length}\r\n\r\n"), .. body]);
}
