using System.Net;
using System.Net.Sockets;
using NuGet.Configuration;
using Pintle.Layer.Definition;
using Pintle.Layer.Packages;

namespace Pintle.Layer.Tests;

public sealed class NuGetPackageSourceTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly byte[] _package = TinyPackage.Write();
    private readonly PackagePin _pin;

    public NuGetPackageSourceTests()
    {
        _pin = TinyPackage.Pin(_package);
        _ = Directory.CreateDirectory(_folder["feed"]);
        _ = Directory.CreateDirectory(_folder["empty"]);
        File.WriteAllBytes(Path.Combine(_folder["feed"], $"{TinyPackage.Id}.1.2.3.nupkg"), _package);
    }

    [Fact]
    public async Task Downloads_from_the_sources_of_nuget_config_in_turn()
    {
        var source = Source($"""<add key="nothing" value="{_folder["empty"]}" /><add key="ours" value="{_folder["feed"]}" />""");
        var target = new MemoryStream();

        var served = await source.DownloadAsync(_pin, target, TestContext.Current.CancellationToken);

        Assert.Equal("ours", served);
        Assert.Equal(_package, target.ToArray());
    }

    [Fact]
    public async Task Asks_only_the_source_to_which_nuget_config_maps_the_package()
    {
        var source = Source(
            $"""<add key="nothing" value="{_folder["empty"]}" /><add key="ours" value="{_folder["feed"]}" />""",
            """<packageSourceMapping><packageSource key="nothing"><package pattern="Pintle.*" /></packageSource></packageSourceMapping>""");

        var refused = await Assert.ThrowsAsync<LayerException>(() => source.DownloadAsync(_pin, new MemoryStream(), TestContext.Current.CancellationToken));

        Assert.Equal(LayerFault.PackageUnavailable, refused.Fault);
        Assert.Contains("(nothing: does not have it)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_so_when_no_source_is_enabled()
    {
        var refused = await Assert.ThrowsAsync<LayerException>(() => Source("").DownloadAsync(_pin, new MemoryStream(), TestContext.Current.CancellationToken));

        Assert.Contains("no source is enabled for it", refused.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 600_000)]
    public async Task Names_a_source_that_is_down_without_its_address()
    {
        var source = Source($"""<add key="down" value="http://127.0.0.1:{ClosedPort()}/secret-token/index.json" allowInsecureConnections="true" />""");

        var refused = await Assert.ThrowsAsync<LayerException>(() => source.DownloadAsync(_pin, new MemoryStream(), TestContext.Current.CancellationToken));

        Assert.Equal(LayerFault.PackageUnavailable, refused.Fault);
        Assert.Contains("down: ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-token", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private NuGetPackageSource Source(string sources, string more = "")
    {
        File.WriteAllText(_folder["nuget.config"], $"<configuration><packageSources><clear />{sources}</packageSources>{more}</configuration>");
        return new NuGetPackageSource(Settings.LoadSpecificSettings(_folder.Path, "nuget.config"));
    }
}
