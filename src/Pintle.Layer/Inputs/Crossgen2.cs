using System.IO.Compression;
using System.Runtime.InteropServices;
using Pintle.Layer.Output;
using Pintle.Layer.Packages;

namespace Pintle.Layer.Inputs;

/// <summary>
/// The pinned ReadyToRun compiler, unpacked from its verified package; the copy in NuGet's packages folder is not run, because nobody hashed it since it was unpacked.
/// </summary>
internal sealed class Crossgen2
{
    private const UnixFileMode Executable = (UnixFileMode)0b111_101_101;
    private const string Tools = "tools/";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly string _program;

    private Crossgen2(string program) => _program = program;

    /// <summary>The build machine's runtime identifier, by which the pins name the compiler's package.</summary>
    public static string HostRid => RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";

    public static async Task<Crossgen2> UnpackAsync(VerifiedPackage package, string folder, CancellationToken cancellationToken)
    {
        _ = Directory.CreateDirectory(folder);
        foreach (ZipArchiveEntry entry in package.Files.Where(file => file.FullName == Tools + file.Name))
            await VerifiedPackage.ExtractAsync(entry, Path.Combine(folder, entry.Name), cancellationToken);

        string program = Path.Combine(folder, "crossgen2");
        if (!File.Exists(program))
            throw new LayerException(
                LayerFault.CompileFailed,
                $"Expected the program tools/crossgen2 in the package {package.Pin}, found none. Pin a version of the package that has one.");
        UnixModes.Set(program, Executable);
        return new Crossgen2(program);
    }

    /// <summary>Compiles one assembly for exactly this framework.</summary>
    /// <param name="frameworkFolder">The framework's assemblies, as they will stand in the layer.</param>
    /// <param name="references">Further assemblies that it refers to.</param>
    public async Task CompileAsync(
        string assembly,
        string target,
        string frameworkFolder,
        IEnumerable<string> references,
        LayerArchitecture architecture,
        string? instructionSet,
        CancellationToken cancellationToken)
    {
        List<string> arguments = [assembly, "--out", target, "--targetos", "linux", "--targetarch", architecture.Name(), "--optimize"];
        arguments.AddRange(["--reference", Path.Combine(frameworkFolder, "*.dll")]);
        foreach (string reference in references)
            arguments.AddRange(["--reference", reference]);
        if (instructionSet is not null)
            arguments.AddRange(["--instruction-set", instructionSet]);
        _ = await ChildProcess.RunAsync(_program, arguments, Path.GetDirectoryName(_program)!, Limit, cancellationToken);
    }
}
