using System.Text.RegularExpressions;
using Pintle.Layer.Optimize;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>Pintle.Build as its users get it: packed, restored from a folder, and all that is said to dotnet is publish.</summary>
public sealed partial class PackedBuildTests
{
    private static readonly SemaphoreSlim Turn = new(1, 1);
    private static Task<(string Folder, string Version)>? s_packed;

    [Fact]
    public async Task A_publish_is_compiled_and_rehearsed_and_only_what_has_changed_is_compiled_again()
    {
        using var scratch = new ScratchFolder();
        var layer = await BuiltLayer.GetAsync();
        await WriteProjectAsync(scratch, layer.Directory, """<PintleHandler Include="Orders::Orders.Function::Place" Event="events/an order.json" />""");
        _ = scratch.Write("Orders/events/an order.json", """{"id":"o-1","quantity":2,"price":12.5}""");

        var first = await PublishAsync(scratch);

        var published = Path.Combine(scratch.Path, "Orders", "bin", "Release", "net10.0", "publish");
        Assert.Contains("compiling Orders.dll", first, StringComparison.Ordinal);
        Assert.Contains("compiling Amazon.Lambda.Core.dll", first, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(published, "pintle.rehearsal", "list")));
        var bytes = Contents(published);
        await using (var function = await LambdaFunction.StartAsync(
            new LambdaFunctionOptions { Layer = layer.Directory, Function = published, Handler = "Orders::Orders.Function::Place", Environment = new Dictionary<string, string> { ["PINTLE_LOG"] = "info" } },
            TestContext.Current.CancellationToken))
        {
            var answer = await function.InvokeAsync("""{"id":"o-2","quantity":3,"price":2}""", cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal("""{"id":"o-2","total":6}""", answer.Text);
            Assert.Contains("replays the start that was rehearsed", function.Init + string.Join('\n', function.Logs.Select(log => log.Text)), StringComparison.Ordinal);
        }

        var second = await PublishAsync(scratch);

        Assert.Contains("Nothing has changed", second, StringComparison.Ordinal);
        Assert.DoesNotContain("compiling", second, StringComparison.Ordinal);
        Assert.Equal(bytes, Contents(published));

        var source = Path.Combine(scratch.Path, "Orders", "Function.cs");
        await File.WriteAllTextAsync(source, (await File.ReadAllTextAsync(source, TestContext.Current.CancellationToken)).Replace("order.Quantity *", "1 + order.Quantity *", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var third = await PublishAsync(scratch);

        Assert.Contains("compiling Orders.dll", third, StringComparison.Ordinal);
        Assert.DoesNotContain("compiling Amazon", third, StringComparison.Ordinal);
        Assert.NotEqual(bytes, Contents(published));
    }

    [Theory]
    [InlineData("""<PintleHandler Include="Orders::Orders.Function::Place" />""", "error PINTLE001: Expected an event for each PintleHandler, but Orders::Orders.Function::Place has none.")]
    [InlineData("""<PintleHandler Include="Orders::Orders.Function::Place" Event="none.json" />""", "error PINTLE002: Expected the event of Orders::Orders.Function::Place at none.json, but there is nothing.")]
    [InlineData("""<PintleHandler Include="Orders::Orders.Function::Absent" Event="order.json" />""", "error : pintle: Expected Orders::Orders.Function::Absent to start on the layer")]
    public async Task What_cannot_be_run_fails_the_publish_with_a_sentence_and_leaves_the_package_as_it_was_published(string handler, string said)
    {
        using var scratch = new ScratchFolder();
        await WriteProjectAsync(scratch, (await BuiltLayer.GetAsync()).Directory, handler);
        _ = scratch.Write("Orders/order.json", "{}");

        var (exitCode, printed) = await TryPublishAsync(scratch);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(said, Flat(printed), StringComparison.Ordinal);
        var published = Path.Combine(scratch.Path, "Orders", "bin", "Release", "net10.0", "publish");
        Assert.True(File.Exists(Path.Combine(published, "Orders.dll")));
        Assert.False(File.Exists(Path.Combine(published, OptimizedManifest.RelativePath)));
    }

    [Fact]
    public async Task Without_a_layer_a_publish_is_what_it_always_was()
    {
        using var scratch = new ScratchFolder();
        await WriteProjectAsync(scratch, "", "");

        var printed = await PublishAsync(scratch);

        Assert.DoesNotContain("pintle", printed.Replace(scratch.Path, "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.True(File.Exists(Path.Combine(scratch.Path, "Orders", "bin", "Release", "net10.0", "publish", "Orders.dll")));
    }

    private static async Task<(string Folder, string Version)> PackAsync()
    {
        await Turn.WaitAsync();
        try
        {
            return await (s_packed ??= PackOnceAsync());
        }
        finally
        {
            _ = Turn.Release();
        }
    }

    private static async Task<(string Folder, string Version)> PackOnceAsync()
    {
        var version = $"0.1.0-test.{Guid.NewGuid():N}";
        var folder = Path.Combine(Repository.Artifacts, "pack-build-test", "packages");
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        _ = await Programs.RunAsync("dotnet", Repository.Root, "pack", "src/Pintle.Build", "-c", "Release", "-o", folder, $"-p:Version={version}",
            $"-p:ArtifactsPath={Path.Combine(Repository.Artifacts, "pack-build-test")}", "--nologo", "-tl:off", "-nodeReuse:false");
        return (folder, version);
    }

    private static async Task WriteProjectAsync(ScratchFolder scratch, string layer, string handler)
    {
        var (packages, version) = await PackAsync();
        var contracts = await PublishedFunctions.OrdersAsync();
        _ = scratch.Write("nuget.config", $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="own" /></config>
              <fallbackPackageFolders><clear /><add key="have" value="{Programs.GlobalPackages}" /></fallbackPackageFolders>
              <packageSources><clear /><add key="packed" value="{packages}" /></packageSources>
            </configuration>
            """);
        // Amazon's packages are on no feed here: the stand-ins take their place, as in the repository's own functions.
        _ = scratch.Write("Directory.Build.targets", $"""
            <Project>
              <ItemGroup>
                <PackageReference Remove="Amazon.Lambda.Core;Amazon.Lambda.Serialization.SystemTextJson" />
                <Reference Include="{contracts}/Amazon.Lambda.Core.dll;{contracts}/Amazon.Lambda.Serialization.SystemTextJson.dll" />
              </ItemGroup>
            </Project>
            """);
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "build.md"), TestContext.Current.CancellationToken);
        var project = ProjectBlock().Match(text).Groups["content"].Value;
        Assert.Contains("<PintleLayer>../layers/pintle-10.0.15-core-x64.zip</PintleLayer>", project, StringComparison.Ordinal);
        _ = scratch.Write("Orders/Orders.csproj", HandlerItem().Replace(project, handler)
            .Replace("../layers/pintle-10.0.15-core-x64.zip", layer, StringComparison.Ordinal)
            .Replace("Include=\"Pintle.Build\" Version=\"0.1.0\"", $"Include=\"Pintle.Build\" Version=\"{version}\"", StringComparison.Ordinal)
            .Replace("<TargetFramework>", "<ImplicitUsings>enable</ImplicitUsings><TargetFramework>", StringComparison.Ordinal));
        _ = scratch.Write("Orders/Function.cs", await File.ReadAllTextAsync(Path.Combine(Repository.Root, "layer", "samples", "Orders", "Function.cs"), TestContext.Current.CancellationToken));
    }

    private static async Task<string> PublishAsync(ScratchFolder scratch)
    {
        var (exitCode, printed) = await TryPublishAsync(scratch);
        Assert.True(exitCode == 0, printed);
        return printed;
    }

    private static Task<(int ExitCode, string Printed)> TryPublishAsync(ScratchFolder scratch) => Programs.TryAsync(
        "dotnet", scratch.Path, new Dictionary<string, string> { ["NUGET_PACKAGES"] = Path.Combine(scratch.Path, "own") }, "publish", "Orders", "-c", "Release", "--nologo", "-tl:off", "-nodeReuse:false");

    /// <summary>Names and bytes.</summary>
    private static SortedDictionary<string, string> Contents(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(folder, file), file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))),
        StringComparer.Ordinal);

    private static string Flat(string text) => Spaces().Replace(text, " ");

    [GeneratedRegex(@"^```xml\n(?<content>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ProjectBlock();

    [GeneratedRegex("<PintleHandler [^>]*/>")]
    private static partial Regex HandlerItem();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
