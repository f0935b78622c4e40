using System.Net;
using System.Net.Sockets;
using System.Text;
using NuGet.Configuration;
using Pintle.Layer.Packages;

namespace Pintle.Layer.Tests;

/// <summary>A package source over HTTP that ends connections in the middle of a package, as often as NuGet tries, until it is told to send it whole.</summary>
public sealed class HalfDownloadTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _package = TinyPackage.Write();
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    private volatile bool _isWhole;
    private int _asked;

    public HalfDownloadTests()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    private string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    [Fact(Timeout = 600_000)]
    public async Task A_package_of_which_half_came_is_no_package_and_the_next_run_gets_it_whole()
    {
        File.WriteAllText(_folder["nuget.config"], $"<configuration><packageSources><clear /><add key=\"cut\" value=\"{Address}/index.json\" allowInsecureConnections=\"true\" /></packageSources></configuration>");
        var settings = Settings.LoadSpecificSettings(_folder.Path, "nuget.config");
        var store = new PackageStore(new NuGetPackageSource(settings), settings, new AnySigner(), _folder["packages"], []);
        var pin = TinyPackage.Pin(_package);

        var refused = await Assert.ThrowsAsync<LayerException>(() => store.GetAsync(pin, null, TestContext.Current.CancellationToken));

        Assert.True(_asked > 0, "The package was never asked for.");
        Assert.True(refused.Fault is LayerFault.PackageUnavailable or LayerFault.DigestMismatch && refused.Message.Contains("cut", StringComparison.Ordinal), refused.Message);
        Assert.DoesNotContain(Address, refused.Message, StringComparison.Ordinal);
        Assert.Empty(TempFolder.Below(_folder["packages"]));

        _isWhole = true;
        using var package = await store.GetAsync(pin, null, TestContext.Current.CancellationToken);
        Assert.Equal(pin, package.Pin);
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _serving.GetAwaiter().GetResult();
        _end.Dispose();
        _folder.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                await using var stream = client.GetStream();
                try
                {
                    await AnswerAsync(stream);
                }
                catch (IOException)
                {
                    // NuGet went away first.
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    /// <summary>One request on each connection, in the form of https://learn.microsoft.com/nuget/api/overview.</summary>
    private async Task AnswerAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var path = (await reader.ReadLineAsync(_end.Token) ?? "").Split(' ').ElementAtOrDefault(1) ?? "";
        while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 })
        {
            // Headers say nothing that matters here.
        }

        var body = path switch
        {
            "/index.json" => Encoding.ASCII.GetBytes($$"""{ "version": "3.0.0", "resources": [ { "@id": "{{Address}}/flat/", "@type": "PackageBaseAddress/3.0.0" } ] }"""),
            _ when path.EndsWith("/index.json", StringComparison.Ordinal) => """{ "versions": [ "1.2.3" ] }"""u8.ToArray(),
            _ => _package,
        };
        var isPackage = path.EndsWith(".nupkg", StringComparison.Ordinal);
        _asked += isPackage ? 1 : 0;
        var sent = isPackage && !_isWhole ? body.Length / 2 : body.Length;
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"), _end.Token);
        await stream.WriteAsync(body.AsMemory(0, sent), _end.Token);
    }
}
