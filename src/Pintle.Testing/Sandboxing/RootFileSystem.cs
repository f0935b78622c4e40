using System.Runtime.InteropServices;

namespace Pintle.Testing;

/// <summary>A root file system with what provided.al2023 guarantees to a .NET runtime and nothing else: the loader, libc, OpenSSL, certificates. No shell.</summary>
/// <remarks>The files are copies of the host's, made once for a process and removed when it ends.</remarks>
internal sealed class RootFileSystem
{
    /// <summary>The ids of Lambda's own sandbox user.</summary>
    public const string UserId = "993";

    public const string GroupId = "990";

    private const string Prefix = "pintle-root-";

    private static readonly Lazy<RootFileSystem> SharedRoot = new(Create);

    // libzstd: OpenSSL of newer distributions is linked with it. Versions that the host does not have are left out.
    private static readonly string[] Libraries =
    [
        "libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libresolv.so.2", "libnss_files.so.2", "libnss_dns.so.2",
        "libgcc_s.so.1", "libstdc++.so.6", "libz.so.1", "libzstd.so.1", "libssl.so.3", "libcrypto.so.3", "libssl.so.1.1", "libcrypto.so.1.1",
    ];

    private static readonly string[] CertificateBundles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"];

    private RootFileSystem(string folder) => Folder = folder;

    public static RootFileSystem Shared => SharedRoot.Value;

    /// <summary>The real folder.</summary>
    public string Folder { get; }

    /// <summary>The dynamic loader's path, fixed by the architecture's ABI.</summary>
    public static string Loader => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "/lib/ld-linux-aarch64.so.1" : "/lib64/ld-linux-x86-64.so.2";

    private static string Triplet => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";

    private static RootFileSystem Create()
    {
        RemoveThoseOfDeadProcesses();
        var root = new RootFileSystem(Directory.CreateTempSubdirectory($"{Prefix}{Environment.ProcessId}-").FullName);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => TemporaryFolder.Delete(root.Folder);
        root.AddFolders();
        root.AddLibraries();
        root.AddSettings();
        UnixModes.Set(root.Folder, UnixModes.Executable);
        return root;
    }

    private void AddFolders()
    {
        foreach (var folder in new[] { "opt", "var/task", "var/runtime", "tmp", "proc", "dev", "etc/ssl/certs", "etc/pki/tls/certs", "usr/lib/ssl", "usr/lib64", "usr/bin" })
            _ = Directory.CreateDirectory(At(folder));

        // The same places under the names that either family of distributions looks in.
        Link("lib64", "usr/lib64");
        Link("lib", "usr/lib");
        Link("bin", "usr/bin");
        Link($"usr/lib/{Triplet}", "../lib64");

        // Places to mount the host's devices on.
        foreach (var device in new[] { "null", "zero", "full", "random", "urandom" })
            File.WriteAllBytes(At($"dev/{device}"), []);
    }

    private void AddLibraries()
    {
        string[] folders = ["/lib64", "/usr/lib64", $"/lib/{Triplet}", $"/usr/lib/{Triplet}", "/lib", "/usr/lib"];
        foreach (var library in Libraries)
        {
            if (folders.Select(f => Path.Combine(f, library)).FirstOrDefault(File.Exists) is { } found)
                File.Copy(found, At($"usr/lib64/{library}"));
        }

        if (File.Exists(Loader))
            File.Copy(Loader, At(Loader[1..]), overwrite: true);
    }

    private void AddSettings()
    {
        File.WriteAllText(At("etc/passwd"), $"root:x:0:0:root:/root:/sbin/nologin\nsbx_user1051:x:{UserId}:{GroupId}::/home/sbx_user1051:/sbin/nologin\n");
        File.WriteAllText(At("etc/group"), $"root:x:0:\nsbx_user1051:x:{GroupId}:\n");
        File.WriteAllText(At("etc/hosts"), "127.0.0.1 localhost sandbox.localdomain sandbox\n");
        File.WriteAllText(At("etc/nsswitch.conf"), "passwd: files\ngroup: files\nhosts: files dns\n");
        if (File.Exists("/etc/resolv.conf"))
            File.Copy("/etc/resolv.conf", At("etc/resolv.conf"));

        if (CertificateBundles.FirstOrDefault(File.Exists) is not { } bundle)
            return;

        // OpenSSL is the host's, so it looks where the host's distribution told it to.
        File.Copy(bundle, At("etc/pki/tls/certs/ca-bundle.crt"));
        Link("etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt");
        Link("etc/ssl/cert.pem", "/etc/pki/tls/certs/ca-bundle.crt");
        Link("etc/pki/tls/cert.pem", "/etc/pki/tls/certs/ca-bundle.crt");
        Link("usr/lib/ssl/cert.pem", "/etc/pki/tls/certs/ca-bundle.crt");
    }

    private string At(string path) => Path.Combine(Folder, path);

    private void Link(string path, string target) => _ = File.CreateSymbolicLink(At(path), target);

    /// <summary>A process that was killed could not remove its own.</summary>
    private static void RemoveThoseOfDeadProcesses()
    {
        foreach (var folder in Directory.GetDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            var owner = Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (!Directory.Exists($"/proc/{owner}"))
                TemporaryFolder.Delete(folder);
        }
    }
}
