namespace Pintle.Testing.Tests;

public sealed class TemporaryFolderTests
{
    [Fact]
    public void What_a_killed_process_left_is_swept_and_nothing_else()
    {
        using var temporary = new TestFolder();
        string Folder(string name, bool hasOwner, TimeSpan age)
        {
            var path = Directory.CreateDirectory(temporary.At(name)).FullName;
            if (hasOwner)
            {
                File.WriteAllText(Path.Combine(path, ".owner"), "");
                File.SetLastWriteTimeUtc(Path.Combine(path, ".owner"), DateTime.UtcNow - age);
            }

            return path;
        }

        var (hour, moment) = (TimeSpan.FromHours(1), TimeSpan.FromSeconds(1));
        var dead = Folder("pintle-function-dead", true, hour);
        _ = Directory.CreateDirectory(Path.Combine(dead, "tmp", "deep"));
        string[] kept = [Folder("pintle-function-kept", false, hour), Folder("pintle-function-lives", true, hour), Folder("pintle-function-starts", true, moment), Folder("another", true, hour)];
        using (new FileStream(Path.Combine(kept[1], ".owner"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            TemporaryFolder.Sweep(temporary.Path, DateTime.UtcNow);

        Assert.Equal(kept.Order(StringComparer.Ordinal), Directory.GetDirectories(temporary.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void One_that_is_in_use_is_nobody_else_s_and_goes_with_its_owner()
    {
        using var folder = new TemporaryFolder(keep: false);
        _ = folder.Create("tmp");

        TemporaryFolder.Sweep(Path.GetDirectoryName(folder.Path)!, DateTime.UtcNow + TimeSpan.FromHours(1));
        var wasThere = Directory.Exists(folder.Path);
        folder.Dispose();

        Assert.True(wasThere && !Directory.Exists(folder.Path), folder.Path);
    }
}
