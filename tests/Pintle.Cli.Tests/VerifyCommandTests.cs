using System.IO.Compression;
using System.Text.Json;
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
}
