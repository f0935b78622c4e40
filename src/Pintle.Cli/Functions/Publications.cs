using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Pintle.Testing;

namespace Pintle.Cli.Functions;

/// <summary>The projects that this process has published: one after another, and each content into a folder of its own, which all functions of that content share and nothing writes to any more.</summary>
/// <remarks>The folders belong to this process, because another command may run the same function; they go when it ends.</remarks>
internal static class Publications
{
    // Chosen, not measured: far above what a publish takes, so it only ends one that hangs.
    private static readonly TimeSpan PublishLimit = TimeSpan.FromMinutes(10);

    // Chosen, not measured: environments that still run may use an older one; more hold more of the disk.
    private const int NewestKept = 4;
    private static readonly Lazy<TemporaryFolder> Folder = new(() => new TemporaryFolder(keep: false));

    // Two publishes of one project, or of two with a third in common, would write to the same obj folders.
    private static readonly SemaphoreSlim Turn = new(1, 1);
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Opened = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, Task<string>> Waiting = new(StringComparer.Ordinal);

    /// <summary>What this process has published before, if it has: functions that start together share one content.</summary>
    /// <param name="project">The project file's full path.</param>
    /// <param name="arguments">For the command line of dotnet publish.</param>
    /// <param name="cancellationToken">Ends dotnet as well.</param>
    public static Task<string> OpenAsync(string project, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        Opened.GetOrAdd(KeyOf(project, arguments), _ => new(() => PublishAsync(project, arguments, cancellationToken))).Value;

    /// <summary>Publishes a project as it is now. A caller who asks while the same publish is about to begin gets that one.</summary>
    /// <param name="project">The project file's full path.</param>
    /// <param name="arguments">For the command line of dotnet publish.</param>
    /// <param name="cancellationToken">Ends dotnet as well.</param>
    /// <exception cref="ToolException">It does not publish; the message has what dotnet printed.</exception>
    public static Task<string> PublishAsync(string project, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var key = KeyOf(project, arguments);
        lock (Waiting)
            return Waiting.TryGetValue(key, out var next) ? next : Waiting[key] = PublishInTurnAsync(key, project, arguments, cancellationToken);
    }

    private static async Task<string> PublishInTurnAsync(string key, string project, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        // Not before the caller has noted this task and let go of the lock.
        await Task.Yield();
        try
        {
            await Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (Waiting)
                _ = Waiting.Remove(key);
        }

        try
        {
            // Beside the finished ones, and moved there as a whole.
            var output = Path.Combine(Folder.Value.Path, $"building-{Guid.NewGuid():N}");
            await RunAsync(project, output, arguments, cancellationToken).ConfigureAwait(false);
            var name = Path.GetFileNameWithoutExtension(project);
            var finished = Path.Combine(Folder.Value.Path, $"{name}-{ContentOf(output)}");
            if (Directory.Exists(finished))
                TemporaryFolder.Delete(output);
            else
                Directory.Move(output, finished);
            Directory.SetLastWriteTimeUtc(finished, DateTime.UtcNow);
            RemoveUnused(name);
            return finished;
        }
        finally
        {
            _ = Turn.Release();
        }
    }

    /// <summary>Removes old builds, unless a function still runs from one. The newest stay: a function may be about to start from one.</summary>
    private static void RemoveUnused(string name)
    {
        foreach (var old in new DirectoryInfo(Folder.Value.Path).GetDirectories(name + "-*").OrderByDescending(each => each.LastWriteTimeUtc).Skip(NewestKept).Where(each => !LambdaFunction.RunsFrom(each.FullName)))
            TemporaryFolder.Delete(old.FullName);
    }

    private static string KeyOf(string project, IReadOnlyList<string> arguments) => $"{project}\0{string.Join('\0', arguments)}";

    private static async Task RunAsync(string project, string output, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var published = await SdkProcess.RunAsync(["publish", project, "-o", output, "--nologo", "-v", "quiet", "-clp:NoSummary", "-tl:off", .. arguments], PublishLimit, cancellationToken).ConfigureAwait(false);
        if (published.ExitCode == 0)
            return;
        TemporaryFolder.Delete(output);
        var said = await published.SaidAsync().ConfigureAwait(false);
        throw new ToolException(said.Contains(ProjectBuild.SeveralFrameworks, StringComparison.Ordinal)
            ? $"Expected a project for one framework, but {project} is for several. Choose one, for example --target-framework net10.0, or \"targetFramework\" in pintle.json."
            : $"dotnet publish {project} ended with exit code {published.ExitCode}:\n{said}");
    }

    /// <summary>A digest of all files' names and bytes, as long as a name needs.</summary>
    private static string ContentOf(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(folder, file) + "\0"));
            using var content = File.OpenRead(file);
            hash.AppendData(SHA256.HashData(content));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
