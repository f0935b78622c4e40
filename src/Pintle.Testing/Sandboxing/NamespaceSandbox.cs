namespace Pintle.Testing;

/// <summary>Builds the same sandbox as bubblewrap from the tools of util-linux, in user, mount and process namespaces.</summary>
/// <remarks>The shell that sets it up is the host's and stays outside: it becomes the first process of the namespace, and the program's root has none.</remarks>
internal sealed class NamespaceSandbox(HostTools tools, RootFileSystem root) : ISandbox
{
    // Arguments: root, layer, task, temporary folder, then the paths of mount, env and unshare, then the program and its arguments.
    // A second user namespace takes away the rights over the mounts, and gives Lambda's user and group ids.
    // rbind: what is mounted below a folder, by root, cannot be left out of it here.
    // The shell's own remarks ("Killed") are kept out of the function's standard error. PWD and the like are variables that some shells export.
    private const string Script = $$"""
        set -e
        root=$1 layer=$2 task=$3 temporary=$4 mount=$5 env=$6 unshare=$7
        shift 7
        read_only() { "$mount" -o remount,bind,ro,nosuid,nodev "$1"; }
        "$mount" --bind "$root" "$root"
        "$mount" --rbind "$layer" "$root/opt"
        read_only "$root/opt"
        "$mount" --rbind "$task" "$root/var/task"
        read_only "$root/var/task"
        "$mount" --bind "$temporary" "$root/tmp"
        "$mount" -t proc proc "$root/proc"
        for device in null zero full random urandom; do "$mount" --bind "/dev/$device" "$root/dev/$device"; done
        read_only "$root"
        set +e
        exec 3>&2 2>/dev/null
        "$env" -u PWD -u OLDPWD -u SHLVL -u _ "$unshare" --user --map-user={{RootFileSystem.UserId}} --map-group={{RootFileSystem.GroupId}} --root="$root" --wd=/var/task "$@" 2>&3 3>&-
        exit $?
        """;

    public SandboxKind Kind => SandboxKind.Namespaces;

    // unshare, the shell as the first process of the new process namespace, the program.
    public int Depth => 2;

    public SandboxPaths PathsFor(SandboxFolders folders) => new("/opt", "/var/task", null);

    public SandboxCommand CommandFor(SandboxFolders folders, string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        // setpriv: unshare dies with this process; --kill-child: the namespace dies with unshare.
        string[] all =
        [
            "--pdeathsig", "SIGKILL",
            tools.Unshare!, "--user", "--map-root-user", "--mount", "--propagation", "private", "--pid", "--ipc", "--uts", "--fork", "--kill-child",
            tools.Shell!, "-c", Script, "sandbox",
            root.Folder, folders.Layer, folders.Task, folders.Temporary,
            tools.Mount!, tools.Env!, tools.Unshare!,
            program, .. arguments,
        ];
        return new SandboxCommand(tools.Setpriv!, all, "/", environment);
    }
}
