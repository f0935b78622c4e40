using Pintle.Layer.Inputs;

namespace Pintle.Layer.Tests;

public sealed class InputsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Without_a_c_compiler_one_sentence_says_what_to_install_and_that_the_packed_tool_needs_none()
    {
        var inputs = new RepositoryInputs(BuiltLayer.Root, searchPath: _folder.Path);

        var refused = await Assert.ThrowsAsync<LayerException>(() => inputs.FingerprintAsync(LayerNames.OfThisMachine, TestContext.Current.CancellationToken));

        Assert.Equal(LayerFault.ToolMissing, refused.Fault);
        Assert.Equal(
            "Building the bootstrap needs clang or gcc to call the linker, and neither is on PATH: install one with \"apt-get install clang\" on Debian or Ubuntu, "
            + "\"dnf install clang\" on Fedora or Amazon Linux 2023. A packed tool brings a finished bootstrap and needs no compiler.",
            refused.Message);
    }

    [Fact]
    public void Prefers_clang_and_takes_gcc_where_that_is_missing()
    {
        _ = Directory.CreateDirectory(_folder["both"]);
        _ = Directory.CreateDirectory(_folder["one"]);
        foreach (var name in new[] { "both/clang", "both/gcc", "one/gcc" })
            File.WriteAllText(_folder[name], "");

        Assert.Equal(new NativeCompiler("clang", Path.Combine(_folder["both"], "clang")), NativeCompiler.Find($"{_folder["one"]}{Path.PathSeparator}{_folder["both"]}", LayerNames.OfThisMachine));
        Assert.Equal(new NativeCompiler("gcc", Path.Combine(_folder["one"], "gcc")), NativeCompiler.Find($"{_folder["none"]}{Path.PathSeparator}{_folder["one"]}", LayerNames.OfThisMachine));
    }

    [Theory]
    [InlineData("-gcc")]
    [InlineData("-objcopy")]
    public void For_the_other_processor_only_its_own_gcc_will_do_and_what_is_missing_of_it_is_named(string missing)
    {
        var toArm = LayerNames.OfThisMachine == LayerArchitecture.X64;
        var other = toArm ? LayerArchitecture.Arm64 : LayerArchitecture.X64;
        var triple = toArm ? "aarch64-linux-gnu" : "x86_64-linux-gnu";
        _ = Directory.CreateDirectory(_folder["bin"]);
        foreach (var name in new[] { "clang", "gcc", triple + "-gcc", triple + "-objcopy" })
            File.WriteAllText(_folder[$"bin/{name}"], "");

        var found = NativeCompiler.Find(_folder["bin"], other);
        File.Delete(_folder[$"bin/{triple}{missing}"]);
        var refused = Assert.Throws<LayerException>(() => NativeCompiler.Find(_folder["bin"], other));

        Assert.Equal(new NativeCompiler(triple + "-gcc", Path.Combine(_folder["bin"], triple + "-gcc"), triple + "-objcopy"), found);
        Assert.Equal(LayerFault.ToolMissing, refused.Fault);
        Assert.Contains($"needs {triple}{missing}, which PATH does not have: run \"apt-get install gcc-", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("src/a.cs", "other", true)]
    [InlineData("src/new.cs", "", true)]
    [InlineData("src/deep/new.cs", "", true)]
    [InlineData("src/bin/x.dll", "", false)]
    [InlineData("src/obj/x.json", "", false)]
    [InlineData("elsewhere.cs", "", false)]
    public void A_change_of_sources_changes_the_fingerprint_and_output_of_compilers_does_not(string file, string text, bool changes)
    {
        _ = Directory.CreateDirectory(_folder["src"]);
        File.WriteAllText(_folder["src/a.cs"], "text");
        var before = Fingerprint();

        _ = Directory.CreateDirectory(Path.GetDirectoryName(_folder[file])!);
        File.WriteAllText(_folder[file], text);

        Assert.Equal(changes, before != Fingerprint());
    }

    [Fact]
    public void Files_that_say_the_same_in_other_files_have_another_fingerprint()
    {
        _ = Directory.CreateDirectory(_folder["src"]);
        File.WriteAllText(_folder["src/a"], "xb");
        File.WriteAllText(_folder["src/b"], "");
        var before = Fingerprint();

        File.WriteAllText(_folder["src/a"], "x");
        File.WriteAllText(_folder["src/b"], "b");

        Assert.NotEqual(before, Fingerprint());
    }

    [Fact(Timeout = 600_000)]
    public async Task A_program_that_fails_is_reported_with_its_code_and_all_that_it_printed()
    {
        var failed = await Assert.ThrowsAsync<LayerException>(() => Shell("echo to-out; echo to-err >&2; exit 3", TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));

        Assert.Equal(LayerFault.CompileFailed, failed.Fault);
        Assert.Contains("ended with exit code 3; its last lines were:\nto-out\nto-err", failed.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 600_000)]
    public async Task A_program_that_takes_too_long_is_ended_with_its_children()
    {
        var failed = await Assert.ThrowsAsync<LayerException>(() => Shell("echo begun; sleep 600 & wait", TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));

        Assert.Contains("did not end within 1 s; its last lines were:\nbegun", failed.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 600_000)]
    public async Task A_program_ends_when_its_caller_cancels()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        cancel.CancelAfter(TimeSpan.FromMilliseconds(200));

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Shell("sleep 600", TimeSpan.FromMinutes(5), cancel.Token));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_named()
    {
        var failed = await Assert.ThrowsAsync<LayerException>(
            () => ChildProcess.RunAsync(_folder["no-such-program"], [], _folder.Path, TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));

        Assert.Equal(LayerFault.ToolMissing, failed.Fault);
        Assert.Contains("no-such-program", failed.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Task<string> Shell(string script, TimeSpan limit, CancellationToken cancellationToken) => ChildProcess.RunAsync("/bin/sh", ["-c", script], _folder.Path, limit, cancellationToken);

    private string Fingerprint()
    {
        using var fingerprint = new SourceFingerprint();
        return fingerprint.AddFolder(_folder.Path, "src").Finish();
    }
}
