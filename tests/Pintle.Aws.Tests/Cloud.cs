using FakeAws;
using Pintle.Cli;
using Pintle.Cli.Tests.MachineReadable;
using Pintle.Layer.Tests;
using Pintle.Layer.Tree;
using Pintle.TestSupport;

namespace Pintle.Aws.Tests;

/// <summary>A fake account, a folder of a user's, and pintle run in it, in this process and on a clock of its own.</summary>
internal sealed class Cloud : IAsyncDisposable
{
    public const string Region = "eu-central-1";

    private readonly ScratchFolder _folder = new();

    private Cloud(FakeCloud fake, VirtualClock clock)
    {
        Fake = fake;
        Clock = clock;
        Variables = new(StringComparer.Ordinal) { ["AWS_ACCESS_KEY_ID"] = FakeCloud.AccessKey, ["AWS_SECRET_ACCESS_KEY"] = FakeCloud.SecretKey, ["AWS_REGION"] = Region };
        _ = _folder.Write("advisories/releases.json", """{ "channel-version": "10.0", "latest-release": "10.0.8", "support-phase": "active", "eol-date": "2028-11-14", "releases": [ { "release-date": "2026-11-10", "release-version": "10.0.8", "security": false, "runtime": { "version": "10.0.8" }, "aspnetcore-runtime": { "version": "10.0.8" } }, { "release-date": "2026-10-13", "release-version": "10.0.7", "security": false, "runtime": { "version": "10.0.7" }, "aspnetcore-runtime": { "version": "10.0.7" } } ] }""");
    }

    public FakeCloud Fake { get; }

    public FakeRegion Here => Fake.Region(Region);

    public VirtualClock Clock { get; }

    public Dictionary<string, string> Variables { get; }

    /// <summary>Those of the terminal that a user sits at; null for a pipe.</summary>
    public int? Columns { get; set; }

    /// <summary>Ctrl+C of a run; null for that of the test run alone.</summary>
    public CancellationToken? Stopped { get; set; }

    public string Folder => _folder.Path;

    public string ReceiptFolder => Path.Combine(Folder, ".pintle", "receipts");

    public string[] Receipts => Directory.Exists(ReceiptFolder) ? [.. Directory.EnumerateFiles(ReceiptFolder).Order(StringComparer.Ordinal)] : [];

    /// <param name="isForeign">Whether clients with clocks of their own come too: then the account's is the machine's.</param>
    public static async Task<Cloud> StartAsync(bool isForeign = false)
    {
        var clock = new VirtualClock(isForeign ? DateTimeOffset.UtcNow : new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));
        return new Cloud(await FakeCloud.StartAsync(isForeign ? TimeProvider.System : clock), clock);
    }

    /// <summary>A layer that pintle verifies: the real writer's, of a few files.</summary>
    public string Layer(string dotnet = "10.0.7", string rid = "linux-x64", string framework = "core", bool hasIcu = false)
    {
        var path = Path.Combine(Folder, $"pintle-{dotnet}-{framework}{(hasIcu ? "-icu" : "")}-{rid[6..]}.zip");
        var arm = rid == "linux-arm64";
        var layer = new TinyLayer { Edit = manifest => manifest with { Dotnet = dotnet, Rid = rid, Framework = framework, Components = hasIcu ? [new ManifestComponent("icu", "72.1", "Unicode-DFS-2016", null, [])] : [], Packages = [.. manifest.Packages.Select(package => package with { Version = dotnet, Id = package.Id.Replace("linux-x64", rid, StringComparison.Ordinal) })], Bootstrap = manifest.Bootstrap with { NativeAot = [] } } };
        if (arm)
        {
            layer.Add("bootstrap", new TinyElf { SymbolVersions = ["GLIBC_2.34"], Machine = Pintle.Layer.Elf.ElfMachine.Arm64 }.Write(), TinyLayer.Executable);
            layer.Add("pintle/dotnet/libcoreclr.so", new TinyElf { SymbolVersions = ["GLIBC_2.17"], Machine = Pintle.Layer.Elf.ElfMachine.Arm64 }.Write());
        }

        layer.Add("pintle/host/Pintle.Host.dll", System.Text.Encoding.ASCII.GetBytes($"host for {dotnet}"));
        File.WriteAllBytes(path, layer.Write());
        return path;
    }

    /// <summary>What the account and the folder have now, to go back to.</summary>
    public Action Remember()
    {
        var account = Here.Remember();
        var files = Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllBytes);
        return () =>
        {
            account();
            foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Where(file => !files.ContainsKey(file)).ToArray())
                File.Delete(file);
            foreach (var (file, content) in files)
                File.WriteAllBytes(file, content);
            Fake.Interfere = null;
            Fake.ForgetCalls();
        };
    }

    public Task<Told> PublishAsync(string layer, params string[] more) => RunAsync(["publish", layer, "--name", "pintle", "--advisories", "advisories", .. more]);

    public Task<Told> AttachAsync(string function, params string[] more) => RunAsync(["attach", function, "--layer", "pintle", "--advisories", "advisories", .. more]);

    public async Task<Told> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var messages = new StringWriter();
        var terminal = new Terminal(Terminal.Console(output, isPlain: true), Terminal.Console(messages, isPlain: true))
        {
            OutputColumns = Columns,
            MessageColumns = Columns,
            Surroundings = new Surroundings { Clock = Clock, Variable = Variables.GetValueOrDefault, Folder = Folder },
        };
        var from = Fake.Calls.Count;
        var exitCode = await CommandLine.RunAsync([.. arguments, "--endpoint-url", Fake.Address.ToString()], terminal, Stopped ?? TestContext.Current.CancellationToken);
        var told = new Told(string.Join(' ', arguments), exitCode, output.ToString(), messages.ToString());
        // Whatever a test looks at: a command makes no call that its policy in docs/iam.md does not allow.
        foreach (var call in Fake.Calls.Skip(from))
            Assert.Contains($"{call.Service}:{call.Action}", IamPage.Allowed[arguments[0]]);
        if (arguments.Contains("--json") && told.Output.StartsWith('{'))
            await JsonSchemas.RequireValidAsync(arguments[0], told.Output);
        return told;
    }

    public async ValueTask DisposeAsync()
    {
        await Fake.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>What a run ended with and said; everything a failed test has to show.</summary>
internal sealed record Told(string Command, int ExitCode, string Output, string Messages)
{
    public Told Require(int exitCode)
    {
        Assert.True(exitCode == ExitCode, $"expected exit code {exitCode}: {this}");
        return this;
    }

    public override string ToString() => $"pintle {Command} ended with {ExitCode}\n--- output\n{Output}\n--- messages\n{Messages}";
}
