using System.Runtime.InteropServices;

namespace Pintle.Testing;

/// <summary>A root file system with what provided.al2023 has: the loader, libc, OpenSSL, certificates, time zones, and, if that is asked for, bash and what scripts call.</summary>
/// <remarks>The files are copies of the host's, made once for a process and removed when it ends; what a file of Amazon Linux says about the system is written here.</remarks>
internal sealed class RootFileSystem
{
    /// <summary>The ids of Lambda's own sandbox user.</summary>
    public const string UserId = "993";

    public const string GroupId = "990";

    /// <summary>Runs a program with other variables, in the sandbox, where those for the dynamic loader act on nothing else. Lambda has its own init in the same folder.</summary>
    public const string EnvironmentSetter = "/var/rapid/env";

    private const string Prefix = "pintle-root-";

    private static readonly Lazy<RootFileSystem> WithShell = new(() => Create(hasShell: true));
    private static readonly Lazy<RootFileSystem> WithoutShell = new(() => Create(hasShell: false));

    // libzstd: OpenSSL of newer distributions is linked with it. Versions that the host does not have are left out.
    private static readonly string[] Libraries =
    [
        "libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libresolv.so.2", "libnss_files.so.2", "libnss_dns.so.2",
        "libgcc_s.so.1", "libstdc++.so.6", "libz.so.1", "libzstd.so.1", "libssl.so.3", "libcrypto.so.3", "libssl.so.1.1", "libcrypto.so.1.1",
    ];

    // What programs ask the file for: https://www.freedesktop.org/software/systemd/man/latest/os-release.html
    private const string AmazonLinux = """
        NAME="Amazon Linux"
        VERSION="2023"
        ID="amzn"
        ID_LIKE="fedora"
        VERSION_ID="2023"
        PLATFORM_ID="platform:al2023"
        PRETTY_NAME="Amazon Linux 2023"
        CPE_NAME="cpe:2.3:o:amazon:amazon_linux:2023"
        VENDOR_NAME="AWS"

        """;

    private static readonly string[] CertificateBundles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"];

    private RootFileSystem(string folder) => Folder = folder;

    /// <summary>The one of this process.</summary>
    public static RootFileSystem Of(bool hasShell) => (hasShell ? WithShell : WithoutShell).Value;

    /// <summary>The real folder.</summary>
    public string Folder { get; }

    /// <summary>The dynamic loader's path, fixed by the architecture's ABI.</summary>
    public static string Loader => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "/lib/ld-linux-aarch64.so.1" : "/lib64/ld-linux-x86-64.so.2";

    private static string Triplet => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";

    private static string[] LibraryFolders => ["/lib64", "/usr/lib64", $"/lib/{Triplet}", $"/usr/lib/{Triplet}", "/lib", "/usr/lib"];

    private static RootFileSystem Create(bool hasShell)
    {
        RemoveThoseOfDeadProcesses();
        var root = new RootFileSystem(TemporaryFolder.New($"{Prefix}{Environment.ProcessId}-"));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => TemporaryFolder.Delete(root.Folder);
        root.AddFolders();
        root.AddLibraries();
        root.AddSettings();
        var programs = new HostPrograms(root.Folder, LibraryFolders);
        _ = programs.Add(Path.GetFileName(EnvironmentSetter), Path.GetDirectoryName(EnvironmentSetter)![1..]);
        if (hasShell)
            programs.AddAll();
        root.AddZones("");
        root.LetEverybodyRead();
        return root;
    }

    /// <summary>If this process is root's, the function's user is another one, and this user's umask may keep others out.</summary>
    private void LetEverybodyRead()
    {
        UnixModes.Set(Folder, UnixModes.Executable);
        foreach (var entry in new DirectoryInfo(Folder).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
            UnixModes.Set(entry.FullName, UnixModes.Executable);
    }

    private void AddFolders()
    {
        foreach (var folder in new[] { "opt", "var/task", "var/runtime", "var/rapid", "var/lang", "var/tmp", "tmp", "run", "home", "root", "usr/local/bin", "proc", "dev", "etc/ssl/certs", "etc/pki/tls/certs", "usr/lib/ssl", "usr/lib64", "usr/bin" })
            _ = Directory.CreateDirectory(At(folder));

        // The same places under the names that either family of distributions looks in.
        Link("lib64", "usr/lib64");
        Link("lib", "usr/lib");
        Link("bin", "usr/bin");
        Link("sbin", "usr/bin");
        Link($"usr/lib/{Triplet}", "../lib64");

        // Places to mount the host's devices on.
        foreach (var device in new[] { "null", "zero", "full", "random", "urandom" })
            File.WriteAllBytes(At($"dev/{device}"), []);
        Link("dev/fd", "/proc/self/fd");
        Link("dev/stdin", "/proc/self/fd/0");
        Link("dev/stdout", "/proc/self/fd/1");
        Link("dev/stderr", "/proc/self/fd/2");
    }

    private void AddLibraries()
    {
        foreach (var library in Libraries)
        {
            if (LibraryFolders.Select(f => Path.Combine(f, library)).FirstOrDefault(File.Exists) is { } found)
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
        File.WriteAllText(At("usr/lib/os-release"), AmazonLinux);
        Link("etc/os-release", "../usr/lib/os-release");
        File.WriteAllText(At("etc/system-release"), "Amazon Linux release 2023 (Amazon Linux)\n");
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

    /// <summary>Time zones, which provided.al2023 has by its package tzdata (<see href="https://github.com/amazonlinux/amazon-linux-2023/issues/615"/>); none where the host has none.</summary>
    private void AddZones(string folder)
    {
        var from = new DirectoryInfo(Path.Combine(TimeZoneData.Folder, folder));
        if (!from.Exists)
            return;
        _ = Directory.CreateDirectory(At($"usr/share/zoneinfo/{folder}"));
        foreach (var entry in from.EnumerateFileSystemInfos())
        {
            var path = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
            // The machine's own zone, and the second and third copies of all of them.
            if (path is "localtime" or "posix" or "posixrules" or "right")
                continue;
            if (entry.LinkTarget is { } target && !Path.IsPathRooted(target))
                Link($"usr/share/zoneinfo/{path}", target);
            else if (entry is DirectoryInfo)
                AddZones(path);
            else
                File.Copy(entry.FullName, At($"usr/share/zoneinfo/{path}"));
        }
    }

    private string At(string path) => Path.Combine(Folder, path);

    private void Link(string path, string target) => _ = File.CreateSymbolicLink(At(path), target);

    /// <summary>A process that was killed could not remove its own.</summary>
    private static void RemoveThoseOfDeadProcesses()
    {
        foreach (var folder in Directory.GetDirectories(UserFolder.Path, Prefix + "*"))
        {
            var owner = Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (!Directory.Exists($"/proc/{owner}"))
                TemporaryFolder.Delete(folder);
        }
    }
}
