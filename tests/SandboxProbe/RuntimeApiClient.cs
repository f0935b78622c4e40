using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace SandboxProbe;

/// <summary>The least that speaks to the Runtime API: one connection for each request. It takes what the service says on trust.</summary>
internal sealed class RuntimeApiClient(string address)
{
    public (string Id, string Event) Next()
    {
        var (head, body) = Exchange($"GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n", []);
        const string Name = "Lambda-Runtime-Aws-Request-Id: ";
        var line = head.Split("\r\n").First(l => l.StartsWith(Name, StringComparison.OrdinalIgnoreCase));
        return (line[Name.Length..], Encoding.UTF8.GetString(body));
    }

    public void Post(string path, byte[] body, string headers = "") =>
        _ = Exchange($"POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {body.Length.ToString(CultureInfo.InvariantCulture)}\r\n{headers}\r\n", body);

    public (string Head, byte[] Body) Send(string method, string path, string body, string headers) =>
        Exchange($"{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {body.Length.ToString(CultureInfo.InvariantCulture)}\r\n{headers}\r\n", Encoding.ASCII.GetBytes(body));

    private (string Head, byte[] Body) Exchange(string head, byte[] body)
    {
        var parts = address.Split(':');
        using var client = new TcpClient(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture));
        var stream = client.GetStream();
        stream.Write(Encoding.ASCII.GetBytes(head));
        stream.Write(body);

        using var received = new MemoryStream();
        stream.CopyTo(received);
        var all = received.ToArray();
        var end = all.AsSpan().IndexOf("\r\n\r\n"u8);
        return end < 0 ? throw new IOException("the Runtime API closed the connection") : (Encoding.UTF8.GetString(all, 0, end), all[(end + 4)..]);
    }
}
