using System.IO.Compression;

namespace Pintle.Cli.Functions;

/// <summary>The sample function as its owner would upload it: published, zipped.</summary>
internal static class SampleFunction
{
    /// <param name="sample">A zip, which is taken as it is, or a project.</param>
    /// <param name="terminal">For progress.</param>
    /// <param name="cancellationToken">Stops the publish.</param>
    /// <returns>The zip's path.</returns>
    public static async Task<string> ZipAsync(string sample, Terminal terminal, CancellationToken cancellationToken)
    {
        var source = await FunctionSource.OpenAsync(sample, terminal, cancellationToken).ConfigureAwait(false);
        return File.Exists(source) ? source : await ZipAsync(source, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Compiled for an earlier .NET than the project says, for a layer that has no later one.</summary>
    /// <param name="project">The project file.</param>
    /// <param name="framework">Such as <c>net8.0</c>.</param>
    /// <param name="terminal">For progress.</param>
    /// <param name="cancellationToken">Stops the publish.</param>
    public static Task<string> ZipAsync(string project, string framework, Terminal terminal, CancellationToken cancellationToken) => terminal.WithProgressAsync($"publishing {Path.GetFileName(project)} for {framework}", async progress =>
    {
        progress.Report($"publishing {Path.GetFileName(project)} for {framework}");
        var build = Directory.CreateTempSubdirectory("pintle-sample-");
        try
        {
            // A restore of its own, because the files beside the project are for its own framework; for net8.0 as well, because the projects that it refers to target that.
            var published = await FunctionSource.PublishAsync(
                project, cancellationToken, null, "-f", framework, $"-p:TargetFrameworks={string.Join("%3B", new[] { "net8.0", framework }.Distinct())}", $"-p:ArtifactsPath={build.FullName}", "-p:UseAppHost=false",
                "-p:RestorePackagesWithLockFile=false", "-p:RestoreLockedMode=false", $"-p:NuGetLockFilePath={Path.Combine(build.FullName, "none", "packages.lock.json")}").ConfigureAwait(false);
            return await ZipAsync(published, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            build.Delete(recursive: true);
        }
    });

    private static async Task<string> ZipAsync(string source, CancellationToken cancellationToken)
    {
        var zip = source + ".zip";
        File.Delete(zip);
        await ZipFile.CreateFromDirectoryAsync(source, zip, cancellationToken).ConfigureAwait(false);
        return zip;
    }
}
