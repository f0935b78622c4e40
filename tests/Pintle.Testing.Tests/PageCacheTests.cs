namespace Pintle.Testing.Tests;

public sealed class PageCacheTests
{
    [Fact]
    public void Drops_a_folders_files_and_counts_what_is_read_again()
    {
        using var folder = DiskFolder.Create();
        var pages = 16;
        var file = Path.Combine(folder.Path, "some.bin");
        File.WriteAllBytes(file, new byte[(pages * Environment.SystemPageSize) - 1]);
        var written = PageCache.Resident(file);

        var left = PageCache.Drop([folder.Path]);
        var dropped = PageCache.Resident(file);
        _ = File.ReadAllBytes(file);

        Assert.Equal((pages * (long)Environment.SystemPageSize, 0L, 0L, written), (written, left, dropped, PageCache.Resident(file)));
        Assert.Equal([(file, written)], PageCache.Residents([folder.Path]));
    }

    [Fact]
    public void An_empty_file_has_nothing_in_memory()
    {
        var file = Path.GetTempFileName();

        Assert.Equal(0, PageCache.Resident(file));
        File.Delete(file);
    }
}
