namespace Pintle.Layer.Inputs;

/// <summary>The C compiler that drives the linker of the NativeAOT bootstrap; no C is compiled.</summary>
/// <param name="Name"><c>clang</c> or <c>gcc</c>, as NativeAOT's <c>CppCompilerAndLinker</c> wants it.</param>
internal sealed record NativeCompiler(string Name, string Program)
{
    private static readonly string[] Preferred = ["clang", "gcc"];
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <param name="searchPath">Folders, separated as in PATH.</param>
    public static NativeCompiler Find(string searchPath)
    {
        string[] folders = searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        foreach (string name in Preferred)
        {
            string? program = folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
            if (program is not null)
                return new NativeCompiler(name, program);
        }

        throw new LayerException(
            LayerFault.ToolMissing,
            "Building the bootstrap needs clang or gcc to call the linker, and neither is on PATH: "
            + "install one with \"apt-get install clang\" on Debian or Ubuntu, "
            + "\"dnf install clang\" on Fedora or Amazon Linux 2023, or use the packed tool (dotnet tool install pintle), "
            + "which brings a finished bootstrap and needs no compiler.");
    }

    /// <summary>For example <c>gcc 12.2.0</c>.</summary>
    public async Task<string> DescribeAsync(string folder, CancellationToken cancellationToken) =>
        $"{Name} {FirstLine(await ChildProcess.RunAsync(Program, ["-dumpfullversion", "-dumpversion"], folder, Limit, cancellationToken))}";

    /// <summary>The linker's own words, for example <c>GNU ld (GNU Binutils for Debian) 2.40</c>; NativeAOT asks for bfd by default.</summary>
    public async Task<string> DescribeLinkerAsync(string folder, CancellationToken cancellationToken) =>
        FirstLine(await ChildProcess.RunAsync(Program, ["-fuse-ld=bfd", "-Wl,--version"], folder, Limit, cancellationToken));

    private static string FirstLine(string output) => output.Split('\n', 2)[0].Trim();
}
