namespace Pintle.Fuzz;

/// <summary>A folder of this process alone, for readers that take a path; it goes with the process.</summary>
internal static class FuzzFolder
{
    private static readonly string Folder = Make();

    /// <summary>The file's path. One of the same name is overwritten, so a name belongs to one target.</summary>
    public static string Write(string name, byte[] content)
    {
        var path = Path.Combine(Folder, name);
        // In place: a file system that sees one cut to nothing and written again has it on the disk at once, which takes a hundred times as long.
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write);
        file.Write(content);
        file.SetLength(content.Length);
        return path;
    }

    /// <summary>The path of a folder in it.</summary>
    public static string Make(string name) => Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;

    private static string Make()
    {
        var folder = Directory.CreateTempSubdirectory("pintle-fuzz-").FullName;
        _ = Directory.CreateDirectory(Path.Combine(folder, "src"));
        File.WriteAllText(Path.Combine(folder, "src", "Orders.csproj"), "<Project />");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    }
}
