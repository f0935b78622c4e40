using System.IO.Compression;

namespace Pintle.Testing.Tests;

public sealed class PackageTests
{
    private const int Regular = 0x8000;
    private const int Link = 0xA000;

    [Fact(Timeout = 60_000)]
    public async Task A_zipped_layer_and_function_run_with_their_modes()
    {
        using var folder = new TestFolder();
        ZipFile.CreateFromDirectory(ProbeBuild.Folder, folder.At("layer.zip"));
        Zip(folder.At("function.zip"), ("deep/down/data.txt", "hello", Regular | 0b110_100_100));

        await using var function = await ProbeFunction.StartAsync(
            ProbeFunction.Options() with { Layer = folder.At("layer.zip"), Function = folder.At("function.zip") },
            TestContext.Current.CancellationToken);

        var seen = await function.AskAsync("files");
        Assert.True(function.Init.Succeeded, function.Init.ToString());
        if (function.Sandbox.Kind != SandboxKind.Folders)
            Assert.Contains("/var/task/deep/down/data.txt", seen.GetProperty("files").EnumerateArray().Select(f => f.GetString()));
    }

    [Theory]
    [InlineData("../outside", Regular, "found the entry '../outside'")]
    [InlineData("a/../../outside", Regular, "found the entry 'a/../../outside'")]
    [InlineData("/outside", Regular, "found the entry '/outside'")]
    [InlineData("a\\..\\outside", Regular, "found the entry 'a\\..\\outside'")]
    [InlineData("./a", Regular, "found the entry './a'")]
    [InlineData("link", Link, "found the symbolic link 'link'")]
    [InlineData("pipe", 0x1000, "found the special file 'pipe'")]
    public void An_entry_that_could_reach_outside_is_refused(string name, int type, string expected)
    {
        using var folder = new TestFolder();
        var target = Directory.CreateDirectory(folder.At("target")).FullName;
        Zip(folder.At("bad.zip"), (name, "/etc", type | 0b110_100_100));

        var fault = Assert.Throws<FunctionSetupException>(() => ZipPackage.Unpack(folder.At("bad.zip"), target));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Equal([folder.At("bad.zip"), target], Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Modes_are_kept_and_made_up_where_there_are_none()
    {
        using var folder = new TestFolder();
        Zip(folder.At("a.zip"), ("run", "", Regular | 0b111_101_101), ("data", "", Regular | 0b100_100_100), ("windows", "", 0));

        ZipPackage.Unpack(folder.At("a.zip"), Directory.CreateDirectory(folder.At("out")).FullName);

        Assert.Equal(
            ["data 644", "run 755", "windows 755"],
            Directory.GetFiles(folder.At("out")).Order(StringComparer.Ordinal).Select(f => $"{Path.GetFileName(f)} {Convert.ToString((int)UnixModes.Get(f), 8)}"));
    }

    [Fact]
    public void A_bomb_is_refused_by_what_comes_out_of_it()
    {
        using var folder = new TestFolder();
        using (var file = ZipFile.Open(folder.At("bomb.zip"), ZipArchiveMode.Create))
        {
            using var entry = file.CreateEntry("zeros").Open();
            var block = new byte[1024 * 1024];
            for (var i = 0; i <= 250; i++)
                entry.Write(block);
        }

        var fault = Assert.Throws<FunctionSetupException>(() => ZipPackage.Unpack(folder.At("bomb.zip"), Directory.CreateDirectory(folder.At("out")).FullName));

        Assert.Contains("expected at most 262144000 bytes unpacked, found more", fault.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("nothing.zip", "found nothing there")]
    [InlineData("text.txt", "a folder or a .zip, found the file")]
    [InlineData("broken.zip", "cannot be unpacked")]
    public async Task What_is_no_package_is_refused_in_one_sentence(string name, string expected)
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder.At("text.txt"), "hello", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.At("broken.zip"), "hello", TestContext.Current.CancellationToken);

        var fault = await Assert.ThrowsAsync<FunctionSetupException>(
            () => LambdaFunction.StartAsync(new LambdaFunctionOptions { Function = folder.At(name), Handler = "x" }, TestContext.Current.CancellationToken));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact(Timeout = 60_000)]
    public async Task Files_are_kept_when_that_is_asked_for()
    {
        var options = ProbeFunction.Options() with { KeepFiles = true };
        var function = await ProbeFunction.StartAsync(options, TestContext.Current.CancellationToken);

        await function.DisposeAsync();

        Assert.True(Directory.Exists(function.TemporaryFolder));
        Directory.Delete(Path.GetDirectoryName(function.TemporaryFolder)!, recursive: true);
    }

    private static void Zip(string path, params (string Name, string Text, int Mode)[] entries)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, text, mode) in entries)
        {
            var entry = zip.CreateEntry(name);
            entry.ExternalAttributes = mode << 16;
            using var writer = new StreamWriter(entry.Open());
            writer.Write(text);
        }
    }
}
