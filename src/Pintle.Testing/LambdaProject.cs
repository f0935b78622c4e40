using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Pintle.Testing;

/// <summary>A function's project, published as its owner would publish it for Lambda.</summary>
public static class LambdaProject
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Published = new(StringComparer.Ordinal);

    /// <summary>Runs <c>dotnet publish -c Release</c>, once for a project and a test run, and gives the folder for <see cref="LambdaFunctionOptions.Function"/>; it is below the test's own output.</summary>
    /// <param name="project">A project file, or a folder with a single one. A relative path is looked for from the test's output upwards, so that one from the repository's root works.</param>
    /// <param name="cancellationToken">Gives up waiting; the publish goes on for others who wait.</param>
    /// <exception cref="FunctionSetupException">There is no such project, or it does not publish; the message has what dotnet printed.</exception>
    public static Task<string> PublishAsync(string project, CancellationToken cancellationToken = default)
    {
        var path = Find(project, AppContext.BaseDirectory);
        return Published.GetOrAdd(path, _ => new Lazy<Task<string>>(() => RunAsync(path))).Value.WaitAsync(cancellationToken);
    }

    /// <exception cref="FunctionSetupException">There is no such project.</exception>
    internal static string Find(string project, string from)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(project);
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            var path = Path.GetFullPath(project, folder.FullName);
            if (File.Exists(path) && path.EndsWith("proj", StringComparison.OrdinalIgnoreCase))
                return path;
            if (Directory.Exists(path) && Directory.GetFiles(path, "*.*proj") is [var single])
                return single;
        }

        throw new FunctionSetupException($"Expected the project '{project}' or a folder with a single project, found none from {from} upwards. Give its path from the repository's root, or the whole one.");
    }

    private static async Task<string> RunAsync(string project)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..8];
        var output = Path.Combine(AppContext.BaseDirectory, "lambda", $"{Path.GetFileNameWithoutExtension(project)}-{key}");
        // What the last run published and this one does not is no part of the package.
        if (Directory.Exists(output))
            Directory.Delete(output, recursive: true);
        var (exitCode, printed) = await DotnetCommand.RunAsync(Path.GetDirectoryName(project)!, Limit, "publish", project, "-c", "Release", "-o", output, "--nologo", "-v", "quiet", "-tl:off", "-nodeReuse:false").ConfigureAwait(false);
        return exitCode == 0 ? output : throw new FunctionSetupException($"Expected {project} to publish, but dotnet publish ended with exit code {exitCode}. Correct this:\n{printed.Trim()}");
    }
}
