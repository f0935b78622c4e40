using System.Net.Sockets;
using System.Text.Json;

namespace SandboxProbe;

/// <summary>What a checklist for breaking out of a container tries. Each try that works is an entry of the answer, with what it got.</summary>
internal static class Escapes
{
    private const int WriteOnly = 1;
    private const int ReadOnly = 0;

    /// <param name="writer">Gets name and finding of whatever is open.</param>
    /// <param name="given">JSON: <c>paths</c> of the host that must not be reached, and the name of an abstract <c>socket</c> of the host.</param>
    public static void Try(Utf8JsonWriter writer, JsonElement given)
    {
        var tried = 0;
        foreach (var (name, attempt) in All(given))
        {
            tried++;
            if (Outcome(attempt) is { } found)
                writer.WriteString(name, found);
        }

        writer.WriteNumber("tried", tried);
    }

    /// <summary>What an attempt got; null where it was refused.</summary>
    private static string? Outcome(Func<string?> attempt)
    {
        try
        {
            return attempt();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or SocketException)
        {
            return null;
        }
    }

    private static IEnumerable<(string Name, Func<string?> Attempt)> All(JsonElement given) =>
    [
        .. IsFirstProcessOfOurs ? [] : FirstProcess,
        ("rights", Rights),
        ("writable settings of the kernel", () => Writable("/proc/sys")),
        ("writable interrupts", () => Writable("/proc/irq")),
        ("writable buses", () => Writable("/proc/bus")),
        ("writable file systems", () => Writable("/proc/fs")),
        ("system requests", () => CanWrite("/proc/sysrq-trigger") ? "writable" : null),
        // A file that reads as nothing is /dev/null in its place.
        ("other writable files of /proc", () => List(Directory.GetFiles("/proc").Where(path => CanWrite(path) && ReadsSomething(path)))),
        ("/sys", () => Directory.Exists("/sys") ? List(Directory.GetFileSystemEntries("/sys")) : null),
        ("kernel memory and logs", () => List(Names("kcore kmsg keys key-users timer_list sched_debug slabinfo vmallocinfo kallsyms interrupts").Where(name => ReadsSomething($"/proc/{name}")))),
        ("firmware and hardware", () => List(Names("acpi scsi asound driver").Where(name => Directory.Exists($"/proc/{name}") && Directory.GetFileSystemEntries($"/proc/{name}").Length > 0))),
        ("devices", () => List(Directory.GetFileSystemEntries("/dev").Select(Path.GetFileName).Except(Names("null zero full random urandom fd stdin stdout stderr"))!)),
        ("processes of others", () => List(Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => char.IsAsciiDigit(name![0]) && name != "1" && name != Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture))!)),
        ("open files", OpenFiles),
        ("files of the host", () => List(given.GetProperty("paths").EnumerateArray().Select(path => path.GetString()!).SelectMany(Ways).Where(Path.Exists))),
        ("variables of the host", () => List(Names("SSH_AUTH_SOCK DBUS_SESSION_BUS_ADDRESS XAUTHORITY KUBECONFIG HOME USER SUDO_USER GPG_AGENT_INFO AWS_PROFILE AWS_ACCESS_KEY_ID").Where(name => Environment.GetEnvironmentVariable(name) is not null))),
        ("sockets of the host's services", () => List(Names("/var/run/docker.sock /run/docker.sock /run/containerd/containerd.sock /run/dbus/system_bus_socket /run/user /tmp/.X11-unix").Where(Path.Exists))),
        ("abstract sockets", () => Connect(given.GetProperty("socket").GetString()!)),
        ("mount", () => Zero(Kernel.Mount("none", "/tmp", "tmpfs", 0, null))),
        ("mount of /proc", () => Zero(Kernel.Mount("proc", "/tmp", "proc", 0, null))),
        ("mount of control groups", () => Zero(Kernel.Mount("none", "/tmp", "cgroup2", 0, null))),
        ("bind mount", () => Zero(Kernel.Mount("/", "/tmp", null, 0x1000, null))),
        ("remount of the root", () => Zero(Kernel.Mount("none", "/", null, 0x20 | 0x1000, null))),
        ("remount of the kernel's settings", () => Zero(Kernel.Mount("none", "/proc/sys", null, 0x20 | 0x1000, null))),
        ("unmount", () => List(Names("/proc/sys /proc /opt /tmp").Where(path => Kernel.Unmount(path, 2) == 0))),
        ("new mount calls", () => NotNegative(Kernel.Call(428, -100, 0, 0, 0, 0), Kernel.Call(430, 0, 0, 0, 0, 0))),
        ("chroot", () => Zero(Kernel.ChangeRoot("/tmp"))),
        ("pivot_root", () => NotNegative(Kernel.Call(155, 0, 0, 0, 0, 0))),
        ("device node", () => Zero(Kernel.MakeNode($"/tmp/node-{Guid.NewGuid():N}", 0x2000 | 0x1B6, 0x101))),
        ("block device node", () => Zero(Kernel.MakeNode($"/tmp/node-{Guid.NewGuid():N}", 0x6000 | 0x1B6, 0x800))),
        ("set-user-ID of root", () => Zero(Kernel.SetUser(0))),
        ("another user", () => Zero(Kernel.SetUser(1000))),
        ("another group", () => Zero(Kernel.SetGroup(0))),
        ("groups", () => Zero(Kernel.SetGroups(1, [0]))),
        ("a file of root's", GiveToRoot),
        ("mount namespace", () => Zero(Kernel.Unshare(0x00020000))),
        ("network namespace", () => Zero(Kernel.Unshare(0x40000000))),
        ("process namespace", () => Zero(Kernel.Unshare(0x20000000))),
        ("namespaces of the first process", () => List(Names("user mnt pid net ipc uts cgroup").Where(Enter))),
        ("signal", () => Zero(Kernel.Kill(1, 9) == 0 && !Directory.Exists("/proc/1") ? 0 : -1)),
        ("keys", () => NotNegative(Kernel.Call(250, 0, -3, 0, 0, 0), Kernel.Call(250, 0, -4, 0, 0, 0), Kernel.Call(250, 6, -3, 0, 0, 0))),
        ("bpf", () => NotNegative(Kernel.Call(321, 0, 0, 0, 0, 0)) ?? OtherThanRefused()),
        ("perf events", () => NotNegative(Kernel.Call(298, 0, 0, -1, -1, 0)) ?? OtherThanRefused()),
        ("userfaultfd", () => NotNegative(Kernel.Call(323, 0, 0, 0, 0, 0)) ?? OtherThanRefused()),
        ("io_uring", () => NotNegative(Kernel.Call(425, 1, 0, 0, 0, 0)) ?? OtherThanRefused()),
        ("kernel modules", () => NotNegative(Kernel.Call(175, 0, 0, 0, 0, 0)) ?? OtherThanRefused()),
        ("kexec", () => NotNegative(Kernel.Call(246, 0, 0, 0, 1, 0)) ?? OtherThanRefused()),
        ("open by handle", () => NotNegative(Kernel.Call(304, -100, 0, 0, 0, 0)) ?? OtherThanRefused()),
        ("kernel log", () => NotNegative(Kernel.Call(103, 10, 0, 0, 0, 0), Kernel.Call(103, 3, 0, 0, 0, 0))),
        ("reboot", () => NotNegative(Kernel.Call(169, 0, 0, 0, 0, 0)) ?? OtherThanRefused()),
        ("swap", () => NotNegative(Kernel.Call(168, 0, 0, 0, 0, 0)) ?? OtherThanRefused()),
        ("accounting", () => NotNegative(Kernel.Call(163, 0, 0, 0, 0, 0)) ?? OtherThanRefused()),
        ("ports of the machine", () => NotNegative(Kernel.Call(172, 3, 0, 0, 0, 0))),
        ("name of the machine", () => Zero(Kernel.SetHostName("escaped", 7))),
        ("priority", () => Zero(Kernel.SetPriority(0, 0, -20))),
        ("raw sockets", () => NotNegative(Kernel.Socket(17, 3, 0), Kernel.Socket(2, 3, 1))),
        ("written files", () => List(Names("/ /etc/passwd /opt /var/task /var/tmp /usr/bin /dev /proc/self/exe /home /root /run").Where(CanWriteTo))),
    ];

    private static IEnumerable<(string Name, Func<string?> Attempt)> FirstProcess =>
    [
        ("the first process's files", () => List(Names("root cwd exe").Where(name => new FileInfo($"/proc/1/{name}").LinkTarget is not null))),
        ("the first process's root", () => Directory.Exists("/proc/1/root/etc") ? "listed" : null),
        ("the first process's memory", () => List(Names("mem environ auxv maps").Where(name => ReadsSomething($"/proc/1/{name}")))),
        ("ptrace", () => Zero((int)Kernel.Trace(16, 1, 0, 0))),
        ("ptrace of the parent, seized", () => Zero((int)Kernel.Trace(0x4206, 1, 0, 0))),
    ];

    /// <summary>bubblewrap's first process has no more rights than this one and sees the same files: who has it has nothing.</summary>
    private static bool IsFirstProcessOfOurs =>
        File.ReadAllLines("/proc/1/status").Contains("CapEff:\t0000000000000000") && Outcome(() => new FileInfo("/proc/1/ns/user").LinkTarget) is { } theirs && theirs == new FileInfo("/proc/self/ns/user").LinkTarget
        && Directory.GetFileSystemEntries("/proc/1/root").Order(StringComparer.Ordinal).SequenceEqual(Directory.GetFileSystemEntries("/").Select(path => "/proc/1/root" + path).Order(StringComparer.Ordinal));

    private static string? Rights()
    {
        var status = File.ReadAllLines("/proc/self/status").Select(line => line.Split(":\t")).Where(parts => parts.Length == 2).ToDictionary(parts => parts[0], parts => parts[1]);
        return List(Names("CapInh CapPrm CapEff CapAmb").Where(name => status[name].Trim('0').Length > 0).Append(status["NoNewPrivs"] == "1" ? "" : "new privileges").Append(status["Uid"].StartsWith("993\t", StringComparison.Ordinal) ? "" : status["Uid"]).Where(text => text.Length > 0));
    }

    private static string? Writable(string folder) => Directory.Exists(folder) ? List(Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = 0 }).Where(CanWrite)) : null;

    /// <summary>Opened and not written to: a try must not change the machine.</summary>
    private static bool CanWrite(string path) => Close(Kernel.Open(path, WriteOnly));

    private static bool CanWriteTo(string path)
    {
        if (!Directory.Exists(path))
            return CanWrite(path);
        try
        {
            File.WriteAllText(Path.Combine(path, "escaped"), "");
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool ReadsSomething(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            Span<byte> some = stackalloc byte[64];
            return file.Read(some) > 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Whatever was open before this program has begun may lead out: folders above all.</summary>
    private static string? OpenFiles() => List(Directory.GetFileSystemEntries("/proc/self/fd")
        .Select(path => new FileInfo(path).LinkTarget ?? "")
        .Where(target => target.StartsWith('/') && target is not ("/dev/null" or "/dev/urandom" or "/dev/random") && !target.StartsWith("/proc/", StringComparison.Ordinal) && !target.StartsWith("/opt/", StringComparison.Ordinal)));

    /// <summary>The path as it stands and through links that lead to the root of another view.</summary>
    private static IEnumerable<string> Ways(string path) => [path, "/proc/1/root" + path, "/proc/1/cwd" + path, "/proc/self/root" + path, "/opt/.." + path, "/var/task/../.." + path, "/tmp/.." + path, "/proc/self/cwd/../.." + path];

    private static string? Connect(string name)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint("\0" + name));
        return name;
    }

    private static string? GiveToRoot()
    {
        var path = $"/tmp/{Guid.NewGuid():N}";
        File.WriteAllText(path, "");
        return Zero(Kernel.ChangeOwner(path, 0, 0));
    }

    private static bool Enter(string name)
    {
        var file = Kernel.Open($"/proc/1/ns/{name}", ReadOnly);
        var entered = file >= 0 && Kernel.EnterNamespace(file, 0) == 0;
        _ = Close(file);
        return entered;
    }

    private static bool Close(int file)
    {
        if (file < 0)
            return false;
        _ = Kernel.Call(3, file, 0, 0, 0, 0);
        return true;
    }

    private static string? Zero(int result) => result == 0 ? "worked" : null;

    private static string? NotNegative(params nint[] results) => results.Any(result => result >= 0) ? "worked" : null;

    /// <summary>EPERM: the call was refused before its arguments were looked at; ENOSYS: the kernel has none. Others say that it came through.</summary>
    private static string? OtherThanRefused() => System.Runtime.InteropServices.Marshal.GetLastPInvokeError() is 1 or 38 ? null : $"errno {System.Runtime.InteropServices.Marshal.GetLastPInvokeError()}";

    private static string[] Names(string names) => names.Split(' ');

    private static string? List(IEnumerable<string> found) => string.Join(' ', found) is { Length: > 0 } text ? text : null;
}
