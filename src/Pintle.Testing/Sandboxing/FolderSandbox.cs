namespace Pintle.Testing;

/// <summary>Runs a program from its own folder, with the host around it. It hides nothing and protects nothing.</summary>
internal sealed class FolderSandbox(HostTools tools) : ISandbox
{
    public SandboxKind Kind => SandboxKind.Folders;

    // setpriv and setsid both exec: the process that is started becomes the program.
    public int Depth => 0;

    public SandboxPaths PathsFor(SandboxFolders folders) => new(folders.Layer, folders.Task, folders.Temporary);

    public SandboxCommand CommandFor(SandboxFolders folders, string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        // In a session, and so in a process group, of its own: the group can be killed as one. And it dies with this process.
        string[] all = tools is { Setpriv: { } setpriv, Setsid: { } setsid }
            ? [setpriv, "--pdeathsig", "SIGKILL", setsid, program, .. arguments]
            : [program, .. arguments];
        return new SandboxCommand(all[0], all[1..], folders.Task, environment);
    }
}
