using Pintle.Cli.Functions;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>One project behind several functions.</summary>
public sealed class PublicationTests
{
    private static readonly string[] Release = ["-c", "Release"];

    [Fact]
    public async Task Of_one_content_is_one_folder_that_later_builds_leave_alone()
    {
        using var scratch = new ScratchFolder();
        var project = scratch.Write("Shared.csproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework><GenerateRuntimeConfigurationFiles>true</GenerateRuntimeConfigurationFiles></PropertyGroup></Project>""");
        _ = scratch.Write("Function.cs", "public class One;");
        var cancel = TestContext.Current.CancellationToken;

        var opened = await Task.WhenAll(Publications.OpenAsync(project, Release, cancel), Publications.OpenAsync(project, Release, cancel));
        var before = Files(opened[0]);
        _ = scratch.Write("Function.cs", "public class Two;");
        var rebuilt = await Task.WhenAll(Publications.PublishAsync(project, Release, cancel), Publications.PublishAsync(project, Release, cancel), Publications.PublishAsync(project, Release, cancel));
        _ = scratch.Write("Function.cs", "public class Two; no C#");
        var fault = await Assert.ThrowsAsync<ToolException>(() => Publications.PublishAsync(project, Release, cancel));

        Assert.Equal(opened[0], opened[1]);
        Assert.Equal(rebuilt[0], Assert.Single(rebuilt.Distinct()));
        Assert.NotEqual(opened[0], rebuilt[0]);
        Assert.Equal(before, Files(opened[0]));
        Assert.Contains("Shared.dll", before.Select(file => file.Name));
        Assert.Contains("error CS", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetDirectories(Path.GetDirectoryName(opened[0])!), folder => Path.GetFileName(folder).StartsWith("building-", StringComparison.Ordinal) && File.Exists(Path.Combine(folder, "Shared.dll")));
    }

    private static (string? Name, DateTime Written, long Length)[] Files(string folder) => [.. new DirectoryInfo(folder).GetFiles().OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => ((string?)file.Name, file.LastWriteTimeUtc, file.Length))];
}
