namespace Pintle.Fuzz;

/// <summary>A folder of this process alone, for readers that take a path; it goes with the process.</summary>
internal static class FuzzFolder
{
    private static readonly string Folder = Make();

    /// <summary>The file's path. One of the same name is overwritten, so a name belongs to one target.</summary>
    public static string Write(string name, byte[] content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static string Make()
    {
        var folder = Directory.CreateTempSubdirectory("pintle-fuzz-").FullName;
        _ = Directory.CreateDirectory(Path.Combine(folder, "src"));
        File.WriteAllText(Path.Combine(folder, "src", "Orders.csproj"), "<Project />");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    }
}
