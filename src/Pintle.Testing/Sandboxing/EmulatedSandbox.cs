namespace Pintle.Testing;

/// <summary>Runs a program of the other processor under QEMU, in plain folders. It says nothing about times: emulation is many times slower.</summary>
/// <param name="processor">What is emulated.</param>
/// <param name="folders">What starts the program.</param>
/// <param name="registering">The programs that tell the kernel of the emulator, so that what the program executes in its turn is emulated too; null where the kernel can't be told.</param>
internal sealed class EmulatedSandbox(ForeignProcessor processor, FolderSandbox folders, HostTools? registering) : ISandbox
{
    // QEMU's own name for what its option -L sets; programs that are executed later get it from here.
    private const string LibrariesVariable = "QEMU_LD_PREFIX";

    // Arguments: the paths of mount, env, unshare and setpriv, the rule, then the program and its arguments.
    // A user namespace with a binfmt_misc of its own (Linux 6.7): nobody else's programs are emulated by it, and it ends with them. https://docs.kernel.org/admin-guide/binfmt-misc.html
    // Only its root may register; the second user namespace gives the program its user and group again. Some shells export PWD and the like.
    private const string Script = """
        set -e
        mount=$1 env=$2 unshare=$3 setpriv=$4 rule=$5
        shift 5
        read -r _ user _ < /proc/self/uid_map
        read -r _ group _ < /proc/self/gid_map
        "$mount" -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
        printf %s "$rule" > /proc/sys/fs/binfmt_misc/register
        exec "$env" -u PWD -u OLDPWD -u SHLVL -u _ "$unshare" --user --map-user="$user" --map-group="$group" "$setpriv" --pdeathsig SIGKILL "$@"
        """;

    public SandboxKind Kind => folders.Kind;

    // QEMU runs the program in its own process, and what comes before it execs.
    public int Depth => folders.Depth;

    public SandboxPaths PathsFor(SandboxFolders shown) => folders.PathsFor(shown);

    public SandboxCommand CommandFor(SandboxFolders shown, string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var emulated = WithEmulation(environment);
        return registering is null
            ? folders.CommandFor(shown, processor.Emulator, [program, .. arguments], emulated)
            : folders.CommandFor(shown, registering.Unshare!,
            [
                "--user", "--map-root-user", "--mount", "--propagation", "private",
                registering.Shell!, "-c", Script, "sandbox",
                registering.Mount!, registering.Env!, registering.Unshare!, registering.Setpriv!, processor.Rule,
                program, .. arguments,
            ], emulated);
    }

    private Dictionary<string, string> WithEmulation(IReadOnlyDictionary<string, string> environment)
    {
        var all = new Dictionary<string, string>(environment)
        {
            // CoreCLR maps code twice, once to write and once to run it; QEMU does not see that what it translated has changed.
            ["DOTNET_EnableWriteXorExecute"] = "0",
        };
        _ = all.TryAdd(LibrariesVariable, processor.Libraries);
        return all;
    }
}
