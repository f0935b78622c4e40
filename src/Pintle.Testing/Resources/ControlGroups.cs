namespace Pintle.Testing;

/// <summary>Where this process may make control groups with a CPU quota: version 1 of the kernel's interface, or version 2.</summary>
/// <remarks>
/// Only below the root of a hierarchy that this process is in: a group that a service manager or a container made is theirs to divide.
/// https://systemd.io/CGROUP_DELEGATION/, https://docs.kernel.org/admin-guide/cgroup-v2.html
/// </remarks>
internal sealed record ControlGroups(string? Folder, bool IsVersion2, string? WhyNot)
{
    private const string Prefix = "pintle-";
    private static int _last;

    /// <param name="procFolder">Where <c>self/mounts</c> and <c>self/cgroup</c> are: <c>/proc</c>.</param>
    public static ControlGroups Find(string procFolder)
    {
        var mounts = Lines(Path.Combine(procFolder, "self", "mounts")).Select(line => line.Split(' ')).Where(fields => fields.Length >= 4).ToArray();
        var version1 = mounts.FirstOrDefault(fields => fields[2] == "cgroup" && fields[3].Split(',').Contains("cpu"))?[1];
        var folder = version1 ?? mounts.FirstOrDefault(fields => fields[2] == "cgroup2" && Lines(Path.Combine(fields[1], "cgroup.controllers")).Any(line => line.Split(' ').Contains("cpu")))?[1];
        if (folder is null)
            return new ControlGroups(null, false, "no control group hierarchy with the cpu controller is mounted");

        // "1:cpu,cpuacct:/path" in version 1, "0::/path" in version 2.
        var own = Lines(Path.Combine(procFolder, "self", "cgroup")).Select(line => line.Split(':', 3))
            .FirstOrDefault(fields => fields.Length == 3 && (version1 is null ? fields[0] == "0" : fields[1].Split(',').Contains("cpu")))?[2];
        return own is "/" or null
            ? new ControlGroups(folder, version1 is null, null)
            : new ControlGroups(null, version1 is null, $"this process is in the control group '{own}', which another program made");
    }

    /// <summary>A new, empty group; an exception says why the kernel refuses one.</summary>
    /// <exception cref="IOException">The hierarchy is read-only, or full.</exception>
    /// <exception cref="UnauthorizedAccessException">It belongs to another user.</exception>
    public string Create()
    {
        RemoveThoseOfDeadProcesses();
        if (IsVersion2)
            File.WriteAllText(Path.Combine(Folder!, "cgroup.subtree_control"), "+cpu");
        return Directory.CreateDirectory(Path.Combine(Folder!, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref _last)}")).FullName;
    }

    /// <summary>Removes a group that holds no process any more; another one is left to the next process that looks.</summary>
    public static void Remove(string group)
    {
        try
        {
            Directory.Delete(group);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A process in it is still ending.
        }
    }

    private void RemoveThoseOfDeadProcesses()
    {
        foreach (var group in Directory.GetDirectories(Folder!, Prefix + "*"))
        {
            if (!Directory.Exists($"/proc/{Path.GetFileName(group)[Prefix.Length..].Split('-')[0]}"))
                Remove(group);
        }
    }

    private static string[] Lines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];
}
