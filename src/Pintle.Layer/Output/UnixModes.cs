namespace Pintle.Layer.Output;

/// <summary>Unix permission bits of files. On Windows they exist in the zip only.</summary>
internal static class UnixModes
{
    private const int OctalDigits = 4;

    /// <summary>Sets them exactly, whatever the process's umask took away when the file was made.</summary>
    public static void Set(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }

    public static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8).PadLeft(OctalDigits, '0');
}
