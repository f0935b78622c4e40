using System.Collections.Concurrent;

namespace Pintle.Testing;

/// <summary>Finds out, once, which sandboxes work on this machine, by running a program in each; and picks one.</summary>
internal static class SandboxSelection
{
    private const string HowToGetBetter = "install bubblewrap (Debian, Ubuntu: apt-get install bubblewrap; Fedora, Amazon Linux: dnf install bubblewrap)";

    private static readonly HostTools Tools = HostTools.Find();
    private static readonly Lazy<Task<Candidate>> Bubblewrap = new(() => TryAsync(MissingForBubblewrap, CreateBubblewrap));
    private static readonly Lazy<Task<Candidate>> Namespaces = new(() => TryAsync(MissingForNamespaces, CreateNamespaces));
    private static readonly ConcurrentDictionary<ForeignProcessor, Lazy<Task<Candidate>>> Emulations = new();

    private static string? MissingForBubblewrap => Tools.Bwrap is null ? "bwrap is not installed" : HostRights.IsRoot ? MissingForNamespaces : null;

    private static string? MissingForNamespaces => Tools.MissingForNamespaces() is { } missing ? $"{missing} not installed" : null;

    /// <summary>Why a kind cannot be used here; null when it can.</summary>
    public static async Task<string?> WhyNotAsync(SandboxKind kind) => kind switch
    {
        SandboxKind.Bubblewrap => (await Bubblewrap.Value.ConfigureAwait(false)).WhyNot,
        SandboxKind.Namespaces => (await Namespaces.Value.ConfigureAwait(false)).WhyNot,
        _ => null,
    };

    /// <param name="kind">What was asked for.</param>
    /// <param name="processor">What the bootstrap needs to run on this machine's processor; null where it needs nothing.</param>
    /// <param name="hasShell">Whether the root has bash and what scripts call, where it is the sandbox's own.</param>
    public static async Task<(ISandbox Sandbox, SandboxReport Report)> ChooseAsync(SandboxKind kind, ForeignProcessor? processor, bool hasShell)
    {
        var (sandbox, report) = await ChooseAsync(kind, processor).ConfigureAwait(false);
        return (sandbox switch
        {
            BubblewrapSandbox when !hasShell => CreateBubblewrap(RootFileSystem.Of(hasShell: false)),
            NamespaceSandbox when !hasShell => CreateNamespaces(RootFileSystem.Of(hasShell: false)),
            _ => sandbox,
        }, report);
    }

    private static async Task<(ISandbox Sandbox, SandboxReport Report)> ChooseAsync(SandboxKind kind, ForeignProcessor? processor)
    {
        if (!OperatingSystem.IsLinux())
            throw new FunctionSetupException("A Lambda bootstrap is a Linux program: run this on Linux, in WSL or in a Linux container.");
        if (processor is not null)
            return await EmulatedAsync(kind, processor).ConfigureAwait(false);

        return kind switch
        {
            SandboxKind.Folders => ForFolders("as asked for"),
            SandboxKind.Bubblewrap => Demand(kind, await Bubblewrap.Value.ConfigureAwait(false)),
            SandboxKind.Namespaces => Demand(kind, await Namespaces.Value.ConfigureAwait(false)),
            _ => await BestAsync().ConfigureAwait(false),
        };
    }

    private static async Task<(ISandbox Sandbox, SandboxReport Report)> BestAsync()
    {
        var bubblewrap = await Bubblewrap.Value.ConfigureAwait(false);
        if (bubblewrap.Sandbox is { } best)
            return (best, new SandboxReport(best.Kind, null));

        var namespaces = await Namespaces.Value.ConfigureAwait(false);
        return namespaces.Sandbox is { } second
            ? (second, new SandboxReport(second.Kind, null))
            : ForFolders($"bubblewrap: {bubblewrap.WhyNot}; namespaces: {namespaces.WhyNot}");
    }

    private static (ISandbox Sandbox, SandboxReport Report) ForFolders(string why) => (
        new FolderSandbox(Tools),
        new SandboxReport(SandboxKind.Folders, $"Sandbox: plain folders ({why}). The host is visible and nothing is read-only; for /opt and /var/task as on Lambda, {HowToGetBetter}."));

    private static async Task<(ISandbox Sandbox, SandboxReport Report)> EmulatedAsync(SandboxKind kind, ForeignProcessor processor)
    {
        if (kind is not (SandboxKind.Auto or SandboxKind.Folders))
            throw new FunctionSetupException($"The sandbox '{kind}' was asked for and has no emulator for {processor.Name}, which this layer is for. Use SandboxKind.Auto, or a layer for this machine.");

        var whole = await Emulations.GetOrAdd(processor, each => new(() => TryEmulationAsync(each))).Value.ConfigureAwait(false);
        var sandbox = whole.Sandbox ?? new EmulatedSandbox(processor, new FolderSandbox(Tools), null);
        var notice = $"Sandbox: plain folders, because this layer is for {processor.Name} and runs under {Path.GetFileName(processor.Emulator)}. The host is visible and nothing is read-only; times say nothing of Lambda's.";
        return (sandbox, new SandboxReport(SandboxKind.Folders, whole.WhyNot is { } whyNot
            ? $"{notice} What the function executes in its turn is not emulated ({whyNot}): that takes Linux 6.7 with binfmt_misc, and user namespaces."
            : notice));
    }

    private static Task<Candidate> TryEmulationAsync(ForeignProcessor processor) =>
        TryAsync(MissingForNamespaces, () => new EmulatedSandbox(processor, new FolderSandbox(Tools), Tools), Tools.Setpriv!, "--version");

    private static (ISandbox Sandbox, SandboxReport Report) Demand(SandboxKind kind, Candidate candidate) => candidate.Sandbox is { } sandbox
        ? (sandbox, new SandboxReport(kind, null))
        : throw new FunctionSetupException($"The sandbox '{kind}' was asked for and does not work here: {candidate.WhyNot}. Use SandboxKind.Auto, or {HowToGetBetter}.");

    private static BubblewrapSandbox CreateBubblewrap(RootFileSystem root) => new(Tools, root);

    private static NamespaceSandbox CreateNamespaces(RootFileSystem root) => new(Tools, root);

    private static Task<Candidate> TryAsync(string? missing, Func<RootFileSystem, ISandbox> create) => TryAsync(missing, () => create(RootFileSystem.Of(hasShell: true)));

    /// <summary>The dynamic loader is a program that every root is sure to have.</summary>
    private static Task<Candidate> TryAsync(string? missing, Func<ISandbox> create) => TryAsync(missing, create, RootFileSystem.Loader, "--list", "/lib64/libc.so.6");

    private static async Task<Candidate> TryAsync(string? missing, Func<ISandbox> create, string program, params string[] arguments)
    {
        if (missing is not null)
            return new Candidate(null, missing);

        var sandbox = create();
        using var empty = new TemporaryFolder(keep: false);
        var folders = new SandboxFolders(empty.Create("layer"), empty.Create("task"), empty.CreateWritable("tmp"));
        var log = new LogBuffer(TimeProvider.System);
        var command = sandbox.CommandFor(folders, program, arguments, new Dictionary<string, string>());
        using var process = await RuntimeProcess.StartAsync(sandbox, command, log).ConfigureAwait(false);
        try
        {
            var exit = await process.Exited.WaitAsync(TimeSpan.FromSeconds(10)).ConfigureAwait(false);
            return exit.Code == 0 ? new Candidate(sandbox, null) : new Candidate(null, $"{exit}, {Said(log)}");
        }
        catch (TimeoutException)
        {
            _ = await process.KillAsync().ConfigureAwait(false);
            return new Candidate(null, "no answer within 10 seconds");
        }
    }

    private static string Said(LogBuffer log) => log.Since(0).FirstOrDefault(l => l.Channel == LogChannel.Error)?.Text is { } text ? $"'{text[..Math.Min(text.Length, 200)]}'" : "no message";

    private sealed record Candidate(ISandbox? Sandbox, string? WhyNot);
}
