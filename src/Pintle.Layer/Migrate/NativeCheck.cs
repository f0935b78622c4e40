using Pintle.Layer.Audit;
using Pintle.Layer.Elf;

namespace Pintle.Layer.Migrate;

/// <summary>Native libraries of a package against the OS that they will be loaded on: processor, glibc, and the libraries that they need.</summary>
internal static class NativeCheck
{
    private const string Check = "native library";

    /// <summary>What libraries ask for and <c>provided.al2023</c> is known to have: glibc's own, gcc's, OpenSSL and zlib. It may have what is not listed here.</summary>
    private static readonly HashSet<string> Os = new(StringComparer.Ordinal)
    {
        "libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1", "libresolv.so.2", "libutil.so.1", "libanl.so.1", "libBrokenLocale.so.1", "libthread_db.so.1",
        "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1", "libgcc_s.so.1", "libstdc++.so.6", "libz.so.1", "libssl.so.3", "libcrypto.so.3",
    };

    public static IEnumerable<MigrationFinding> Run(MigratingPackage package, FunctionContent content, LayerArchitecture architecture)
    {
        HashSet<string> own = [.. package.Files.Select(file => Path.GetFileName(file.Path))];
        NativeFile[] used = [.. NativeFile.Used(content.Natives, architecture.Rid())];
        foreach (var native in used)
        {
            // Whatever RID its path has, the file itself says which processor it is for.
            if (package.Files.FirstOrDefault(file => file.Path == native.Path)?.Content is not { } bytes)
                continue;
            foreach (var finding in Look(native, bytes, architecture, own))
                yield return finding;
        }

        foreach (var left in content.Natives.GroupBy(native => native.Library?.Id ?? Path.GetFileName(native.Path)).Where(group => !used.Any(native => (native.Library?.Id ?? Path.GetFileName(native.Path)) == group.Key)))
        {
            yield return new MigrationFinding(
                MigrationSeverity.Warning, Check, left.First().Path, $"{left.Key} has native libraries, and none for {architecture.Rid()}.",
                "Publish the function for any runtime, or for the layer's (-r), or choose the architecture that the package supports.");
        }
    }

    private static IEnumerable<MigrationFinding> Look(NativeFile native, byte[] bytes, LayerArchitecture architecture, HashSet<string> own)
    {
        var name = native.Library is null ? Path.GetFileName(native.Path) : $"{Path.GetFileName(native.Path)} (of {native.Library.Id} {native.Library.Version})";
        ElfImage? image = null;
        string? unreadable = null;
        try
        {
            image = ElfImage.Parse(bytes);
        }
        catch (InvalidDataException e)
        {
            unreadable = e.Message;
        }

        if (image is null)
        {
            yield return new MigrationFinding(MigrationSeverity.Warning, Check, native.Path, $"{name} is no library that can be loaded: {unreadable}", "Publish the function again.");
            yield break;
        }

        if (image.Machine != (architecture == LayerArchitecture.Arm64 ? ElfMachine.Arm64 : ElfMachine.X64))
        {
            yield return new MigrationFinding(MigrationSeverity.Blocker, Check, native.Path, $"{name} is for {image.Machine}, and the function is for {architecture.Name()}.", $"Publish the function with -r {architecture.Rid()}.");
            yield break;
        }

        SymbolVersion[] above = [.. image.Versions.Where(version => version.IsUnnumberedGlibc || version.Glibc > GlibcFloor.Highest)];
        if (above.Length > 0)
        {
            yield return new MigrationFinding(
                MigrationSeverity.Blocker, Check, native.Path, $"{name} needs {string.Join(", ", above.Select(version => version.Name).Distinct().Take(4))}, and provided.al2023 has glibc {GlibcFloor.Highest}.",
                "Use a version of the package that was built for glibc 2.34 or older, as for Amazon Linux 2023, Debian 11 or Ubuntu 20.04.");
        }

        string[] missing = [.. image.Needed.Where(needed => !Os.Contains(needed) && !own.Contains(needed))];
        if (missing.Length > 0)
        {
            yield return new MigrationFinding(
                MigrationSeverity.Warning, Check, native.Path, $"{name} needs {string.Join(", ", missing)}, which neither the package has nor, as far as is known, provided.al2023.",
                missing.Any(each => each.StartsWith("libicu", StringComparison.Ordinal))
                    ? "The managed runtime has ICU in the OS, and this one has none: put these libraries into the package, or into another layer's lib folder."
                    : "Put these libraries into the package, or into another layer's lib folder; where one brings them in already, nothing has to be done.");
        }
    }
}
