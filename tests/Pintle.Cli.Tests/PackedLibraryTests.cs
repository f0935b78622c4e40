using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>Pintle.Testing as its users get it: packed, restored from a folder, with the files of docs/testing.md as somebody copies them, without a network.</summary>
public sealed partial class PackedLibraryTests
{
    [Fact]
    public async Task What_the_documentation_says_is_copied_restored_from_a_folder_and_passes()
    {
        using var scratch = new ScratchFolder();
        var layer = await BuiltLayer.GetAsync();
        var contracts = await PublishedFunctions.OrdersAsync();
        var version = $"0.1.0-test.{Guid.NewGuid():N}";
        foreach (var project in (string[])["Pintle.Emulator", "Pintle.Testing"])
        {
            _ = await Programs.RunAsync("dotnet", Repository.Root, "pack", $"src/{project}", "-c", "Release", "-o", Path.Combine(scratch.Path, "packages"), $"-p:Version={version}",
                "-p:RepositoryUrl=https://example.com/pintle", "-p:RepositoryCommit=0123abc", $"-p:ArtifactsPath={Path.Combine(Repository.Artifacts, "pack-library-test")}", "--nologo", "-tl:off", "-nodeReuse:false");
        }

        AssertFitToPublish(Path.Combine(scratch.Path, "packages", $"Pintle.Emulator.{version}.nupkg"));
        AssertFitToPublish(Path.Combine(scratch.Path, "packages", $"Pintle.Testing.{version}.nupkg"));

        _ = scratch.Write("nuget.config", $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="own" /></config>
              <fallbackPackageFolders><clear /><add key="have" value="{Programs.GlobalPackages}" /></fallbackPackageFolders>
              <packageSources><clear /><add key="packed" value="packages" /></packageSources>
            </configuration>
            """);
        // Amazon's packages are on no feed here: the stand-ins take their place, as in the repository's own functions.
        _ = scratch.Write("Directory.Build.targets", $"""
            <Project>
              <ItemGroup Condition="'$(MSBuildProjectName)' == 'Orders'">
                <PackageReference Remove="Amazon.Lambda.Core;Amazon.Lambda.Serialization.SystemTextJson" />
                <Reference Include="{contracts}/Amazon.Lambda.Core.dll;{contracts}/Amazon.Lambda.Serialization.SystemTextJson.dll" />
              </ItemGroup>
            </Project>
            """);
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "testing.md"), TestContext.Current.CancellationToken);
        var files = Blocks().Matches(text).ToDictionary(block => block.Groups["path"].Value, block => block.Groups["content"].Value);
        foreach (var (path, content) in files)
            _ = scratch.Write(path, content.Replace("Include=\"Pintle.Testing\" Version=\"0.1.0\"", $"Include=\"Pintle.Testing\" Version=\"{version}\"", StringComparison.Ordinal));
        var environment = new Dictionary<string, string>
        {
            ["NUGET_PACKAGES"] = Path.Combine(scratch.Path, "own"),
            ["PINTLE_LAYER"] = layer.Directory,
            ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1",
        };

        var built = await Programs.RunAsync("dotnet", scratch.Path, environment, "build", "Orders.Tests", "--nologo", "-tl:off", "-nodeReuse:false");
        var printed = await Programs.RunAsync(Path.Combine(scratch.Path, "Orders.Tests", "bin", "Debug", "net10.0", "Orders.Tests"), scratch.Path, environment);

        // Of the code that was copied, with its place; the SDK and a compiler that knows no cultures have warnings of their own.
        Assert.DoesNotContain(built.Split('\n'), line => line.Contains("): warning xUnit", StringComparison.Ordinal) || line.Contains("): warning CS", StringComparison.Ordinal) || line.Contains("): warning CA", StringComparison.Ordinal));
        var tests = files.Values.Sum(content => content.Split("[Fact]").Length - 1);
        Assert.True(tests >= 8, string.Join('\n', files.Keys));
        Assert.Contains($"Total: {tests}, Errors: 0, Failed: 0, Skipped: 0", printed, StringComparison.Ordinal);
        Assert.Contains(XunitVersion(), files["Orders.Tests/Orders.Tests.csproj"], StringComparison.Ordinal);
        Assert.Equal(["pintle.emulator", "pintle.testing"], Directory.GetDirectories(Path.Combine(scratch.Path, "own")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_block_of_code_in_the_documentation_is_one_of_those_files()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "testing.md"), TestContext.Current.CancellationToken);

        Assert.Equal(CodeBlocks().Count(text), Blocks().Count(text));
    }

    /// <summary>It says where its source is, and no link of its readme ends where only the repository goes on.</summary>
    private static void AssertFitToPublish(string path)
    {
        using var package = ZipFile.OpenRead(path);
        var about = XDocument.Parse(Text(package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)))).Root!.Elements().Single();
        string? Member(string name) => about.Elements().SingleOrDefault(each => each.Name.LocalName == name)?.Value;
        var repository = about.Elements().Single(each => each.Name.LocalName == "repository");
        var readme = Text(package.GetEntry(Member("readme")!)!);

        Assert.Equal("https://example.com/pintle", Member("projectUrl"));
        Assert.Equal(("git", "https://example.com/pintle", "0123abc"), (repository.Attribute("type")?.Value, repository.Attribute("url")?.Value, repository.Attribute("commit")?.Value));
        Assert.Equal("MIT", Member("license"));
        Assert.Contains("lambda", Member("tags")!.Split(' '));
        Assert.True(File.Exists(Path.ChangeExtension(path, ".snupkg")), path);
        var links = Links().Matches(readme).Select(link => link.Groups["to"].Value).ToList();
        Assert.Contains(links, link => link.StartsWith("https://example.com/pintle/blob/0123abc/docs/", StringComparison.Ordinal));
        Assert.All(links, link => Assert.Matches("^(https?://|#)", link));
    }

    private static string Text(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open());
        return reader.ReadToEnd();
    }

    private static string XunitVersion() =>
        XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion").Single(each => each.Attribute("Include")!.Value == "xunit.v3").Attribute("Version")!.Value;

    /// <summary>The first line names the file.</summary>
    [GeneratedRegex(@"^```(xml|csharp)\n(?<content>(// |<!-- )(?<path>[\w./]+)( -->)?\n.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\]\((?<to>[^)]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"^```(xml|csharp)$", RegexOptions.Multiline)]
    private static partial Regex CodeBlocks();
}
