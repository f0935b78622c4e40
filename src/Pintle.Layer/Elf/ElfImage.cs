namespace Pintle.Layer.Elf;

/// <summary>What a 64-bit ELF file asks of the system that loads it. It says nothing of symbols or code.</summary>
/// <param name="Machine">The ELF header's <c>e_machine</c>.</param>
/// <param name="Interpreter">The dynamic loader, or <c>null</c> in a library.</param>
/// <param name="Needed">DT_NEEDED, in the file's order.</param>
/// <param name="Rpath">DT_RPATH, or <c>null</c>.</param>
/// <param name="RunPath">DT_RUNPATH, or <c>null</c>.</param>
/// <param name="Versions">The symbol versions asked of each library (<c>.gnu.version_r</c>), in the file's order.</param>
public sealed record ElfImage(
    ElfMachine Machine,
    string? Interpreter,
    IReadOnlyList<string> Needed,
    string? Rpath,
    string? RunPath,
    IReadOnlyList<SymbolVersion> Versions)
{
    /// <summary>The highest numbered glibc version asked for, or <c>null</c> if none is.</summary>
    public Version? Glibc => Versions.Select(version => version.Glibc).Max();

    /// <exception cref="InvalidDataException">It is no ELF file that Lambda could load; the message says where it fails.</exception>
    public static ElfImage Parse(ReadOnlySpan<byte> file) => new ElfReader(file).Read();
}

/// <summary>The machines that Lambda has, by their number in the ELF header.</summary>
public enum ElfMachine
{
    X64 = 62,
    Arm64 = 183,
}

/// <summary>A version of a library's symbols, for example <c>GLIBC_2.34</c> of <c>libc.so.6</c>.</summary>
public sealed record SymbolVersion(string Library, string Name)
{
    private const string Prefix = "GLIBC_";

    /// <summary>The number in a glibc version, or <c>null</c> where there is none (<c>GCC_3.0</c>, <c>GLIBC_ABI_DT_RELR</c>).</summary>
    public Version? Glibc => IsGlibc && Version.TryParse(Name.AsSpan(Prefix.Length), out var version) ? version : null;

    /// <summary>It is glibc's but has no number: a feature of newer releases, or private to one release.</summary>
    public bool IsUnnumberedGlibc => IsGlibc && Glibc is null;

    private bool IsGlibc => Name.StartsWith(Prefix, StringComparison.Ordinal);
}
