using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace CloudClients;

/// <summary>As much of four services as the function asks for, over plain HTTP/1.1 on loopback.</summary>
internal sealed class Services : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2? _certificate;

    public Services(bool secure = false)
    {
        _certificate = secure ? NewCertificate() : null;
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    public string Address => $"{(_certificate is null ? "http" : "https")}://{_listener.LocalEndpoint}";

    public void Dispose()
    {
        _listener.Dispose();
        _certificate?.Dispose();
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync();
            _ = Task.Run(() => ServeAsync(client));
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            Stream stream = client.GetStream();
            if (_certificate is not null)
            {
                var secured = new SslStream(stream);
                await secured.AuthenticateAsServerAsync(_certificate);
                stream = secured;
            }
            using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
            while (await reader.ReadLineAsync() is { Length: > 0 } request)
            {
                var (target, length) = ("", 0);
                while (await reader.ReadLineAsync() is { Length: > 0 } header)
                {
                    if (header.StartsWith("X-Amz-Target:", StringComparison.OrdinalIgnoreCase))
                        target = header[(header.IndexOf(':') + 1)..].Trim();
                    if (header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                        length = int.Parse(header[(header.IndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
                }
                var body = new char[length];
                if (length > 0)
                    _ = await reader.ReadBlockAsync(body);
                var answer = Encoding.UTF8.GetBytes(AnswerTo(target, new string(body), request));
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nETag: \"{DigestOf(answer)}\"\r\nContent-Length: {answer.Length}\r\n\r\n"));
                await stream.WriteAsync(answer);
            }
        }
    }

    private static string AnswerTo(string target, string body, string request) => target switch
    {
        "DynamoDB_20120810.GetItem" => """{"Item":{"Id":{"S":"a1"},"Quantity":{"N":"3"},"Tags":{"L":[{"S":"x"}]}}}""",
        "AmazonSSM.GetParameter" => """{"Parameter":{"Name":"/shop/name","Type":"String","Value":"corner","Version":1}}""",
        "AmazonSQS.SendMessage" => JsonSerializer.Serialize(new { MessageId = "m1", MD5OfMessageBody = DigestOf(Encoding.UTF8.GetBytes(JsonDocument.Parse(body).RootElement.GetProperty("MessageBody").GetString()!)) }),
        _ when request.Contains("list-type=2", StringComparison.Ordinal) => """
            <?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>orders</Name><KeyCount>1</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated><Contents><Key>a/1</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified><ETag>"e"</ETag><Size>5</Size><StorageClass>STANDARD</StorageClass></Contents></ListBucketResult>
            """,
        _ => $"object of {request.Split(' ')[1].Split('?')[0]}",
    };

#pragma warning disable CA5351 // The service's own check of what arrived.
    private static string DigestOf(byte[] content) => Convert.ToHexStringLower(MD5.HashData(content));
#pragma warning restore CA5351
}
