using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Pintle.Layer;
using Pintle.Layer.Output;
using Pintle.Layer.Tree;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

public sealed class VerifyCommandTests
{
    [Fact]
    public async Task A_layer_as_it_was_built_is_exit_code_0()
    {
        var layer = await BuiltLayer.GetAsync();

        var run = await Run.PintleAsync("verify", layer.ZipPath);

        Assert.True(run.ExitCode == 0 && run.Output.Length == 0 && run.Messages.Contains(layer.Manifest.Dotnet, StringComparison.Ordinal), run.ToString());
    }

    [Fact]
    public async Task One_changed_byte_is_exit_code_1_and_the_entry_on_standard_output()
    {
        var layer = await BuiltLayer.GetAsync();
        using var folder = new ScratchFolder();
        var changed = Path.Combine(folder.Path, "layer.zip");
        var bytes = await File.ReadAllBytesAsync(layer.ZipPath, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(changed, bytes, TestContext.Current.CancellationToken);

        var run = await Run.PintleAsync("verify", changed);
        var asJson = await Run.PintleAsync("verify", changed, "--json");

        Assert.True(run.ExitCode == 1 && run.Output.StartsWith("content: \"pintle/dotnet/", StringComparison.Ordinal) && run.Messages.Contains("Don't publish it", StringComparison.Ordinal), run.ToString());
        using var json = JsonDocument.Parse(asJson.Output);
        Assert.Equal("differs", json.RootElement.GetProperty("outcome").GetString());
        Assert.Equal("content", json.RootElement.GetProperty("differences")[0].GetProperty("check").GetString());
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_exit_code_2()
    {
        var run = await Run.PintleAsync("verify", "/no/such/layer.zip");

        Assert.True(run.ExitCode == 2 && run.Output.Length == 0 && run.Messages.Contains("/no/such/layer.zip, but there is no such file", StringComparison.Ordinal), run.ToString());
        Assert.DoesNotContain("no difference", run.Messages, StringComparison.Ordinal);
    }

    /// <summary>Without precompiling, which takes long and changes nothing of what is asked here.</summary>
    [Fact]
    public async Task A_forged_layer_is_not_introduced_as_one_and_a_rebuild_names_the_files()
    {
        using var folder = new ScratchFolder();
        var layer = await LayerBuilder.ForRepository(Repository.Root).BuildAsync(new LayerRequest { OutputDirectory = folder.Path, Precompile = false }, cancellationToken: TestContext.Current.CancellationToken);
        var forged = await ForgeAsync(layer, Path.Combine(folder.Path, "forged.zip"));

        var unproved = await Run.PintleAsync("verify", forged);
        var rebuilt = await Run.PintleAsync("verify", forged, "--rebuild");
        var asJson = await Run.PintleAsync("verify", layer.ZipPath, "--rebuild", "--json");

        Assert.True(unproved.ExitCode == 2 && unproved.Output.Length == 0, unproved.ToString());
        Assert.StartsWith("pintle: forged.zip: nobody can tell from here whether it is what a build makes.\nThe SBOM (*.cdx.json) is not beside the zip", unproved.Messages, StringComparison.Ordinal);
        Assert.Contains($"To prove it: pintle verify {forged} --rebuild", unproved.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("no difference", unproved.Messages, StringComparison.Ordinal);
        Assert.True(rebuilt.ExitCode == 1 && rebuilt.Messages.Contains("forged.zip differs from what the pins give in 2 files", StringComparison.Ordinal), rebuilt.ToString());
        var host = layer.Manifest.Files.Single(file => file.Path == Host);
        Assert.Matches($@"^rebuild: ""{Host}"": given {host.Size + 1} bytes 0644 sha256:[0-9a-f]{{64}}, built {host.Size} bytes 0644 sha256:{host.Sha256}\nrebuild: ""pintle/manifest.json"": given ", rebuilt.Output);
        using var json = JsonDocument.Parse(asJson.Output);
        Assert.Equal(("same", true, 0), (json.RootElement.GetProperty("outcome").GetString(), json.RootElement.GetProperty("rebuild").GetProperty("same").GetBoolean(), asJson.ExitCode));
    }

    [Fact]
    public async Task A_layer_of_other_pins_than_these_cannot_be_rebuilt_and_is_exit_code_2()
    {
        var layer = await BuiltLayer.GetAsync();
        using var folder = new ScratchFolder();
        var forged = await ForgeAsync(layer, Path.Combine(folder.Path, "forged.zip"), manifest => manifest with { Pin = "elsewhere" });

        var run = await Run.PintleAsync("verify", forged, "--rebuild");

        Assert.True(run.ExitCode == 2 && run.Output.Length == 0 && run.Messages.Contains("It cannot be rebuilt here: it is of the pin \"elsewhere\"", StringComparison.Ordinal), run.ToString());
    }

    /// <summary>One sentence, in the place of what differs byte by byte.</summary>
    [Theory]
    [InlineData("verify {0}", "Orders.runtimeconfig.json", "it is a function's package")]
    [InlineData("audit {0}", "Orders.deps.json", "a function goes to --function")]
    [InlineData("verify {0}", "bootstrap", "somebody else's")]
    [InlineData("audit {0}", "bootstrap", "somebody else's")]
    [InlineData("invoke --function {0} --handler A::B::C", "pintle/manifest.json", "but it is a layer")]
    [InlineData("optimize {0} --layer {0}", "pintle/manifest.json", "but it is a layer")]
    public async Task What_was_taken_for_something_else_is_said_to_be_what_it_is(string command, string entry, string words)
    {
        using var folder = new ScratchFolder();
        var path = Path.Combine(folder.Path, "given.zip");
        await using (var zip = await ZipFile.OpenAsync(path, ZipArchiveMode.Create, TestContext.Current.CancellationToken))
            _ = zip.CreateEntry(entry);

        var run = await Run.PintleAsync([.. command.Split(' ').Select(word => word.Replace("{0}", path, StringComparison.Ordinal))]);

        Assert.True(run.ExitCode is 2 or 3 && run.Output.Length == 0 && run.Messages.Contains(words, StringComparison.Ordinal) && !run.Messages.Contains("structure", StringComparison.Ordinal), run.ToString());
    }

    private const string Host = "pintle/host/Pintle.Host.dll";

    /// <summary>A byte more in the host, the manifest made to fit, no documents.</summary>
    private static async Task<string> ForgeAsync(LayerArtifact layer, string zip, Func<LayerManifest, LayerManifest>? edit = null)
    {
        using var scratch = new ScratchFolder();
        var changed = scratch.Write("host", "");
        byte[] host = [.. await File.ReadAllBytesAsync(Path.Combine(layer.Directory, Host), TestContext.Current.CancellationToken), 0];
        await File.WriteAllBytesAsync(changed, host, TestContext.Current.CancellationToken);
        var manifest = layer.Manifest with { Files = [.. layer.Manifest.Files.Select(file => file.Path == Host ? file with { Size = host.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(host)) } : file)] };
        var written = scratch.Write("manifest", "");
        await File.WriteAllBytesAsync(written, (edit ?? (same => same))(manifest).ToBytes(), TestContext.Current.CancellationToken);
        TreeFile[] files =
        [
            .. manifest.Files.Select(file => new TreeFile(file.Path, file.Path == Host ? changed : Path.Combine(layer.Directory, file.Path), (UnixFileMode)Convert.ToInt32(file.Mode, 8), file.Origin)),
            new TreeFile(LayerManifest.RelativePath, written, (UnixFileMode)0b110_100_100, "pintle"),
        ];
        await using var output = File.Create(zip);
        await new ZipWriter(output).WriteAsync([.. files.OrderBy(file => file.Path, StringComparer.Ordinal)], _ => { }, TestContext.Current.CancellationToken);
        return zip;
    }
}
