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

    /// <summary>
    /// crossgen2 of .NET 11.0.0 fails when it writes where inlined code is from (InliningInfoNode), whatever the profile is. In ASP.NET Core it fails on Mvc.Core and Routing; of all assemblies that they refer to, this one's code is the cause.
    /// </summary>
    private static readonly (string Words, string Assembly) NotToBeTaken = ("\nError: Arithmetic operation resulted in an overflow.", "System.Text.Json");

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10); // Chosen, not measured: far above the seconds that one assembly takes; it only ends a compiler that hangs.

    private readonly string _program;

    private Crossgen2(string program, string package) => (_program, Package) = (program, package);

    /// <summary>The package that it is from, with its digest.</summary>
    public string Package { get; }

    /// <summary>The build machine's runtime identifier, by which the pins name the compiler's package.</summary>
    public static string HostRid => LayerNames.OfThisMachine.Rid();

    public static async Task<Crossgen2> UnpackAsync(VerifiedPackage package, string folder, CancellationToken cancellationToken)
    {
        _ = Directory.CreateDirectory(folder);
        foreach (var entry in package.Files.Where(file => file.FullName == Tools + file.Name))
            await VerifiedPackage.ExtractAsync(entry, Path.Combine(folder, entry.Name), cancellationToken).ConfigureAwait(false);

        var program = Path.Combine(folder, "crossgen2");
        if (!File.Exists(program))
        {
            throw new LayerException(
                LayerFault.CompileFailed,
                $"Expected the program tools/crossgen2 in the package {package.Pin}, found none. Pin a version of the package that has one.");
        }

        UnixModes.Set(program, Executable);
        return new Crossgen2(program, $"{package.Pin} {package.Pin.Sha512}");
    }

    /// <summary>Compiles one assembly on its own: it goes on working with another servicing version of what it refers to.</summary>
    /// <param name="references">Files, or patterns of the form <c>folder/*.dll</c>.</param>
    public Task CompileAsync(string assembly, string target, IEnumerable<string> references, CompilerTarget on, CancellationToken cancellationToken) =>
        RunAsync([assembly, "--out", target, .. Options(on)], references, cancellationToken);

    /// <summary>
    /// Compiles one assembly with the methods of a profile, whichever assembly their code is from. The runtime checks code from another assembly
    /// against that assembly's IL before it runs it; where they differ, the runtime compiles the method itself.
    /// </summary>
    /// <param name="profile">A .mibc file with the methods that must be in it.</param>
    /// <returns>The assembly whose code could not be taken in; <c>null</c> where there is none.</returns>
    public async Task<string?> CompileWithProfileAsync(
        string assembly, string target, string profile, IReadOnlyCollection<string> references, CompilerTarget on, CancellationToken cancellationToken)
    {
        string[] compile = [assembly, "--out", target, "--mibc", profile];
        try
        {
            _ = await RunAsync([.. compile, .. ProfileOptions(on)], references, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (LayerException e) when (e.Fault == LayerFault.CompileFailed && e.Message.Contains(NotToBeTaken.Words, StringComparison.Ordinal))
        {
            var others = FilesOf(references).Select(file => Path.GetFileNameWithoutExtension(file)).Where(name => name != NotToBeTaken.Assembly);
            _ = await RunAsync([.. compile, .. ProfileOptions(on, others)], references, cancellationToken).ConfigureAwait(false);
            return NotToBeTaken.Assembly;
        }
    }

    /// <summary>All options except files that <see cref="CompileWithProfileAsync"/> gives the compiler at first.</summary>
    public static IReadOnlyList<string> ProfileOptions(CompilerTarget on) => ProfileOptions(on, ["*"]);

    private static IReadOnlyList<string> ProfileOptions(CompilerTarget on, IEnumerable<string> takenFrom) =>
        [.. takenFrom.SelectMany(module => (string[])["--opt-cross-module", module]), "--non-local-generics-module", "*", .. Options(on)];

    private static IEnumerable<string> FilesOf(IEnumerable<string> references) => references.SelectMany(reference =>
        reference.EndsWith("*.dll", StringComparison.Ordinal) ? Directory.GetFiles(Path.GetDirectoryName(reference)!, "*.dll").Order(StringComparer.Ordinal) : (IEnumerable<string>)[reference]);

    private static IReadOnlyList<string> Options(CompilerTarget on) =>
        ["--targetos", "linux", "--targetarch", on.Architecture.Name(), "--optimize", .. on.InstructionSet is { } set ? (string[])["--instruction-set", set] : []];

    private Task<string> RunAsync(IEnumerable<string> what, IEnumerable<string> references, CancellationToken cancellationToken) => ChildProcess.RunAsync(
        _program,
        [.. what, .. references.SelectMany(reference => (string[])["--reference", reference])],
        Path.GetDirectoryName(_program)!,
        Limit,
        cancellationToken);
}

/// <param name="InstructionSet">crossgen2's <c>--instruction-set</c>; <c>null</c> is the architecture's baseline.</param>
internal sealed record CompilerTarget(LayerArchitecture Architecture, string? InstructionSet);
