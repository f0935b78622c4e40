using System.Globalization;

namespace Pintle.Testing;

/// <summary>What this process may do on the host, which decides how a sandbox gives it up.</summary>
internal static class HostRights
{
    // "0 0 4294967295": user 0 here is user 0 of the machine. In a container of an ordinary user it is another: "0 1000 1".
    private static readonly Lazy<bool> RealRoot = new(() => Native.UserId() == 0 && IsIdentity(File.ReadAllText("/proc/self/uid_map")));

    /// <summary>Whether this process is the machine's own root. A sandbox's programs run as another user then, whom the host's files and settings don't belong to.</summary>
    public static bool IsRoot => RealRoot.Value;

    internal static bool IsIdentity(string map) => map.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Any(fields => fields is ["0", "0", var count] && uint.Parse(count, CultureInfo.InvariantCulture) > 1);
}
