using Pintle.Layer.Output;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Tests;

public sealed class OutputTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_file_whose_writing_fails_stays_as_it_was()
    {
        await File.WriteAllTextAsync(_folder["file"], "before", TestContext.Current.CancellationToken);

        _ = await Assert.ThrowsAsync<IOException>(() => AtomicFile.WriteAsync(
            _folder["file"],
            async (file, token) =>
            {
                await file.WriteAsync("half of it"u8.ToArray(), token);
                throw new IOException("No space left on device");
            },
            TestContext.Current.CancellationToken));

        Assert.Equal(["file"], _folder.Content);
        Assert.Equal("before", await File.ReadAllTextAsync(_folder["file"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_second_lock_waits_until_the_first_is_given_back()
    {
        var first = await FolderLock.TakeAsync(_folder.Path, () => Assert.Fail("nobody held it"), TestContext.Current.CancellationToken);
        var waiting = new TaskCompletionSource();
        var second = FolderLock.TakeAsync(_folder.Path, waiting.SetResult, TestContext.Current.CancellationToken);
        await waiting.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);

        first.Dispose();

        (await second).Dispose();
    }

    [Fact]
    public async Task Waiting_for_a_lock_can_be_cancelled()
    {
        using var first = await FolderLock.TakeAsync(_folder.Path, () => { }, TestContext.Current.CancellationToken);
        using var cancel = new CancellationTokenSource();

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FolderLock.TakeAsync(_folder.Path, cancel.Cancel, cancel.Token));
    }

    [Theory]
    [InlineData("changed", "\"a\" has SHA-256 ")]
    [InlineData("longer", "\"a\" has 8 bytes, expected 7.")]
    [InlineData("mode", "\"a\" has mode 0666, expected 0644.")]
    [InlineData("gone", "\"a\" is missing.")]
    [InlineData("added", "\"b\" is not in the manifest.")]
    public async Task A_folder_that_differs_from_its_manifest_is_found_out(string change, string difference)
    {
        var path = _folder["a"];
        var tree = new LayerTree(_folder.Path, (UnixFileMode)0b111_101_101);
        await tree.AddAsync("a", (UnixFileMode)0b110_100_100, "test", full => File.WriteAllTextAsync(full, "content", TestContext.Current.CancellationToken));
        var manifest = Manifest(await tree.DescribeAsync(TestContext.Current.CancellationToken));
        Assert.Null(await LayerFolder.DifferenceAsync(_folder.Path, manifest, TestContext.Current.CancellationToken));

        Action apply = change switch
        {
            "changed" => () => File.WriteAllText(path, "CONTENT"),
            "longer" => () => File.AppendAllText(path, "+"),
            "mode" => () => UnixModes.Set(path, (UnixFileMode)0b110_110_110),
            "gone" => () => File.Delete(path),
            _ => () => File.WriteAllText(_folder["b"], ""),
        };
        apply();

        Assert.StartsWith(difference, await LayerFolder.DifferenceAsync(_folder.Path, manifest, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_files_for_one_place_are_refused()
    {
        var tree = new LayerTree(_folder.Path, (UnixFileMode)0b111_101_101);
        await tree.AddAsync("a", UnixFileMode.UserRead, "one", full => File.WriteAllTextAsync(full, "", TestContext.Current.CancellationToken));

        var refused = await Assert.ThrowsAsync<LayerException>(() => tree.AddAsync("a", UnixFileMode.UserRead, "two", _ => Task.CompletedTask));

        Assert.Contains("Two files would stand at \"a\" in the layer, from one and from two", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{ \"surprise\": 1 }")]
    public void A_manifest_that_is_none_is_refused(string text)
    {
        var refused = Assert.Throws<LayerException>(() => LayerManifest.Read(System.Text.Encoding.UTF8.GetBytes(text)));

        Assert.StartsWith("pintle/manifest.json is not a manifest that this version of Pintle reads: ", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static LayerManifest Manifest(IReadOnlyList<ManifestFile> files) => new()
    {
        Pintle = "0.1.0",
        Pin = "10.0",
        Rid = "linux-x64",
        Framework = "core",
        Dotnet = "10.0.14",
        InstructionSet = null,
        Packages = [],
        Bootstrap = new ManifestBootstrap([], "2.34", []),
        Toolchain = new Toolchain("sdk", "compiler", "linker"),
        LeftOut = [],
        Files = files,
    };
}
