using Pintle.Layer.Definition;
using Pintle.Layer.Inputs;
using Pintle.Layer.Packages;
using Pintle.Layer.Precompile;
using Pintle.Layer.Tree;
using Pintle.Shared;

namespace Pintle.Layer.Tests;

/// <summary>What was compiled before, of an assembly that takes a second to compile.</summary>
public sealed class CompiledAssembliesTests(BuiltLayer layer) : IDisposable
{
    private const string Assembly = "System.Text.Encodings.Web.dll";
    private const string Methods = "System.Text.Encodings.Web.HtmlEncoder:get_Default()\n";

    private static readonly byte[] Content = [1, 2, 3];

    private readonly TempFolder _folder = new();
    private Crossgen2? _compiler;
    private int _builds;

    private string Kept => _folder["kept"];

    private string Key => Path.Combine(Kept, "key");

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = 600_000)]
    public async Task What_comes_of_the_same_is_compiled_once_and_has_the_same_bytes_as_without()
    {
        var without = await CompileAsync(null);
        var first = await CompileAsync(Kept);
        var second = await CompileAsync(Kept);

        Assert.Equal([false, false, true], [without.WasBefore, first.WasBefore, second.WasBefore]);
        Assert.Equal(without.Bytes, first.Bytes);
        Assert.Equal(without.Bytes, second.Bytes);
        Assert.NotEqual(await File.ReadAllBytesAsync(Path.Combine(Framework, Assembly), TestContext.Current.CancellationToken), second.Bytes);
        _ = Assert.Single(Directory.GetFiles(Kept));
    }

    [Fact]
    public async Task Whatever_the_code_may_depend_on_makes_it_compile_again()
    {
        var plain = await CompileAsync(Kept);
        var otherProfile = await CompileAsync(Kept, methods: Methods + "System.Text.Encodings.Web.UrlEncoder:get_Default()\n");
        var otherProcessor = await CompileAsync(Kept, instructionSet: "x86-64-v3");
        var otherReference = await CompileAsync(Kept, change: framework => File.Copy(Path.Combine(Framework, "System.Runtime.dll"), Path.Combine(framework, "Another.dll")));
        var otherAssembly = await CompileAsync(Kept, change: framework => File.AppendAllText(Path.Combine(framework, Assembly), " "));
        var again = await CompileAsync(Kept);

        Assert.All([plain, otherProfile, otherProcessor, otherReference, otherAssembly], each => Assert.False(each.WasBefore));
        Assert.True(again.WasBefore);
        Assert.Equal(5, Directory.GetFiles(Kept).Length);
        Assert.NotEqual(plain.Bytes, otherProcessor.Bytes);
    }

    /// <summary>A compiler of other bytes or that is told something else is another one.</summary>
    [Fact]
    public async Task A_key_has_the_compiler_and_all_that_it_is_told()
    {
        var compiler = await CompilerAsync();

        Assert.Matches(@"^Microsoft\.NETCore\.App\.Crossgen2\.linux-x64 \S+ \S{88}$", compiler.Package);
        Assert.Equal(
            ["--opt-cross-module", "*", "--non-local-generics-module", "*", "--targetos", "linux", "--targetarch", "arm64", "--optimize", "--instruction-set", "lse"],
            Crossgen2.ProfileOptions(new CompilerTarget(LayerArchitecture.Arm64, "lse")));
        string[] keys = [.. ((CompilerTarget[])[new(LayerArchitecture.Arm64, "lse"), new(LayerArchitecture.Arm64, null), new(LayerArchitecture.X64, null)]).Select(target => KeyFor(target, "")!), KeyFor(new(LayerArchitecture.X64, null), "framework")!];
        Assert.Equal(4, keys.Distinct().Count());
        Assert.Equal(keys[0], KeyFor(new CompilerTarget(LayerArchitecture.Arm64, "lse"), ""));

        string? KeyFor(CompilerTarget target, string framework) => new CompiledAssemblies(Kept).Key(compiler, target, Path.Combine(Framework, Assembly), Content, [], framework);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cut")]
    [InlineData("changed")]
    [InlineData("longer")]
    public async Task What_is_not_as_it_was_written_is_not_taken(string how)
    {
        await CompiledAssemblies.KeepAsync(Key, Content, TestContext.Current.CancellationToken);
        Assert.Equal(Content, await CompiledAssemblies.FindAsync(Key, TestContext.Current.CancellationToken));
        var whole = await File.ReadAllBytesAsync(Key, TestContext.Current.CancellationToken);

        var torn = how switch
        {
            "cut" => whole[..^1],
            "changed" => [(byte)(whole[0] + 1), .. whole[1..]],
            "longer" => [.. whole, 0],
            _ => [],
        };
        await File.WriteAllBytesAsync(Key, torn, TestContext.Current.CancellationToken);

        Assert.Null(await CompiledAssemblies.FindAsync(Key, TestContext.Current.CancellationToken));
        await CompiledAssemblies.KeepAsync(Key, Content, TestContext.Current.CancellationToken);
        Assert.Equal(Content, await CompiledAssemblies.FindAsync(Key, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_cannot_be_read_or_written_is_as_if_there_were_none()
    {
        await CompiledAssemblies.KeepAsync(Key, Content, TestContext.Current.CancellationToken);
        await using (new FileStream(Key, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            Assert.Null(await CompiledAssemblies.FindAsync(Key, TestContext.Current.CancellationToken));

        var belowAFile = Path.Combine(Key, "key");
        await CompiledAssemblies.KeepAsync(belowAFile, Content, TestContext.Current.CancellationToken);
        Assert.Null(await CompiledAssemblies.FindAsync(belowAFile, TestContext.Current.CancellationToken));
        new CompiledAssemblies(belowAFile).RemoveUnused();
        Assert.Null(await CompiledAssemblies.FindAsync(null, TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = 600_000)]
    public async Task Of_several_that_write_and_read_at_once_each_finds_all_or_nothing()
    {
        var large = new byte[1_000_000];
        await Parallel.ForEachAsync(Enumerable.Range(0, 40), TestContext.Current.CancellationToken, async (number, token) =>
        {
            if (number % 2 == 0)
                await CompiledAssemblies.KeepAsync(Key, large, token);
            else if (await CompiledAssemblies.FindAsync(Key, token) is { } found)
                Assert.Equal(large.Length, found.Length);
        });

        Assert.Equal(large, await CompiledAssemblies.FindAsync(Key, TestContext.Current.CancellationToken));
        Assert.Equal([Key], Directory.GetFiles(Kept));
    }

    [Fact]
    public async Task What_was_not_taken_for_a_month_is_removed()
    {
        foreach (var name in (string[])["taken", "unused", "new", "unused.partial"])
            await CompiledAssemblies.KeepAsync(Path.Combine(Kept, name), Content, TestContext.Current.CancellationToken);
        foreach (var name in (string[])["taken", "unused", "unused.partial"])
            File.SetLastWriteTimeUtc(Path.Combine(Kept, name), DateTime.UtcNow - TimeSpan.FromDays(31));
        File.SetLastWriteTimeUtc(Path.Combine(Kept, "new"), DateTime.UtcNow - TimeSpan.FromDays(29));
        _ = await CompiledAssemblies.FindAsync(Path.Combine(Kept, "taken"), TestContext.Current.CancellationToken);

        new CompiledAssemblies(Kept).RemoveUnused();

        Assert.Equal(["new", "taken"], TempFolder.Below(Kept));
    }

    private string Framework => Path.Combine(layer.Artifact.Directory, FrameworkListFormat.RuntimeFolder);

    private async Task<Crossgen2> CompilerAsync()
    {
        if (_compiler is not null)
            return _compiler;
        var pin = LayerDefinition.Load(Path.Combine(BuiltLayer.Root, "layer")).Pins.Find(null).For(LayerArchitecture.X64).Compilers[Crossgen2.HostRid];
        using var package = await PackageStore.ForFolder(BuiltLayer.Root).GetAsync(pin, null, TestContext.Current.CancellationToken);
        return _compiler = await Crossgen2.UnpackAsync(package, _folder["compiler"], TestContext.Current.CancellationToken);
    }

    /// <summary>As a build does, in a folder of its own; of the framework there are links, but for the assembly itself.</summary>
    private async Task<Outcome> CompileAsync(string? kept, string methods = Methods, string? instructionSet = null, Action<string>? change = null)
    {
        var compiler = await CompilerAsync();
        var root = _folder[$"build {_builds++}"];
        var tree = new LayerTree(root, (UnixFileMode)0b111_101_101);
        string path = $"{FrameworkListFormat.RuntimeFolder}/{Assembly}", framework = Path.Combine(root, FrameworkListFormat.RuntimeFolder);
        await tree.AddAsync(path, (UnixFileMode)0b110_100_100, "test", full =>
        {
            File.Copy(Path.Combine(Framework, Assembly), full);
            return Task.CompletedTask;
        });
        foreach (var other in Directory.GetFiles(Framework, "*.dll").Where(file => Path.GetFileName(file) != Assembly))
            _ = File.CreateSymbolicLink(Path.Combine(framework, Path.GetFileName(other)), other);
        change?.Invoke(framework);
        var steps = new Steps();
        var rule = new PrecompileRule([Assembly], new Dictionary<string, string>(), "any");

        _ = await new FrameworkPrecompiler(rule, compiler, new CompilerTarget(LayerArchitecture.X64, instructionSet), Directory.CreateDirectory(_folder[$"work {_builds}"]).FullName, new CompiledAssemblies(kept), steps)
            .ReplaceAsync(tree, System.Text.Encoding.UTF8.GetBytes(methods), null, TestContext.Current.CancellationToken);

        var said = Assert.Single(steps.All, step => step.Text.StartsWith(Assembly, StringComparison.Ordinal));
        return new Outcome(said.Text.EndsWith(", " + FrameworkPrecompiler.CompiledBefore, StringComparison.Ordinal), await File.ReadAllBytesAsync(Path.Combine(root, path), TestContext.Current.CancellationToken));
    }

    private sealed record Outcome(bool WasBefore, byte[] Bytes);
}
