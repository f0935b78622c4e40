namespace Pintle.Testing;

/// <summary>Runs a program under bubblewrap.</summary>
/// <remarks>bubblewrap adds one variable to the environment, <c>PWD=/var/task</c>; it has no option to leave that out.</remarks>
internal sealed class BubblewrapSandbox(string bwrap, RootFileSystem root) : ISandbox
{
    public SandboxKind Kind => SandboxKind.Bubblewrap;

    // bwrap itself, the first process of the new process namespace, the program.
    public int Depth => 2;

    public SandboxPaths PathsFor(SandboxFolders folders) => new("/opt", "/var/task", null);

    public SandboxCommand CommandFor(SandboxFolders folders, string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        // Variables of the dynamic loader would act on bwrap itself, so it gets them as arguments; others stay off the command line, where anyone could read them.
        var forLoader = environment.Where(v => IsForLoader(v.Key)).ToArray();
        string[] all =
        [
            "--unshare-user", "--uid", RootFileSystem.UserId, "--gid", RootFileSystem.GroupId,
            "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
            "--cap-drop", "ALL", "--die-with-parent", "--new-session",
            "--ro-bind", root.Folder, "/",
            "--ro-bind", folders.Layer, "/opt",
            "--ro-bind", folders.Task, "/var/task",
            "--bind", folders.Temporary, "/tmp",
            "--proc", "/proc",
            "--dev", "/dev", "--remount-ro", "/dev",
            "--chdir", "/var/task",
            .. forLoader.SelectMany(v => new[] { "--setenv", v.Key, v.Value }),
            "--", program, .. arguments,
        ];
        return new SandboxCommand(bwrap, all, "/", environment.Where(v => !IsForLoader(v.Key)).ToDictionary());
    }

    private static bool IsForLoader(string name) => name.StartsWith("LD_", StringComparison.Ordinal);
}
