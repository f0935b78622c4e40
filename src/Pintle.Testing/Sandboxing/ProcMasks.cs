namespace Pintle.Testing;

/// <summary>What of <c>/proc</c> is about the machine and not about the sandbox's processes: read-only or hidden, as container runtimes have it. <c>/sys</c> is not there at all.</summary>
/// <remarks>https://github.com/opencontainers/runtime-spec/blob/main/config-linux.md#masked-paths, with the lists of Moby's <c>oci/defaults.go</c>.</remarks>
internal static class ProcMasks
{
    private static readonly string[] AllReadOnly = ["bus", "fs", "irq", "sys", "sysrq-trigger"];

    private static readonly string[] AllHidden =
        ["acpi", "asound", "driver", "interrupts", "kallsyms", "kcore", "keys", "key-users", "latency_stats", "sched_debug", "scsi", "slabinfo", "timer_list", "timer_stats", "vmallocinfo"];

    /// <summary>Names below <c>/proc</c>, as far as this machine has them.</summary>
    public static IReadOnlyList<string> ReadOnly { get; } = [.. AllReadOnly.Where(Exists)];

    /// <summary>Files that are empty in the sandbox.</summary>
    public static IReadOnlyList<string> HiddenFiles { get; } = [.. AllHidden.Where(name => File.Exists($"/proc/{name}"))];

    /// <summary>Folders that are empty in the sandbox.</summary>
    public static IReadOnlyList<string> HiddenFolders { get; } = [.. AllHidden.Where(name => Directory.Exists($"/proc/{name}"))];

    private static bool Exists(string name) => Path.Exists($"/proc/{name}");
}
