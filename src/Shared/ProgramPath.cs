using System.Runtime.InteropServices;

namespace Pintle.Shared;

/// <summary>A program's file by its name, from the folders of PATH alone. When a process is started by a name, .NET looks in the current folder first, where anybody's program may lie.</summary>
internal static class ProgramPath
{
    /// <summary>The SDK's program: the one on PATH, else that of the runtime which runs this.</summary>
    public static string Dotnet { get; } = Find("dotnet") ?? Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    /// <param name="name">Without a folder.</param>
    /// <param name="searchPath">The process's own PATH when left out; folders in it that are not absolute are left out.</param>
    /// <returns>Null where there is none that may be executed.</returns>
    public static string? Find(string name, string? searchPath = null) =>
        (searchPath ?? Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified).Select(folder => Path.Combine(folder, name)).FirstOrDefault(IsExecutable);

    private static bool IsExecutable(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);
}
