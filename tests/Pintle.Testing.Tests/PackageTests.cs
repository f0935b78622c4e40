using System.IO.Compression;

namespace Pintle.Testing.Tests;

public sealed class PackageTests
{
    private const int Regular = 0x8000;
    private const int Link = 0xA000;

    [Fact(Timeout = 600_000)]
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
    [InlineData("link", Link, "found the symbolic link 'link' to '/etc'")]
    [InlineData("pipe", 0x1000, "found the special file 'pipe'")]
    public void An_entry_that_could_reach_outside_is_refused(string name, int type, string expected)
    {
        using var folder = new TestFolder();
        var target = Directory.CreateDirectory(folder.At("target")).FullName;
        Zip(folder.At("bad.zip"), (name, "/etc", type | 0b110_100_100));

        var fault = Assert.Throws<FunctionSetupException>(() => ZipPackage.Unpack(folder.At("bad.zip"), target, new OpenedPackages()));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.Equal([folder.At("bad.zip"), target], Directory.GetFileSystemEntries(folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Modes_are_kept_and_made_up_where_there_are_none()
    {
        using var folder = new TestFolder();
        Zip(folder.At("a.zip"), ("run", "", Regular | 0b111_101_101), ("data", "", Regular | 0b100_100_100), ("windows", "", 0));
        MakeOfWindows(folder.At("a.zip"), entry: 2);

        ZipPackage.Unpack(folder.At("a.zip"), Directory.CreateDirectory(folder.At("out")).FullName, new OpenedPackages());

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

        var fault = Assert.Throws<FunctionSetupException>(() => ZipPackage.Unpack(folder.At("bomb.zip"), Directory.CreateDirectory(folder.At("out")).FullName, new OpenedPackages()));

        Assert.Contains("expected at most 262144000 bytes unpacked, function and layers together, found more", fault.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = 600_000)]
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

    [Fact(Timeout = 600_000)]
    public async Task Files_are_kept_when_that_is_asked_for()
    {
        var options = ProbeFunction.Options() with { KeepFiles = true };
        var function = await ProbeFunction.StartAsync(options, TestContext.Current.CancellationToken);

        await function.DisposeAsync();

        Assert.True(Directory.Exists(function.TemporaryFolder));
        Directory.Delete(Path.GetDirectoryName(function.TemporaryFolder)!, recursive: true);
    }

    [Fact]
    public void What_others_may_not_read_nobody_may_and_it_is_named()
    {
        using var folder = new TestFolder();
        Zip(folder.At("a.zip"), ("Orders.dll", "x", Regular | 0b110_000_000), ("data", "x", Regular), ("closed/in.txt", "x", Regular | 0b110_100_100), ("closed/", "", 0x4000 | 0b110_000_000), ("run", "x", Regular | 0b111_100_100));
        var all = new OpenedPackages();
        var output = Directory.CreateDirectory(folder.At("out")).FullName;

        all.NoteUnreadable("function", "a.zip", ZipPackage.Unpack(folder.At("a.zip"), output, all));

        Assert.Equal(["Orders.dll 200", "closed 200", "data 200", "run 644"], Directory.GetFileSystemEntries(output).Order(StringComparer.Ordinal).Select(f => $"{Path.GetFileName(f)} {Convert.ToString((int)UnixModes.Get(f), 8)}"));
        var notice = Assert.Single(all.Notices);
        Assert.Contains("Orders.dll (mode 0600), data (mode 00), closed/ (mode 0600). As on Lambda", notice, StringComparison.Ordinal);
        Assert.Contains("chmod -R a+rX", notice, StringComparison.Ordinal);
        TemporaryFolder.Delete(output);
        Assert.False(Directory.Exists(output));
    }

    [Fact]
    public void Names_from_the_root_and_links_within_it_are_as_on_Lambda()
    {
        using var folder = new TestFolder();
        Zip(folder.At("a.zip"), ("./", "", 0), ("./lib/libx.so.1.2", "x", Regular | 0b110_100_100), ("./lib/libx.so", "libx.so.1.2", Link | 0b111_111_111), ("bin/x", "../lib/libx.so", Link | 0b111_111_111), ("a/./b", "y", Regular | 0b110_100_100));
        var output = Directory.CreateDirectory(folder.At("out")).FullName;

        _ = ZipPackage.Unpack(folder.At("a.zip"), output, new OpenedPackages());

        Assert.Equal(["a/b y", "bin/x x", "lib/libx.so x", "lib/libx.so.1.2 x"], Directory.GetFiles(output, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => $"{Path.GetRelativePath(output, f)} {File.ReadAllText(f)}"));
    }

    [Theory]
    [InlineData("a/link", "../../outside")]
    [InlineData("link", "..")]
    [InlineData("link", "a/../..")]
    [InlineData("link", "here/..")]
    [InlineData("link", "/etc/passwd")]
    [InlineData("link", "")]
    [InlineData("here/deep/link", "..")]
    public void A_link_that_could_lead_outside_is_refused(string name, string target)
    {
        using var folder = new TestFolder();
        var output = Directory.CreateDirectory(folder.At("out")).FullName;
        Zip(folder.At("a.zip"), ("here", ".", Link | 0b111_111_111), (name, target, Link | 0b111_111_111));

        _ = Assert.Throws<FunctionSetupException>(() => ZipPackage.Unpack(folder.At("a.zip"), output, new OpenedPackages()));
    }

    [Fact]
    public void A_folder_s_files_count_with_those_of_the_layers()
    {
        using var folder = new TestFolder();
        using var files = new TemporaryFolder(keep: false);
        foreach (var (name, size) in new[] { ("layer", 150L), ("function", 100L), ("more", 1L) })
        {
            _ = Directory.CreateDirectory(folder.At(name));
            using var sparse = File.Create(Path.Combine(folder.At(name), "data"));
            sparse.SetLength(size * 1024 * 1024);
        }

        var all = new OpenedPackages();
        _ = Package.Open("layer", folder.At("layer"), () => files.Create("layer"), all);
        _ = Package.Open("function", folder.At("function"), () => files.Create("function"), all);
        var fault = Assert.Throws<FunctionSetupException>(() => Package.Open("layer", folder.At("more"), () => files.Create("more"), all));

        Assert.Contains("expected at most 262144000 bytes unpacked, function and layers together", fault.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = 600_000)]
    [InlineData("publish/Orders.dll", "Orders::Orders.Function::Place", "Expected Orders.dll at the root of the function's package, found it in publish/Orders.dll. Zip the content of the folder publish, not the folder.")]
    [InlineData("Orders/bin/bootstrap", "x", null)]
    public async Task A_folder_too_many_is_said_with_the_place(string name, string handler, string? expected)
    {
        using var folder = new TestFolder();
        Zip(folder.At("function.zip"), (name, "x", Regular | 0b111_101_101));

        await using var function = await ProbeFunction.StartAsync(ProbeFunction.Options() with { Function = folder.At("function.zip"), Handler = handler }, TestContext.Current.CancellationToken);

        Assert.Equal(expected is null ? [] : [expected], function.Notices);
    }

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(ProbeFunction.IsolatingSandboxes), MemberType = typeof(ProbeFunction))]
    public async Task A_folder_s_file_that_Lambda_s_user_cannot_read_cannot_be_read_here(SandboxKind kind)
    {
        using var folder = new TestFolder();
        var task = folder.Path;
        foreach (var (name, mode) in new[] { ("open.txt", 0b110_100_100), ("closed.txt", 0b110_000_000) })
        {
            File.WriteAllText(Path.Combine(task, name), "x");
            UnixModes.Set(Path.Combine(task, name), (UnixFileMode)mode);
        }

        await using var function = await ProbeFunction.StartAsync(ProbeFunction.Options(kind) with { Function = task }, TestContext.Current.CancellationToken);

        Assert.Equal("yes", (await function.AskAsync("read /var/task/open.txt")).GetProperty("read").GetString());
        Assert.Equal("UnauthorizedAccessException", (await function.AskAsync("read /var/task/closed.txt")).GetProperty("read").GetString());
        Assert.Contains("closed.txt (mode 0600)", Assert.Single(function.Notices), StringComparison.Ordinal);
    }

    /// <summary>Changes an entry's maker in the central directory, which .NET has no name for.</summary>
    private static void MakeOfWindows(string zip, int entry)
    {
        var bytes = File.ReadAllBytes(zip);
        var at = 0;
        for (var number = 0; number <= entry; number++)
            at = bytes.AsSpan(at + 1).IndexOf("PK\u0001\u0002"u8) + at + 1;
        bytes[at + 5] = 0;
        File.WriteAllBytes(zip, bytes);
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
