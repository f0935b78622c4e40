using System.Globalization;

namespace Pintle.Testing;

/// <summary>Reads what the kernel says about a process.</summary>
internal static class ProcFiles
{
    /// <summary>The process a number of levels below; null while it is not there (yet).</summary>
    public static int? Descendant(int pid, int depth)
    {
        int? found = pid;
        for (var level = 0; level < depth && found is not null; level++)
            found = FirstChild(found.Value);

        return found;
    }

    /// <summary>Stopped by a signal, or ended.</summary>
    public static bool StandsStill(int pid) => Lines($"/proc/{pid}/stat").FirstOrDefault() is not { } stat || stat[(stat.LastIndexOf(')') + 1)..].TrimStart()[0] is 'T' or 'Z';

    /// <summary>Where it is; null where it has ended, or is somebody else's.</summary>
    public static string? FolderOf(int pid)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/cwd").LinkTarget;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The process and everything below it.</summary>
    public static IReadOnlyList<int> Tree(int pid)
    {
        var all = new List<int> { pid };
        for (var next = 0; next < all.Count; next++)
            all.AddRange(Children(all[next]));

        return all;
    }

    /// <summary>Children are listed by the thread that started them.</summary>
    private static IEnumerable<int> Children(int pid)
    {
        var tasks = $"/proc/{pid}/task";
        try
        {
            return [.. Directory.GetDirectories(tasks).SelectMany(task => Lines($"{task}/children")).SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(Number).OfType<int>()];
        }
        catch (IOException)
        {
            // The process has ended meanwhile.
            return [];
        }
    }

    private static int? FirstChild(int pid)
    {
        // The file is missing in kernels built without CONFIG_PROC_CHILDREN.
        var children = $"/proc/{pid}/task/{pid}/children";
        if (File.Exists(children))
            return Lines(children).SelectMany(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(Number).FirstOrDefault();

        return Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(n => char.IsAsciiDigit(n![0])).Select(Number).FirstOrDefault(p => p is not null && ParentOf(p.Value) == pid);
    }

    // "4711 (name which may hold anything) S 4710 ..."
    private static int? ParentOf(int pid) =>
        Lines($"/proc/{pid}/stat").FirstOrDefault() is { } stat ? Number(stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) : null;

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The process has ended meanwhile.
            return [];
        }
    }
}
