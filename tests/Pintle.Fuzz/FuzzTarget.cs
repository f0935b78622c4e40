using Pintle.Bootstrap;
using Pintle.Bootstrap.Framework;
using Pintle.Bootstrap.Package;
using Pintle.Layer;
using Pintle.Layer.Definition;
using Pintle.Layer.Elf;
using Pintle.Layer.Verify;
using Pintle.RuntimeApi;

namespace Pintle.Fuzz;

/// <summary>One reader of bytes from outside: what is sent to it, inputs to begin with, and what must hold whatever they become.</summary>
/// <param name="Name">On the command line.</param>
/// <param name="Seeds">Inputs that it takes, or nearly.</param>
/// <param name="Run">Throws nothing but what the reader's own contract names, and keeps to it.</param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Seeds, Action<byte[]> Run)
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("response", ResponseTarget.Seeds, ResponseTarget.Run),
        new("invocation", InvocationTarget.Seeds, InvocationTarget.Run),
        new("refusal", Texts("{\"errorType\":\"A\",\"errorMessage\":\"b\"}", "{\"x\":[{\"errorType\":1}],\"errorType\":\"\\ud800\"}"), RunRefusal),
        new("endpoint", Texts("127.0.0.1:9001", "[::1]:9001", "localhost:5050/MyFunction"), RunEndpoint),
        new("deps", Texts(Deps), input => Faulting(() => _ = DepsFile.Parse(input, "Orders.deps.json", ["linux-x64", "linux", "unix-x64", "unix", "any"]))),
        new("runtimeconfig", Texts(RuntimeConfig), input => Faulting(() => _ = RuntimeConfigFile.Parse(input, "Orders.runtimeconfig.json"))),
        new("frameworklist", Texts(List), RunList),
        new("layout", Texts("{ \"groups\": {} }"), RunLayout),
        new("elf", [new Layer.Tests.TinyElf { SymbolVersions = ["GLIBC_2.34", "GLIBC_2.2.5"], RunPath = "$ORIGIN" }.Write(), new Layer.Tests.TinyElf().Write()], RunElf),
        new("zip", SmallZip.Seeds, RunZip),
        new("handler", HandlerTarget.Seeds, HandlerTarget.Run),
        new("metadata", MetadataTarget.Seeds, MetadataTarget.Run),
        new("attribute", MetadataTarget.AttributeSeeds, MetadataTarget.RunAttribute),
        new("assembly", AssemblyTarget.Seeds, AssemblyTarget.Run),
        new("startuppages", StartupPagesTarget.Seeds, StartupPagesTarget.Run),
        new("eventstream", EventStreamTarget.Seeds, EventStreamTarget.Run),
        new("httprequest", HttpTargets.RequestSeeds, HttpTargets.RunRequest),
        new("httpanswer", HttpTargets.AnswerSeeds, HttpTargets.RunAnswer),
        new("queuefile", QueueTargets.FileSeeds, QueueTargets.RunFile),
        new("filter", QueueTargets.FilterSeeds, QueueTargets.RunFilter),
        new("report", QueueTargets.ReportSeeds, QueueTargets.RunReport),
        new("template", FileTargets.TemplateSeeds, FileTargets.RunTemplate),
        new("pintlejson", FileTargets.PintleJsonSeeds, FileTargets.RunPintleJson),
        new("layersyaml", FileTargets.LayersSeeds, FileTargets.RunLayers),
        new("layersjson", FileTargets.PublishedSeeds, FileTargets.RunPublished),
        new("pins", FileTargets.PinsSeeds, FileTargets.RunPins),
        new("rehearsal", RehearsalTarget.ListSeeds, RehearsalTarget.RunList),
        new("profile", RehearsalTarget.ProfileSeeds, RehearsalTarget.RunProfile),
        new("deployment", MigrationTarget.Seeds, MigrationTarget.Run),
    ];

    private const string Deps = """
        { "runtimeTarget": { "name": ".NETCoreApp,Version=v10.0" }, "targets": { ".NETCoreApp,Version=v10.0": { "Orders/1.0.0": { "dependencies": { "P": "2.0.0" }, "runtime": { "Orders.dll": {} } },
        "P/2.0.0": { "runtime": { "lib/net8.0/P.dll": { "assemblyVersion": "2.0.0.0", "fileVersion": "2.0.0.1" } }, "resources": { "lib/net8.0/de/P.resources.dll": { "locale": "de" } },
        "runtimeTargets": { "runtimes/linux-x64/native/libp.so": { "rid": "linux-x64", "assetType": "native", "fileVersion": "0.0.0.0" } } } } },
        "libraries": { "Orders/1.0.0": { "type": "project" }, "P/2.0.0": { "type": "package", "path": "p/2.0.0" } } }
        """;

    private const string RuntimeConfig = """
        { "runtimeOptions": { "tfm": "net10.0", "rollForward": "Minor", "frameworks": [ { "name": "Microsoft.NETCore.App", "version": "10.0.0-rc.1" } ], "configProperties": { "A": true, "B": "x", "C": 5 } } }
        """;

    private const string List = "pintle-framework-list 1\nrid\tlinux-x64\nframework\tMicrosoft.NETCore.App\t10.0.15\nmanaged\tSystem.Private.CoreLib.dll\t1000\t10.0.0.0\t10.0.1426.12345\nnative\tlibSystem.Native.so\t1000\n";

    private static IReadOnlyList<byte[]> Texts(params string[] texts) => [.. texts.Select(System.Text.Encoding.UTF8.GetBytes)];

    /// <summary>The only way out beside an answer is a fault of the closed list, whose message is one bounded line.</summary>
    private static void Faulting(Action read)
    {
        try
        {
            read();
        }
        catch (FaultException fault)
        {
            InvariantException.Require(fault.Message.Length is > 20 and < 2000, $"expected a message of one bounded line, found {fault.Message.Length} characters");
        }
    }

    private static void RunRefusal(byte[] input)
    {
        var refusal = RefusalBody.Read(input);
        foreach (var text in (string?[])[refusal.Type, refusal.Message])
            InvariantException.Require(text is null || (text.Length <= 257 && !text.Any(char.IsControl)), "expected a bounded text on one line");
    }

    private static void RunEndpoint(byte[] input)
    {
        if (!RuntimeApiEndpoint.TryParse(System.Text.Encoding.Latin1.GetString(input), out var endpoint, out var reason))
        {
            InvariantException.Require(reason.Length is > 20 and < 1000, "expected a bounded reason");
            return;
        }

        // What is written into a request can neither end its line nor its header.
        InvariantException.Require(!endpoint.ToString().AsSpan().ContainsAnyExceptInRange('!', '~') && endpoint.Port is > 0 and < 65536, $"expected printable ASCII, found {endpoint}");
        InvariantException.Require(RuntimeApiEndpoint.TryParse(endpoint.ToString(), out var again, out _) && again.ToString() == endpoint.ToString(), $"expected to read {endpoint} again");
    }

    private static void RunList(byte[] input) => Faulting(() =>
    {
        var list = FrameworkList.Parse([.. input], "framework.list");
        InvariantException.Require(list.Rid.Length > 0, "expected a rid");
    });

    private static void RunLayout(byte[] input)
    {
        try
        {
            _ = LayerLayoutReader.Read("layer.json", input);
        }
        catch (LayerException refused)
        {
            InvariantException.Require(refused.Message.Length > 20, "expected a message");
        }
    }

    private static void RunElf(byte[] input)
    {
        try
        {
            var image = ElfImage.Parse(input);
            InvariantException.Require(image.Needed.All(name => name.Length <= 4096 && name.Length <= input.Length), "expected names that stand in the file");
        }
        catch (InvalidDataException)
        {
            // Its contract.
        }
    }

    private static void RunZip(byte[] input)
    {
        var findings = new Findings();
        var entries = new ZipImage(input, findings).Read();
        if (entries is null)
        {
            InvariantException.Require(findings.Found.Count > 0, "expected a finding where nothing could be read");
            return;
        }

        foreach (var entry in entries)
        {
            var content = entry.Unpack(out var reason);
            InvariantException.Require(content is null == reason is not null, "expected content or a reason");
        }
    }
}
