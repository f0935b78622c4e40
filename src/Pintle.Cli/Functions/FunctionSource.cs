using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pintle.Cli.Functions;

/// <summary>Turns what a user names as a function into something that can be run: a zip or a folder as it is, a project published as its owner would publish it.</summary>
internal static class FunctionSource
{
    private static readonly TimeSpan PublishLimit = TimeSpan.FromMinutes(10);

    /// <returns>A zip or a folder.</returns>
    /// <exception cref="ToolException">It is neither, or cannot be published.</exception>
    public static async Task<string> OpenAsync(string source, Terminal terminal, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(source);
        if (!path.EndsWith("proj", StringComparison.OrdinalIgnoreCase))
        {
            return Directory.Exists(path) || File.Exists(path)
                ? path
                : throw new ToolException($"Expected --function to be a zip, a folder or a project file, but there is nothing at {path}. Correct the path.");
        }
        if (!File.Exists(path))
            throw new ToolException($"Expected a project file at {path}, but there is none. Correct the path.");
        return await terminal.WithProgressAsync($"publishing {Path.GetFileName(path)}", async progress =>
        {
            progress.Report($"publishing {Path.GetFileName(path)}");
            return await PublishAsync(path, cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>Framework-dependent and portable, into a folder of its own for each project and process: another command may run the same function.</summary>
    /// <param name="project">The project file's full path.</param>
    /// <param name="cancellationToken">Ends dotnet as well.</param>
    /// <param name="variant">Tells this publish from one that is still in use.</param>
    /// <param name="more">For the command line of dotnet publish.</param>
    /// <exception cref="ToolException">It does not publish; the message has what dotnet printed.</exception>
    public static async Task<string> PublishAsync(string project, CancellationToken cancellationToken, string variant = "", params string[] more)
    {
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..16];
        var all = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "pintle")).FullName;
        var name = $"{Path.GetFileNameWithoutExtension(project)}-{key}";
        RemoveUnused(all, name);
        var output = Path.Combine(all, $"{name}-{Environment.ProcessId}{variant}");
        if (Directory.Exists(output))
            Directory.Delete(output, recursive: true);
        var start = new ProcessStartInfo("dotnet", ["publish", project, "-c", "Release", "-o", output, "--nologo", "-v", "minimal", "-tl:off", .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Process.Start(start) ?? throw new ToolException("Expected to run dotnet, but it could not be started. Put the .NET SDK on PATH.");
        var printed = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(PublishLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return process.ExitCode == 0
            ? output
            : throw new ToolException($"dotnet publish {project} ended with exit code {process.ExitCode}:\n{(await printed.ConfigureAwait(false) + await errors.ConfigureAwait(false)).Trim()}");
    }
    /// <summary>What earlier commands left; a process that ends has no good moment to remove what its function runs from.</summary>
    private static void RemoveUnused(string all, string name)
    {
        foreach (var left in new DirectoryInfo(all).GetFileSystemInfos(name + "-*"))
        {
            var process = left.Name[(name.Length + 1)..].Split('-', '.')[0];
            if (int.TryParse(process, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Directory.Exists($"/proc/{id}"))
                continue;
            try
            {
                if (left is DirectoryInfo folder)
                    folder.Delete(recursive: true);
                else
                    left.Delete();
            }
            catch (IOException)
            {
                // Another command removes it at this moment.
            }
        }
    }
}
