using System.IO.Compression;
using System.Text;
using Pintle.Layer.Output;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Tests;

public sealed class ZipWriterTests : IDisposable
{
    private const UnixFileMode Executable = (UnixFileMode)0b111_101_101;
    private const UnixFileMode Plain = (UnixFileMode)0b110_100_100;

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Gives_the_same_bytes_for_the_same_files_in_another_folder_order_and_year()
    {
        var first = await ZipAsync([("b.txt", "two", Plain), ("a/x", "one", Executable), ("B.txt", "three", Plain)]);
        var second = await ZipAsync([("B.txt", "three", Plain), ("b.txt", "two", Plain), ("a/x", "one", Executable)], new DateTime(1999, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        Assert.Equal(first, second);
    }

    [Fact]
    public async Task Is_read_by_another_reader_with_names_contents_modes_and_one_time()
    {
        var compressible = string.Concat(Enumerable.Repeat("compressible ", 1000));
        var zip = await ZipAsync([("b", compressible, Plain), ("a/run", "#!", Executable), ("empty", "", Plain)]);

        using var archive = new ZipArchive(new MemoryStream(zip));

        Assert.Equal(["a/run", "b", "empty"], archive.Entries.Select(entry => entry.FullName));
        Assert.Equal(["#!", compressible, ""], archive.Entries.Select(Read));
        Assert.Equal([0x81ED, 0x81A4, 0x81A4], archive.Entries.Select(entry => entry.ExternalAttributes >>> 16));
        Assert.All(archive.Entries, entry => Assert.Equal(new DateTime(2000, 1, 1), entry.LastWriteTime.DateTime));
    }

    [Fact]
    public async Task Stores_what_deflating_would_not_make_smaller()
    {
        var noise = new byte[10_000];
        new Random(1).NextBytes(noise);
        var zip = await ZipAsync([("noise", Encoding.Latin1.GetString(noise), Plain)]);

        using var archive = new ZipArchive(new MemoryStream(zip));

        var entry = Assert.Single(archive.Entries);
        Assert.Equal((10_000L, 10_000L), (entry.Length, entry.CompressedLength));
        Assert.Equal(Encoding.Latin1.GetString(noise), Read(entry));
    }

    [Fact]
    public async Task Writes_no_extra_field_no_comment_and_no_data_descriptor()
    {
        var zip = await ZipAsync([("name", "content", Plain)]);

        const int LocalHeader = 30, CentralHeader = 46, End = 22, Name = 4, Content = 7;
        Assert.Equal(LocalHeader + Name + Content + CentralHeader + Name + End, zip.Length);
    }

    [Fact(Timeout = 600_000)]
    public async Task Is_found_whole_by_unzip()
    {
        var path = _folder["test.zip"];
        await File.WriteAllBytesAsync(path, await ZipAsync([("a/run", "#!", Executable), ("b", "text", Plain)]), TestContext.Current.CancellationToken);

        var tested = await Tool.RunAsync("unzip", "unzip", "-tq", path);
        var listed = await Tool.RunAsync("unzip", "unzip", "-Z", path);

        Assert.StartsWith("No errors detected", tested, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^-rwxr-xr-x  2\.0 unx .* stor 00-Jan-01 00:00 a/run$", listed);
        Assert.Matches(@"(?m)^-rw-r--r--  2\.0 unx .* stor 00-Jan-01 00:00 b$", listed);
    }

    public void Dispose() => _folder.Dispose();

    private static string Read(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open(), Encoding.Latin1);
        return reader.ReadToEnd();
    }

    private async Task<byte[]> ZipAsync((string Path, string Text, UnixFileMode Mode)[] files, DateTime? written = null)
    {
        var folder = _folder[Guid.NewGuid().ToString("N")];
        _ = Directory.CreateDirectory(folder);
        var tree = new LayerTree(folder, Executable);
        foreach ((var path, var text, var mode) in files)
            await tree.AddAsync(path, mode, "test", full => File.WriteAllTextAsync(full, text, Encoding.Latin1, TestContext.Current.CancellationToken));
        foreach (var file in tree.Files)
            File.SetLastWriteTimeUtc(file.FullPath, written ?? DateTime.UtcNow);

        var zip = new MemoryStream();
        await new ZipWriter(zip).WriteAsync(tree.Files.Reverse(), _ => { }, TestContext.Current.CancellationToken);
        return zip.ToArray();
    }
}
