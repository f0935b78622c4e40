namespace Pintle.Testing;

/// <summary>Runs a program under bubblewrap.</summary>
/// <remarks>bubblewrap adds one variable to the environment, <c>PWD=/var/task</c>; it has no option to leave that out.</remarks>
/// <param name="tools">What of the host sets it up.</param>
/// <param name="root">What the program sees at <c>/</c>.</param>
internal sealed class BubblewrapSandbox(HostTools tools, RootFileSystem root) : ISandbox
{
    // The machine's root would be root to the kernel in a user namespace too, so bubblewrap is started by Lambda's user. That user cannot enter folders that are root's alone:
    // so the folders are mounted where everybody can go, which hides what else is there, but from bubblewrap alone.
    // Arguments: root, layer, task, temporary folder, the place, the paths of mount, env and setpriv, then bubblewrap's command. A change of user clears the death signal, so it is set after that.
    private const string Script = $$"""
        set -e
        root=$1 layer=$2 task=$3 temporary=$4 place=$5 mount=$6 env=$7 setpriv=$8
        shift 8
        "$mount" --bind "$root" "$root"
        "$mount" --rbind "$layer" "$root/opt"
        "$mount" --rbind "$task" "$root/var/task"
        "$mount" --bind "$temporary" "$root/tmp"
        "$mount" --rbind "$root" "$place"
        exec "$env" -u PWD -u OLDPWD -u SHLVL -u _ "$setpriv" --reuid={{RootFileSystem.UserId}} --regid={{RootFileSystem.GroupId}} --clear-groups --inh-caps=-all --pdeathsig SIGKILL "$@"
        """;

    private static readonly string[] Places = ["/mnt", "/media", "/srv", "/home", "/opt"];

    private static readonly string[] Devices = ["null", "zero", "full", "random", "urandom"];

    public SandboxKind Kind => SandboxKind.Bubblewrap;

    // bwrap itself, the first process of the new process namespace, the program.
    public int Depth => 2;

    public SandboxPaths PathsFor(SandboxFolders folders) => new("/opt", "/var/task", null);

    public SandboxCommand CommandFor(SandboxFolders folders, string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var place = HostRights.IsRoot ? Places.FirstOrDefault(Directory.Exists) ?? Places[0] : null;

        // Not --disable-userns: with it, the first process of the namespace loses the death signal and would outlive this one.
        string[] all =
        [
            "--unshare-user", "--uid", RootFileSystem.UserId, "--gid", RootFileSystem.GroupId,
            "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
            "--cap-drop", "ALL", "--die-with-parent", "--new-session",
            "--ro-bind", place ?? root.Folder, "/",
            "--ro-bind", place is null ? folders.Layer : $"{place}/opt", "/opt",
            "--ro-bind", place is null ? folders.Task : $"{place}/var/task", "/var/task",
            "--bind", place is null ? folders.Temporary : $"{place}/tmp", "/tmp",
            "--proc", "/proc",
            .. ProcMasks.ReadOnly.SelectMany(name => new[] { "--ro-bind", $"/proc/{name}", $"/proc/{name}" }),
            .. ProcMasks.HiddenFiles.SelectMany(name => new[] { "--ro-bind", "/dev/null", $"/proc/{name}" }),
            .. ProcMasks.HiddenFolders.SelectMany(name => new[] { "--tmpfs", $"/proc/{name}", "--remount-ro", $"/proc/{name}" }),
            .. Devices.SelectMany(name => new[] { "--dev-bind", $"/dev/{name}", $"/dev/{name}" }),
            "--chdir", "/var/task",
            .. environment.Where(v => GuardedVariables.IsFor(v.Key)).SelectMany(v => new[] { "--setenv", v.Key, v.Value }),
            "--", program, .. arguments,
        ];
        var forAll = environment.Where(v => !GuardedVariables.IsFor(v.Key)).ToDictionary();
        return place is null
            ? new SandboxCommand(tools.Bwrap!, all, "/", forAll)
            : new SandboxCommand(tools.Unshare!,
            [
                "--mount", "--propagation", "private", tools.Shell!, "-c", Script, "sandbox",
                root.Folder, folders.Layer, folders.Task, folders.Temporary, place, tools.Mount!, tools.Env!, tools.Setpriv!,
                tools.Bwrap!, .. all,
            ], "/", forAll);
    }
}
