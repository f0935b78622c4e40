namespace Pintle.Cli;

/// <summary>A file that a command writes last. Its path is checked before the work begins: minutes of measuring must not end in a path that cannot be written.</summary>
internal static class OutputFile
{
    /// <param name="option">Such as <c>--html</c>.</param>
    /// <param name="given">What it says; null when it was left out.</param>
    /// <returns>The full path; null when it was left out.</returns>
    /// <exception cref="ToolException">There is no such place, or nothing may be written there.</exception>
    public static string? Require(string option, string? given)
    {
        if (given is null)
            return null;
        var path = Path.GetFullPath(given);
        if (Directory.Exists(path))
            throw new ToolException($"Expected {option} to name a file, but {path} is a folder. Name a file in it.");
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            throw new ToolException($"Expected {option} to name a file in a folder that there is, but there is no folder {Path.GetDirectoryName(path)}. Make it, or correct the path.");
        try
        {
            var existed = File.Exists(path);
            new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
            if (!existed)
                File.Delete(path);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"Expected {option} to name a file that can be written, but the system refused: {e.Message} Name another one.");
        }
    }
}
