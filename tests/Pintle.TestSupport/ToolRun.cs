using System.ComponentModel;
using System.Diagnostics;

namespace Pintle.TestSupport;

/// <summary>Runs a program of the machine that prepares what tests need, within a limit; and keeps several test processes out of each other's way.</summary>
internal static class ToolRun
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    /// <param name="program">Found on the PATH.</param>
    /// <param name="packages">The Debian packages that have it.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="MissingToolException">It is not installed.</exception>
    public static async Task<(int ExitCode, string Output, string Errors)> StartAsync(string program, string packages, string folder, params string[] arguments)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (Win32Exception)
        {
            throw new MissingToolException($"The program \"{program}\" is not installed: apt-get install {packages}");
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

    public static async Task<FileStream> LockAsync(string path)
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
                // Another process of this test run prepares the same; there is no event to wait for on a lock file.
                await Task.Delay(TimeSpan.FromMilliseconds(100), limit.Token).ConfigureAwait(false);
            }
        }
    }
}
