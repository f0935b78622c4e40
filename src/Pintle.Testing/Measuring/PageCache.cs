namespace Pintle.Testing;

/// <summary>Which bytes of a folder's files the kernel holds in memory, and how to have it drop them. Other files, and what the kernel knows of names and sizes, stay as they are.</summary>
/// <remarks>A page that another process has mapped is not dropped; <see cref="Resident"/> says what is left.</remarks>
internal static class PageCache
{
    /// <returns>Bytes that could not be dropped.</returns>
    public static long Drop(IEnumerable<string> folders)
    {
        var left = 0L;
        foreach (var path in folders.SelectMany(Files))
        {
            using (var file = File.OpenHandle(path))
            {
                // A page that waits to be written would stay.
                _ = MeasuringCalls.WriteOut(file);
                _ = MeasuringCalls.Advise(file, 0, 0, MeasuringCalls.NotNeeded);
            }

            left += Resident(path);
        }

        return left;
    }

    /// <summary>The files of which something is in memory, most first.</summary>
    public static IReadOnlyList<(string Path, long Bytes)> Residents(IEnumerable<string> folders) =>
        [.. folders.SelectMany(Files).Select(path => (path, Resident(path))).Where(file => file.Item2 > 0).OrderByDescending(file => file.Item2).ThenBy(file => file.path, StringComparer.Ordinal)];

    /// <summary>Bytes of whole pages.</summary>
    public static long Resident(string path) => Pages(path).LongCount(page => (page & 1) != 0) * Environment.SystemPageSize;

    /// <summary>Offset and length in bytes of what is in memory, in whole pages.</summary>
    public static IReadOnlyList<(long Offset, long Length)> ResidentRanges(string path)
    {
        var ranges = new List<(long Offset, long Length)>();
        var pages = Pages(path);
        for (var page = 0; page < pages.Length; page++)
        {
            if ((pages[page] & 1) == 0)
                continue;
            var offset = (long)page * Environment.SystemPageSize;
            if (ranges.Count > 0 && ranges[^1] is var last && last.Offset + last.Length == offset)
                ranges[^1] = (last.Offset, last.Length + Environment.SystemPageSize);
            else
                ranges.Add((offset, Environment.SystemPageSize));
        }
        return ranges;
    }

    /// <summary>A byte for each page; its lowest bit says whether it is in memory.</summary>
    private static byte[] Pages(string path)
    {
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        if (length == 0)
            return [];

        var mapping = MeasuringCalls.Map(0, (nuint)length, MeasuringCalls.ForReading, MeasuringCalls.Shared, file, 0);
        if (mapping == -1)
            throw new FunctionSetupException($"Expected to map {path}, but the kernel refuses it. Give a layer and a function on an ordinary file system.");
        try
        {
            var pages = new byte[(length + Environment.SystemPageSize - 1) / Environment.SystemPageSize];
            return MeasuringCalls.InMemory(mapping, (nuint)length, pages) == 0 ? pages : [];
        }
        finally
        {
            _ = MeasuringCalls.Unmap(mapping, (nuint)length);
        }
    }

    /// <summary>How much the kernel reads at once on the device that a path is on, in kB; null where it can't be told.</summary>
    /// <remarks>https://docs.kernel.org/admin-guide/abi-testing.html, bdi: the device's number is the third field of a mount.</remarks>
    public static int? ReadAheadOf(string path)
    {
        var mounts = File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')).Where(mount => path.StartsWith(mount[4], StringComparison.Ordinal));
        var file = $"/sys/class/bdi/{mounts.MaxBy(mount => mount[4].Length)?[2]}/read_ahead_kb";
        return File.Exists(file) && int.TryParse(File.ReadAllText(file), out var amount) ? amount : null;
    }

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
}
