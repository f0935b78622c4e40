namespace Pintle.Layer.Inputs;

/// <summary>The C compiler that drives the linker of the NativeAOT bootstrap; no C is compiled.</summary>
/// <param name="Name">As NativeAOT's <c>CppCompilerAndLinker</c> wants it: <c>clang</c>, <c>gcc</c>, or a gcc for the other processor.</param>
/// <param name="ObjCopy">The program that takes the symbols out, where it is not the compiler's usual one.</param>
internal sealed record NativeCompiler(string Name, string Program, string? ObjCopy = null)
{
    private static readonly string[] Preferred = ["clang", "gcc"];
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30); // Chosen, not measured: the compiler is only asked what it is; a longer limit only ends a hanging one later.

    /// <param name="searchPath">Folders, separated as in PATH.</param>
    public static NativeCompiler Find(string searchPath, LayerArchitecture architecture) =>
        architecture == LayerNames.OfThisMachine ? FindNative(searchPath) : FindCross(searchPath, architecture);

    private static NativeCompiler FindNative(string searchPath)
    {
        foreach (var name in Preferred)
        {
            if (On(searchPath, name) is { } program)
                return new NativeCompiler(name, program);
        }

        throw new LayerException(
            LayerFault.ToolMissing,
            "Building the bootstrap needs clang or gcc to call the linker, and neither is on PATH: "
            + "install one with \"apt-get install clang\" on Debian or Ubuntu, \"dnf install clang\" on Fedora or Amazon Linux 2023. "
            + "A packed tool brings a finished bootstrap and needs no compiler.");
    }

    /// <summary>A gcc of the other processor brings its linker and libraries with it, where clang would need them named.</summary>
    private static NativeCompiler FindCross(string searchPath, LayerArchitecture architecture)
    {
        (var triple, var package) = architecture == LayerArchitecture.Arm64
            ? ("aarch64-linux-gnu", "gcc-aarch64-linux-gnu libc6-dev-arm64-cross")
            : ("x86_64-linux-gnu", "gcc-x86-64-linux-gnu libc6-dev-amd64-cross");
        string[] names = [$"{triple}-gcc", $"{triple}-objcopy"];
        string[] missing = [.. names.Where(name => On(searchPath, name) is null)];
        return missing.Length == 0
            ? new NativeCompiler(names[0], On(searchPath, names[0])!, names[1])
            : throw new LayerException(
                LayerFault.ToolMissing,
                $"Building the bootstrap for {architecture.Rid()} on this machine needs {string.Join(" and ", missing)}, which PATH does not have: "
                + $"run \"apt-get install {package}\" on Debian or Ubuntu, or leave that processor out (pintle build --arch {LayerNames.OfThisMachine.Name()}, dotnet pack -p:PayloadArchitecture={LayerNames.OfThisMachine.Name()}).");
    }

    private static string? On(string searchPath, string name) =>
        searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>For example <c>gcc 12.2.0</c>.</summary>
    public async Task<string> DescribeAsync(string folder, CancellationToken cancellationToken) =>
        $"{Name} {FirstLine(await ChildProcess.RunAsync(Program, ["-dumpfullversion", "-dumpversion"], folder, Limit, cancellationToken).ConfigureAwait(false))}";

    /// <summary>The linker's own words, for example <c>GNU ld (GNU Binutils for Debian) 2.40</c>; NativeAOT asks for bfd by default.</summary>
    public async Task<string> DescribeLinkerAsync(string folder, CancellationToken cancellationToken) =>
        FirstLine(await ChildProcess.RunAsync(Program, ["-fuse-ld=bfd", "-Wl,--version"], folder, Limit, cancellationToken).ConfigureAwait(false));

    private static string FirstLine(string output) => output.Split('\n', 2)[0].Trim();
}
