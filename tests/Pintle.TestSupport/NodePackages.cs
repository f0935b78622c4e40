using System.ComponentModel;
using System.Diagnostics;

namespace Pintle.TestSupport;

/// <summary>Programs for node with the packages they import, installed once below the build's output. A lock file keeps several test processes out of each other's way.</summary>
public static class NodePackages
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Runs a script and returns what it printed.</summary>
    /// <param name="package">The npm package that it imports, with its version.</param>
    /// <param name="script">The script's path; it is copied beside the package.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="NotSupportedException">node or npm is missing, or the package can't be had; the message is a reason to skip a test.</exception>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string package, string script, params string[] arguments)
    {
        var folder = Path.Combine(Repository.Artifacts, "npm", string.Concat(package.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')));
        _ = Directory.CreateDirectory(folder);
        await InstallAsync(package, folder).ConfigureAwait(false);
        var copy = Path.Combine(folder, Path.GetFileName(script));
        if (!File.Exists(copy) || await File.ReadAllTextAsync(copy).ConfigureAwait(false) != await File.ReadAllTextAsync(script).ConfigureAwait(false))
            File.Copy(script, copy, overwrite: true);
        return await StartAsync("node", folder, [copy, .. arguments]).ConfigureAwait(false);
    }

    private static async Task InstallAsync(string package, string folder)
    {
        using var held = await LockAsync(Path.Combine(folder, ".lock")).ConfigureAwait(false);
        var done = Path.Combine(folder, ".installed");
        if (File.Exists(done))
            return;

        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), "{ \"private\": true }").ConfigureAwait(false);
        var (exitCode, output, errors) = await StartAsync("npm", folder, ["install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--prefer-offline", package]).ConfigureAwait(false);
        if (exitCode != 0)
            throw new NotSupportedException($"npm could not install {package}: {(output + errors).ReplaceLineEndings(" ")}");
        await File.WriteAllTextAsync(done, package).ConfigureAwait(false);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> StartAsync(string program, string folder, string[] arguments)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception)
        {
            throw new NotSupportedException($"The program \"{program}\" is not installed: apt-get install nodejs npm");
        }

        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            try
            {
                await process.WaitForExitAsync().WaitAsync(Limit).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            return (process.ExitCode, await output.ConfigureAwait(false), await errors.ConfigureAwait(false));
        }
    }

    private static async Task<FileStream> LockAsync(string path)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (!limit.IsCancellationRequested)
            {
                // Another process of this test run installs; there is no event to wait for on a lock file.
                await Task.Delay(TimeSpan.FromMilliseconds(100), limit.Token).ConfigureAwait(false);
            }
        }
    }
}
