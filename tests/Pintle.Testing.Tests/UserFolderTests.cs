namespace Pintle.Testing.Tests;

public sealed class UserFolderTests
{
    private static string Name => $"pintle-{Native.UserId()}";

    [Fact]
    public void Is_closed_to_others_and_taken_again()
    {
        using var temporary = new TestFolder();

        var first = UserFolder.Open(temporary.Path);
        UnixModes.Set(first, UnixModes.Writable);
        var second = UserFolder.Open(temporary.Path);

        Assert.Equal((temporary.At(Name), temporary.At(Name)), (first, second));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, UnixModes.Get(second));
    }

    [Fact]
    public void A_link_or_a_file_in_its_place_is_left_alone()
    {
        using var temporary = new TestFolder();
        using var elsewhere = new TestFolder();
        _ = Directory.CreateSymbolicLink(temporary.At(Name), elsewhere.Path);
        UnixModes.Set(elsewhere.Path, UnixModes.Writable);
        using var other = new TestFolder();
        File.WriteAllText(other.At(Name), "");

        foreach (var folder in new[] { temporary.Path, other.Path })
        {
            var opened = UserFolder.Open(folder);

            Assert.NotEqual(Path.Combine(folder, Name), opened);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, UnixModes.Get(opened));
            Directory.Delete(opened);
        }

        Assert.Equal(UnixModes.Writable, UnixModes.Get(elsewhere.Path));
        Assert.Empty(Directory.GetFileSystemEntries(elsewhere.Path));
    }

    [Fact]
    public async Task A_folder_of_another_user_in_its_place_is_left_alone()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to give a folder to another user");
        using var temporary = new TestFolder();
        _ = Directory.CreateDirectory(temporary.At(Name));
        using var chown = System.Diagnostics.Process.Start("chown", ["61234", temporary.At(Name)]);
        await chown.WaitForExitAsync(TestContext.Current.CancellationToken);

        var opened = UserFolder.Open(temporary.Path);

        Assert.Equal(0, chown.ExitCode);
        Assert.NotEqual(temporary.At(Name), opened);
        Assert.StartsWith(temporary.At(Name) + "-", opened, StringComparison.Ordinal);
    }

    [Fact]
    public void What_this_process_unpacks_is_in_it()
    {
        using var files = new TemporaryFolder(keep: false);

        Assert.StartsWith(UserFolder.Path + "/", files.Path, StringComparison.Ordinal);
        Assert.StartsWith(UserFolder.Path + "/", RootFileSystem.Of(hasShell: false).Folder, StringComparison.Ordinal);
    }
}
