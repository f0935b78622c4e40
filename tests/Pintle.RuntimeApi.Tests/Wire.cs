using System.Text;

namespace Pintle.RuntimeApi.Tests;

/// <summary>Bytes of responses, as the tests write them.</summary>
internal static class Wire
{
    public const string RequestId = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";

    public static byte[] Accepted { get; } = Response("202 Accepted", "Content-Type: application/json\r\n", "{\"status\":\"OK\"}\n");

    /// <summary>Latin-1, so that one character is one byte.</summary>
    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    public static byte[] Response(string status, string headers, string body) => Bytes($"HTTP/1.1 {status}\r\n{headers}Content-Length: {body.Length}\r\n\r\n{body}");

    public static byte[] Next(string body, string headers = "") => Response("200 OK", $"Lambda-Runtime-Aws-Request-Id: {RequestId}\r\n{headers}", body);

    public static byte[] Next(ReadOnlySpan<byte> body) => [.. Bytes($"HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: {RequestId}\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];

    /// <summary>A body as chunks of the given size.</summary>
    public static byte[] Chunked(ReadOnlySpan<byte> body, int chunk, string headers = "")
    {
        using var bytes = new MemoryStream();
        bytes.Write(Bytes($"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n{headers}\r\n"));
        for (var start = 0; start < body.Length; start += chunk)
        {
            var piece = body.Slice(start, Math.Min(chunk, body.Length - start));
            bytes.Write(Bytes($"{piece.Length:x}\r\n"));
            bytes.Write(piece);
            bytes.Write("\r\n"u8);
        }

        bytes.Write("0\r\n\r\n"u8);
        return bytes.ToArray();
    }

    public static byte[] Random(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
