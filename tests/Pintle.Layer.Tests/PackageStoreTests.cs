using System.Security.Cryptography;
using Moq;
using NuGet.Configuration;
using Pintle.Layer.Definition;
using Pintle.Layer.Packages;

namespace Pintle.Layer.Tests;

public sealed class PackageStoreTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Mock<IPackageSource> _source = new(MockBehavior.Strict);
    private readonly byte[] _package = TinyPackage.Write();
    private readonly PackagePin _pin;

    public PackageStoreTests() => _pin = TinyPackage.Pin(_package);

    [Fact]
    public async Task Serves_the_pinned_package_and_needs_no_source_the_second_time()
    {
        Serve(_package);
        using (var first = await Store().GetAsync(_pin, null, TestContext.Current.CancellationToken))
            Assert.Contains("runtimes/linux-x64/native/libcoreclr.so", first.Files.Select(file => file.FullName));

        using var second = await Store().GetAsync(_pin, null, TestContext.Current.CancellationToken);

        Assert.Equal(_pin, second.Pin);
        _source.Verify(source => source.DownloadAsync(It.IsAny<PackagePin>(), It.IsAny<Stream>(), It.IsAny<CancellationToken>()), Times.Once);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(0.7)]
    [InlineData(1.0)]
    public async Task Refuses_a_package_with_one_other_bit_before_anything_of_it_is_stored(double where)
    {
        byte[] tampered = [.. _package];
        tampered[(int)(where * (tampered.Length - 1))] ^= 1;
        Serve(tampered);

        var refused = await Assert.ThrowsAsync<LayerException>(() => Store().GetAsync(_pin, null, TestContext.Current.CancellationToken));

        Assert.Equal(LayerFault.DigestMismatch, refused.Fault);
        Assert.Contains($"{TinyPackage.Id} 1.2.3 from the source \"mirror\"", refused.Message, StringComparison.Ordinal);
        Assert.Contains(_pin.Sha512, refused.Message, StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String(SHA512.HashData(tampered)), refused.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Content);
    }

    [Fact]
    public async Task Refuses_a_download_that_was_cut_short_and_takes_the_whole_one_afterwards()
    {
        Serve(_package[..^1]);
        var refused = await Assert.ThrowsAsync<LayerException>(() => Store().GetAsync(_pin, null, TestContext.Current.CancellationToken));
        Assert.Equal(LayerFault.DigestMismatch, refused.Fault);

        Serve(_package);
        using var package = await Store().GetAsync(_pin, null, TestContext.Current.CancellationToken);

        Assert.Equal(_pin, package.Pin);
    }

    [Fact]
    public async Task Refuses_a_stored_package_that_was_changed_and_names_the_folder_to_delete()
    {
        Serve(_package);
        (await Store().GetAsync(_pin, null, TestContext.Current.CancellationToken)).Dispose();
        var stored = Assert.Single(Directory.GetFiles(_folder.Path, "*.nupkg", SearchOption.AllDirectories));
        File.AppendAllText(stored, "x");

        var refused = await Assert.ThrowsAsync<LayerException>(() => Store().GetAsync(_pin, null, TestContext.Current.CancellationToken));

        Assert.Equal(LayerFault.DigestMismatch, refused.Fault);
        Assert.Contains($"Delete the folder {Path.GetDirectoryName(stored)}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaves_nothing_behind_when_the_disk_fails_in_the_middle()
    {
        _ = _source.Setup(source => source.DownloadAsync(_pin, It.IsAny<Stream>(), It.IsAny<CancellationToken>())).Returns(async (PackagePin _, Stream target, CancellationToken token) =>
        {
            await target.WriteAsync(_package.AsMemory(0, _package.Length / 2), token);
            throw new IOException("No space left on device");
        });

        var refused = await Assert.ThrowsAsync<LayerException>(() => Store().GetAsync(_pin, null, TestContext.Current.CancellationToken));

        Assert.Equal(LayerFault.OutputUnwritable, refused.Fault);
        Assert.Contains("No space left on device", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Content);

        Serve(_package);
        using var package = await Store().GetAsync(_pin, null, TestContext.Current.CancellationToken);
        Assert.Equal(_pin, package.Pin);
    }

    [Fact]
    public async Task Leaves_nothing_behind_while_its_source_is_down_and_takes_the_package_afterwards()
    {
        _ = _source.Setup(source => source.DownloadAsync(_pin, It.IsAny<Stream>(), It.IsAny<CancellationToken>())).Returns(async (PackagePin _, Stream target, CancellationToken token) =>
        {
            await target.WriteAsync(_package.AsMemory(0, 10), token);
            throw new LayerException(LayerFault.PackageUnavailable, "the source is down");
        });

        var refused = await Assert.ThrowsAsync<LayerException>(() => Store().GetAsync(_pin, null, TestContext.Current.CancellationToken));

        Assert.Equal(LayerFault.PackageUnavailable, refused.Fault);
        Assert.Empty(_folder.Content);

        Serve(_package);
        using var package = await Store().GetAsync(_pin, null, TestContext.Current.CancellationToken);
        Assert.Equal(_pin, package.Pin);
    }

    [Fact]
    public async Task Leaves_nothing_behind_when_it_is_cancelled_in_the_middle()
    {
        using var cancel = new CancellationTokenSource();
        _ = _source.Setup(source => source.DownloadAsync(_pin, It.IsAny<Stream>(), It.IsAny<CancellationToken>())).Returns(async (PackagePin _, Stream target, CancellationToken token) =>
        {
            await target.WriteAsync(_package.AsMemory(0, 100), token);
            await cancel.CancelAsync();
            token.ThrowIfCancellationRequested();
            return "mirror";
        });

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store().GetAsync(_pin, null, cancel.Token));

        Assert.Empty(_folder.Content);
    }

    [Fact]
    public async Task Reports_how_many_bytes_came()
    {
        Serve(_package);
        var steps = new Steps();

        (await Store().GetAsync(_pin, steps, TestContext.Current.CancellationToken)).Dispose();

        Assert.Contains(new BuildStep(BuildStage.Packages, $"downloading {_pin}", _package.Length), steps.All);
    }

    public void Dispose() => _folder.Dispose();

    private PackageStore Store() => new(_source.Object, NullSettings.Instance, new AnySigner(), _folder.Path, []);

    private void Serve(byte[] bytes) => _source.Setup(source => source.DownloadAsync(_pin, It.IsAny<Stream>(), It.IsAny<CancellationToken>()))
        .Returns(async (PackagePin _, Stream target, CancellationToken token) =>
        {
            await target.WriteAsync(bytes, token);
            return "mirror";
        });
}
