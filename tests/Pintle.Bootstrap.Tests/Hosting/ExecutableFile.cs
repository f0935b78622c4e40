using System.Diagnostics;

namespace Pintle.Bootstrap.Tests.Hosting;

/// <summary>
/// Files that are run, and their start. No process may be forked while such a file is open for writing: the child would inherit the descriptor for a moment, and the kernel
/// refuses to run a file that somebody may write to (execve(2), ETXTBSY). Tests run in parallel, so writing and starting take turns.
/// </summary>
internal static class ExecutableFile
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly Lock Turn = new();

    public static void Copy(string from, string to)
    {
        lock (Turn)
            File.Copy(from, to);
    }

    public static string Write(string path, string text)
    {
        lock (Turn)
            File.WriteAllText(path, text);
        File.SetUnixFileMode(path, Mode);
        return path;
    }

    public static Process Start(ProcessStartInfo start)
    {
        lock (Turn)
            return Process.Start(start) ?? throw new InvalidOperationException($"Expected {start.FileName} to start.");
    }
}
