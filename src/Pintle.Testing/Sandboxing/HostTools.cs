namespace Pintle.Testing;

/// <summary>The programs of the host that sandboxes are made with; null where one is not installed.</summary>
internal sealed record HostTools(string? Bwrap, string? Unshare, string? Mount, string? Setpriv, string? Setsid, string? Env, string? Shell)
{
    // Fixed places and not PATH: what is run with the function's environment must not depend on the caller's.
    private static readonly string[] Folders = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin", "/run/current-system/sw/bin"];

    public static HostTools Find() => new(Find("bwrap"), Find("unshare"), Find("mount"), Find("setpriv"), Find("setsid"), Find("env"), Find("sh"));

    public string? MissingForNamespaces()
    {
        (string Name, string? Path)[] needed = [("unshare", Unshare), ("mount", Mount), ("setpriv", Setpriv), ("env", Env), ("sh", Shell)];
        var missing = needed.Where(t => t.Path is null).Select(t => t.Name).ToArray();
        return missing.Length == 0 ? null : string.Join(", ", missing);
    }

    private static string? Find(string name) => Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
