namespace Pintle.Testing;

/// <summary>File modes. Nothing of this is reached on Windows, where no sandbox can be chosen.</summary>
internal static class UnixModes
{
    public const UnixFileMode Executable = (UnixFileMode)0b111_101_101;

    /// <summary>For everybody, as <c>/tmp</c> is.</summary>
    public const UnixFileMode Writable = (UnixFileMode)0b111_111_111;

    public static UnixFileMode Get(string path) => OperatingSystem.IsWindows() ? throw new PlatformNotSupportedException() : File.GetUnixFileMode(path);

    public static void Set(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException();

        File.SetUnixFileMode(path, mode);
    }
}
