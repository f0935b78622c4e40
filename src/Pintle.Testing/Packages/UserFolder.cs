using System.Globalization;
using System.Runtime.InteropServices;

namespace Pintle.Testing;

/// <summary>The folder of this user in the host's temporary folder: nobody else can read it or put anything into it.</summary>
/// <remarks>
/// Its name can be guessed and everybody may write to the temporary folder, so whatever is there is taken only if it is a real folder of this user with mode 0700.
/// What another user has put there is left alone: this process has a folder of its own then, which goes with it.
/// </remarks>
internal static class UserFolder
{
    private const string Prefix = "pintle-";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly Lazy<string> Own = new(() => Open(System.IO.Path.GetTempPath()));

    public static string Path => Own.Value;

    /// <param name="temporary">The folder that everybody may write to.</param>
    internal static string Open(string temporary)
    {
        var user = Native.UserId();
        var path = System.IO.Path.Combine(temporary, Prefix + user.ToString(CultureInfo.InvariantCulture));
        if (Take(path, user))
            return path;

        var other = System.IO.Path.Combine(temporary, $"{Prefix}{user}-{Guid.NewGuid():N}");
        if (!Take(other, user))
            throw new FunctionSetupException($"Expected to make a folder in {temporary}, but that failed. Make it writable, or name another one with TMPDIR.");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => TemporaryFolder.Delete(other);
        return other;
    }

    /// <summary>Makes a folder there, or finds that the one that is there is this user's and closed to others.</summary>
    private static bool Take(string path, uint user)
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException();
        try
        {
            // Makes it with this mode, or does nothing where there is something, a link included.
            _ = Directory.CreateDirectory(path, Private);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        if (FileFacts.Of(path) is not { IsFolder: true } facts || facts.Owner != user)
            return false;
        if (facts.Mode != Private)
            File.SetUnixFileMode(path, Private);
        return true;
    }
}

/// <summary>What the kernel says of the entry at a path itself, whatever a link there points to.</summary>
internal readonly record struct FileFacts(uint Owner, ushort TypeAndMode)
{
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const uint TypeModeOwner = 0x1 | 0x2 | 0x8;
    private const int OwnerOffset = 20;
    private const int ModeOffset = 28;
    private const int Size = 256;

    public bool IsFolder => (TypeAndMode & 0xF000) == 0x4000;

    public bool IsFile => (TypeAndMode & 0xF000) == 0x8000;

    public UnixFileMode Mode => (UnixFileMode)(TypeAndMode & 0xFFF);

    /// <summary>Null where there is nothing. The structure is the same on every processor: https://man7.org/linux/man-pages/man2/statx.2.html</summary>
    public static FileFacts? Of(string path)
    {
        var buffer = new byte[Size];
        return Native.FileStatus(CurrentFolder, path, NoFollow, TypeModeOwner, buffer) == 0
            ? new FileFacts(MemoryMarshal.Read<uint>(buffer.AsSpan(OwnerOffset)), MemoryMarshal.Read<ushort>(buffer.AsSpan(ModeOffset)))
            : null;
    }
}
