namespace Pintle.Testing;

/// <summary>Builds the same sandbox as bubblewrap from the tools of util-linux, in mount and process namespaces: of a user namespace, or of the machine's root, who gives all rights away before the program starts.</summary>
/// <remarks>The shell that sets it up is the host's and stays outside: it becomes the first process of the namespace.</remarks>
internal sealed class NamespaceSandbox(HostTools tools, RootFileSystem root) : ISandbox
{
    private const string FirstFolder = "/";

    // Arguments: root, layer, task, temporary folder, the path of mount, what of /proc is read-only, which files and which folders of it are hidden; then the last command.
    // rbind: what is mounted below a folder, by root, cannot be left out of it here.
    // The shell's own remarks ("Killed") are kept out of the function's standard error.
    // It leaves its first folder only when all is set up: until then, the programs that set up stand where the function's will.
    private const string Mounts = """
        set -e
        root=$1 layer=$2 task=$3 temporary=$4 mount=$5 fixed=$6 files=$7 folders=$8
        shift 8
        read_only() { "$mount" -o remount,bind,ro,nosuid,nodev "$1"; }
        "$mount" --bind "$root" "$root"
        "$mount" --rbind "$layer" "$root/opt"
        read_only "$root/opt"
        "$mount" --rbind "$task" "$root/var/task"
        read_only "$root/var/task"
        "$mount" -o bind,nosuid,nodev "$temporary" "$root/tmp"
        "$mount" -t proc -o nosuid,nodev,noexec proc "$root/proc"
        for name in $fixed; do "$mount" -o bind,ro,nosuid,nodev,noexec "$root/proc/$name" "$root/proc/$name"; done
        for name in $files; do "$mount" --bind /dev/null "$root/proc/$name"; done
        for name in $folders; do "$mount" -t tmpfs -o ro,nosuid,nodev,noexec,size=4k none "$root/proc/$name"; done
        for device in null zero full random urandom; do "$mount" --bind "/dev/$device" "$root/dev/$device"; done
        read_only "$root"
        cd "$root"
        set +e
        exec 3>&2 2>/dev/null
        "$@" 2>&3 3>&-
        exit $?
        """;

    public SandboxKind Kind => SandboxKind.Namespaces;

    // unshare, the shell as the first process of the new process namespace, the program.
    public int Depth => 2;

    public int? ProgramBelow(int outermost) =>
        ProcFiles.Descendant(outermost, 1) is { } shell && ProcFiles.FolderOf(shell) is not (null or FirstFolder) ? ProcFiles.Descendant(shell, 1) : null;

    public SandboxPaths PathsFor(SandboxFolders folders) => new("/opt", "/var/task", null);

    public SandboxCommand CommandFor(SandboxFolders folders, string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        // setpriv: unshare dies with this process; --kill-child: the namespace dies with unshare.
        string[] all =
        [
            "--pdeathsig", "SIGKILL",
            tools.Unshare!, .. HostRights.IsRoot ? (string[])[] : ["--user", "--map-root-user"],
            "--mount", "--propagation", "private", "--pid", "--ipc", "--uts", "--cgroup", "--fork", "--kill-child",
            tools.Shell!, "-c", Mounts, "sandbox",
            root.Folder, folders.Layer, folders.Task, folders.Temporary,
            tools.Mount!, string.Join(' ', ProcMasks.ReadOnly), string.Join(' ', ProcMasks.HiddenFiles), string.Join(' ', ProcMasks.HiddenFolders),
            .. HostRights.IsRoot ? ByRoot : ByUser,
            $"--root={root.Folder}", "--wd=/var/task",
            // Some shells export the first four.
            RootFileSystem.EnvironmentSetter, "-u", "PWD", "-u", "OLDPWD", "-u", "SHLVL", "-u", "_",
            .. environment.Where(v => GuardedVariables.IsFor(v.Key)).Select(v => $"{v.Key}={v.Value}"),
            program, .. arguments,
        ];
        return new SandboxCommand(tools.Setpriv!, all, FirstFolder, environment.Where(v => !GuardedVariables.IsFor(v.Key)).ToDictionary());
    }

    // The machine's root becomes Lambda's user, with none of root's rights and none to be had again. What unshare itself needs is left in the bounding set, out of which nothing can be taken.
    private string[] ByRoot =>
    [
        tools.Setpriv!, "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all,+sys_chroot,+setuid,+setgid",
        tools.Unshare!, $"--setuid={RootFileSystem.UserId}", $"--setgid={RootFileSystem.GroupId}",
    ];

    // A second user namespace takes away the rights over the mounts, and gives Lambda's user and group ids.
    private string[] ByUser =>
    [
        tools.Setpriv!, "--no-new-privs",
        tools.Unshare!, "--user", $"--map-user={RootFileSystem.UserId}", $"--map-group={RootFileSystem.GroupId}",
    ];
}
