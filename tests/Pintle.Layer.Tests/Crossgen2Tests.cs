using System.IO.Compression;
using System.Security.Cryptography;
using Pintle.Layer.Definition;
using Pintle.Layer.Inputs;
using Pintle.Layer.Packages;

namespace Pintle.Layer.Tests;

/// <summary>What becomes of a compilation on which the compiler itself fails: a script in its place says what it was asked.</summary>
public sealed class Crossgen2Tests : IDisposable
{
    /// <summary>As crossgen2 of .NET 11.0.0 does for some assemblies of ASP.NET Core.</summary>
    private const string Overflow = "Error: Arithmetic operation resulted in an overflow.";

    private static readonly CompilerTarget Target = new(LayerArchitecture.X64, null);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_cannot_be_compiled_with_the_code_of_one_assembly_is_compiled_without_it()
    {
        var compiler = await CompilerAsync($"""case "$*" in *"--opt-cross-module * "*|*"--opt-cross-module System.Text.Json"*) echo Emitting; echo '{Overflow}'; exit 1;; esac""");

        var without = await CompileAsync(compiler);

        Assert.Equal("System.Text.Json", without);
        var calls = await File.ReadAllLinesAsync(_folder["calls"], TestContext.Current.CancellationToken);
        Assert.Equal(2, calls.Length);
        Assert.Contains("--opt-cross-module * --non-local-generics-module *", calls[0], StringComparison.Ordinal);
        Assert.Contains(" --opt-cross-module System.Linq --opt-cross-module Any --non-local-generics-module *", calls[1], StringComparison.Ordinal);
        Assert.EndsWith($"--reference {_folder["framework"]}/*.dll --reference {_folder["Any.dll"]}", calls[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_can_be_compiled_is_compiled_once()
    {
        Assert.Null(await CompileAsync(await CompilerAsync("true")));

        _ = Assert.Single(await File.ReadAllLinesAsync(_folder["calls"], TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Error: Code generation failed for method 'A.B()'", 1)]
    [InlineData(Overflow, 2)]
    public async Task What_fails_otherwise_too_is_a_failure(string words, int calls)
    {
        var compiler = await CompilerAsync($"""echo Emitting; echo "{words}"; exit 1""");

        var failure = await Assert.ThrowsAsync<LayerException>(() => CompileAsync(compiler));

        Assert.Equal(LayerFault.CompileFailed, failure.Fault);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Equal(calls, (await File.ReadAllLinesAsync(_folder["calls"], TestContext.Current.CancellationToken)).Length);
    }

    private Task<string?> CompileAsync(Crossgen2 compiler)
    {
        var framework = Directory.CreateDirectory(_folder["framework"]).FullName;
        foreach (var name in (string[])["System.Text.Json.dll", "System.Linq.dll", "readme.txt"])
            File.WriteAllText(Path.Combine(framework, name), "");
        return compiler.CompileWithProfileAsync(_folder["Some.dll"], _folder["out.dll"], _folder["some.mibc"], [Path.Combine(framework, "*.dll"), _folder["Any.dll"]], Target, TestContext.Current.CancellationToken);
    }

    private async Task<Crossgen2> CompilerAsync(string script)
    {
        var path = _folder["compiler.nupkg"];
        await using (var zip = await ZipFile.OpenAsync(path, ZipArchiveMode.Create, TestContext.Current.CancellationToken))
        {
            await using var writer = new StreamWriter(await zip.CreateEntry("tools/crossgen2").OpenAsync(TestContext.Current.CancellationToken));
            await writer.WriteAsync($"#!/bin/sh\necho \"$*\" >> '{_folder["calls"]}'\n{script}\n");
        }

        var pin = new PackagePin("Any.Compiler", "1.0.0", Convert.ToBase64String(SHA512.HashData(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken))), "MIT", "https://example.com/");
        using var package = await VerifiedPackage.OpenAsync(pin, path, "the test", "", new AnySigner(), TestContext.Current.CancellationToken);
        return await Crossgen2.UnpackAsync(package, _folder["tools"], TestContext.Current.CancellationToken);
    }
}
