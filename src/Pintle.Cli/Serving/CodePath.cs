using Pintle.Cli.Functions;

namespace Pintle.Cli.Serving;

/// <summary>The path of a function's code as a file gives it.</summary>
internal static class CodePath
{
    /// <summary>Relative to the file; a folder with one project in it means that project.</summary>
    /// <exception cref="ToolException">There is nothing, or more than one project.</exception>
    public static string Resolve(string file, string function, string path)
    {
        var full = Find(file, $"the code of '{function}'", path);
        return FunctionSource.Resolve(full);
    }

    /// <summary>A layer's folder or zip.</summary>
    /// <exception cref="ToolException">There is nothing.</exception>
    public static string OfLayer(string file, string layer, string path) => Find(file, $"the layer '{layer}'", path);

    private static string Find(string file, string what, string path)
    {
        if (path.Contains("://", StringComparison.Ordinal))
            throw new ToolException($"Expected {what} on this machine, found an address. Give a path to a project, a folder or a zip.");
        if (path.Length == 0 || path.Any(char.IsControl))
            throw new ToolException($"Expected {what} to be a path, found an empty one or one with control characters. Correct it.");

        var full = Path.GetFullPath(path, Path.GetDirectoryName(file)!);
        return File.Exists(full) || Directory.Exists(full)
            ? full
            : throw new ToolException($"Expected {what} at {full}, but there is nothing. Correct the path, which is relative to {Path.GetFileName(file)}.");
    }
}
