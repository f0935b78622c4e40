namespace Pintle.Testing;

/// <summary>Runs a program of the other processor under QEMU, in plain folders. It says nothing about times: emulation is many times slower.</summary>
/// <remarks>What the program executes in its turn is not emulated, unless the kernel was told to (binfmt_misc).</remarks>
internal sealed class EmulatedSandbox(ForeignProcessor processor, FolderSandbox folders) : ISandbox
{
    public SandboxKind Kind => folders.Kind;

    // QEMU runs the program in its own process.
    public int Depth => folders.Depth;

    public SandboxPaths PathsFor(SandboxFolders shown) => folders.PathsFor(shown);

    public SandboxCommand CommandFor(SandboxFolders shown, string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment) =>
        folders.CommandFor(shown, processor.Emulator, ["-L", processor.Libraries, program, .. arguments], WithEmulation(environment));

    /// <summary>CoreCLR maps code twice, once to write and once to run it; QEMU does not see that what it translated has changed.</summary>
    private static Dictionary<string, string> WithEmulation(IReadOnlyDictionary<string, string> environment) =>
        new(environment) { ["DOTNET_EnableWriteXorExecute"] = "0" };
}
