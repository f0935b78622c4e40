namespace Pintle.Layer.Elf;

/// <summary>What an executable may ask of the OS image that Lambda runs it on.</summary>
public static class GlibcFloor
{
    /// <summary>The glibc of provided.al2023: <see href="https://docs.aws.amazon.com/linux/al2023/ug/core-glibc.html"/>.</summary>
    public static readonly Version Highest = new(2, 34);

    /// <returns>One sentence for each reason why the bootstrap would not start, none if it is fit.</returns>
    public static IReadOnlyList<string> Check(ElfImage image, LayerArchitecture architecture)
    {
        var reasons = new List<string>();
        var machine = architecture == LayerArchitecture.Arm64 ? ElfMachine.Arm64 : ElfMachine.X64;
        if (image.Machine != machine)
            reasons.Add($"It is for {image.Machine}, expected {machine}.");

        SymbolVersion[] above = [.. image.Versions.Where(version => version.IsUnnumberedGlibc || version.Glibc > Highest)];
        if (above.Length > 0)
        {
            var versions = string.Join(", ", above.Select(version => $"{version.Name} of {version.Library}"));
            reasons.Add(
                $"It needs {versions}, expected at most GLIBC_{Highest}, "
                + "which is what provided.al2023 has. "
                + "Build it where glibc is not newer (Amazon Linux 2023, Debian 12, Ubuntu 22.04), or use the packed tool, which brings a finished bootstrap.");
        }

        if ((image.Rpath ?? image.RunPath) is { } path)
        {
            reasons.Add(
                $"It has a library search path (RPATH or RUNPATH) \"{path}\", expected none: libraries of the function or of another layer could get in through it. "
                + "Remove -rpath from the linker's arguments.");
        }

        return reasons;
    }

    /// <exception cref="LayerException">The file is no executable for provided.al2023.</exception>
    public static ElfImage Require(string name, ReadOnlySpan<byte> file, LayerArchitecture architecture)
    {
        ElfImage image;
        try
        {
            image = ElfImage.Parse(file);
        }
        catch (InvalidDataException e)
        {
            throw new LayerException(LayerFault.BootstrapUnfit, $"{name} is unfit for Lambda. {e.Message} Build it again.", e);
        }

        var reasons = Check(image, architecture);
        return reasons.Count == 0 ? image : throw new LayerException(LayerFault.BootstrapUnfit, $"{name} is unfit for Lambda. {string.Join(' ', reasons)}");
    }
}
