using System.Text.Json;
using System.Text.Json.Nodes;
using Moq;
using NuGet.Configuration;
using Pintle.Layer.Definition;
using Pintle.Layer.Inputs;
using Pintle.Layer.Packages;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Tests;

public sealed class LayerBuilderTests : IDisposable
{
    private static readonly string Name = $"pintle-{BuiltLayer.Dotnet}-core-x64";

    private readonly TempFolder _folder = new();
    private readonly Mock<IBuildInputs> _inputs = new(MockBehavior.Strict);
    private readonly Mock<IPackageSource> _source = new(MockBehavior.Strict);
    private readonly LayerDefinition _definition = LayerDefinition.Load(Path.Combine(BuiltLayer.Root, "layer"));

    private string Output => _folder["output"];

    [Fact(Timeout = 600_000)]
    public async Task Of_two_builds_at_once_in_one_folder_one_builds_and_the_other_waits_and_finds_it_done()
    {
        var builder = LayerBuilder.ForRepository(BuiltLayer.Root);
        var request = new LayerRequest { OutputDirectory = Output, Precompile = false };
        Steps[] steps = [new(), new()];

        var built = await Task.WhenAll(steps.Select(each => builder.BuildAsync(request, each, TestContext.Current.CancellationToken)));

        Assert.Equal([false, true], built.Select(artifact => artifact.WasUpToDate).Order());
        Assert.Equal(1, steps.Count(each => each.All.Any(step => step.Text == $"waiting for another build in {Output}")));
        Assert.Equal(Directory.GetFileSystemEntries(Output).Select(Path.GetFileName).Order(StringComparer.Ordinal), [$".{Name}.built", ".pintle-build.lock", Name, $"{Name}.cdx.json", $"{Name}.intoto.json", $"{Name}.zip"]);
    }

    [Fact(Timeout = 600_000)]
    public async Task A_build_that_cannot_take_its_place_leaves_the_folder_as_it_was_and_the_next_one_succeeds()
    {
        var blocked = Path.Combine(Output, $"{Name}.zip");
        _ = Directory.CreateDirectory(Path.Combine(blocked, "in the way"));
        _ = Directory.CreateDirectory(Path.Combine(Output, Name));
        await File.WriteAllTextAsync(Path.Combine(Output, Name, "before"), "", TestContext.Current.CancellationToken);
        var builder = LayerBuilder.ForRepository(BuiltLayer.Root);
        var request = new LayerRequest { OutputDirectory = Output, Precompile = false };

        var refused = await Assert.ThrowsAsync<LayerException>(() => builder.BuildAsync(request, null, TestContext.Current.CancellationToken));

        Assert.Equal(LayerFault.OutputUnwritable, refused.Fault);
        Assert.Contains($"The layer could not be written into {Output}: ", refused.Message, StringComparison.Ordinal);
        Assert.Equal([".pintle-build.lock", Name, $"{Name}.zip", $"{Name}.zip/in the way", $"{Name}/before"], TempFolder.Below(Output));

        Directory.Delete(blocked, recursive: true);
        var built = await builder.BuildAsync(request, null, TestContext.Current.CancellationToken);
        Assert.False(built.WasUpToDate);
        Assert.False(File.Exists(Path.Combine(Output, Name, "before")));
    }

    /// <summary>A build ends here with its first compiled assembly, which is all that is asked about.</summary>
    [Fact(Timeout = 600_000)]
    public async Task What_another_build_compiled_is_taken_but_not_by_one_that_compiles_anew()
    {
        const string assembly = "System.Text.Encodings.Web.dll";
        var small = _definition with { Layout = _definition.Layout with { Precompile = _definition.Layout.Precompile with { Assemblies = [assembly], Families = [] } } };
        var builder = new LayerBuilder(small, new RepositoryInputs(BuiltLayer.Root), PackageStore.ForFolder(BuiltLayer.Root), _folder["compiled"]);

        var first = await CompiledAsync(new LayerRequest { OutputDirectory = Output });
        var other = await CompiledAsync(new LayerRequest { OutputDirectory = Output, Keep = ["createdump"] });
        var anew = await CompiledAsync(new LayerRequest { OutputDirectory = Output, CompileAnew = true });

        Assert.Equal($"{first}, compiled before", other);
        Assert.Equal(first, anew);

        async Task<string> CompiledAsync(LayerRequest request)
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var steps = new Steps(step =>
            {
                if (step.Text.StartsWith(assembly, StringComparison.Ordinal))
                    cancel.Cancel();
            });
            _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => builder.BuildAsync(request, steps, cancel.Token));
            return Assert.Single(steps.All, step => step.Text.StartsWith(assembly, StringComparison.Ordinal)).Text;
        }
    }

    [Fact(Timeout = 600_000)]
    public async Task A_second_build_of_the_same_finds_it_done_and_compiles_nothing()
    {
        var steps = new Steps();

        var again = await LayerBuilder.ForRepository(BuiltLayer.Root)
            .BuildAsync(new LayerRequest { OutputDirectory = Path.Combine(BuiltLayer.Root, "artifacts", "layers") }, steps, TestContext.Current.CancellationToken);

        Assert.True(again.WasUpToDate);
        Assert.All(steps.All, step => Assert.InRange(step.Stage, BuildStage.Waiting, BuildStage.Checking));
    }

    /// <summary>As after <c>pintle pin VERSION</c> and <c>pintle pin --back</c>, or when another pin was added.</summary>
    [Fact(Timeout = 600_000)]
    public async Task Other_bytes_of_the_pins_file_that_pin_the_same_build_nothing()
    {
        var definition = LayerDefinition.Load(Path.Combine(BuiltLayer.Root, "layer"));
        var pins = JsonNode.Parse(definition.PinBytes.Span)!;
        string[] others = [.. pins["pins"]!.AsObject().Select(each => each.Key).Where(name => name != (string)pins["default"]!)];
        foreach (var other in others)
            _ = pins["pins"]!.AsObject().Remove(other);
        _ = pins["pins"]![(string)pins["default"]!]!.AsObject().Remove("previous");

        var again = await LayerBuilder.ForRepository(BuiltLayer.Root, definition.With("pins.json", JsonSerializer.SerializeToUtf8Bytes(pins)))
            .BuildAsync(new LayerRequest { OutputDirectory = Path.Combine(BuiltLayer.Root, "artifacts", "layers") }, null, TestContext.Current.CancellationToken);

        Assert.NotEmpty(others);
        Assert.True(again.WasUpToDate);
    }

    [Fact]
    public async Task A_package_of_other_bytes_stops_the_build_before_anything_is_laid_out()
    {
        Provide(new TinyElf().Write());
        _ = _source.Setup(source => source.DownloadAsync(It.IsAny<PackagePin>(), It.IsAny<Stream>(), It.IsAny<CancellationToken>())).Returns(async (PackagePin _, Stream target, CancellationToken token) =>
        {
            await target.WriteAsync(TinyPackage.Write(), token);
            return "mirror";
        });

        var refused = await Assert.ThrowsAsync<LayerException>(() => BuildAsync(new LayerRequest { OutputDirectory = Output }));

        Assert.Equal(LayerFault.DigestMismatch, refused.Fault);
        Assert.Contains($"Microsoft.NETCore.App.Runtime.linux-x64 {BuiltLayer.Dotnet} from the source \"mirror\"", refused.Message, StringComparison.Ordinal);
        Assert.Equal([".pintle-build.lock"], TempFolder.Below(Output));
        Assert.Empty(Directory.GetFileSystemEntries(_folder["packages"]));
    }

    [Fact]
    public async Task A_bootstrap_above_the_glibc_floor_stops_the_build_before_a_package_is_asked_for()
    {
        Provide(new TinyElf { SymbolVersions = ["GLIBC_2.38"] }.Write());

        var refused = await Assert.ThrowsAsync<LayerException>(() => BuildAsync(new LayerRequest { OutputDirectory = Output }));

        Assert.Equal(LayerFault.BootstrapUnfit, refused.Fault);
        Assert.Contains("It needs GLIBC_2.38 of libc.so.6, expected at most GLIBC_2.34, which is what provided.al2023 has.", refused.Message, StringComparison.Ordinal);
        Assert.Equal([".pintle-build.lock"], TempFolder.Below(Output));
    }

    [Fact]
    public async Task A_cancelled_build_leaves_nothing_but_the_lock()
    {
        using var cancel = new CancellationTokenSource();
        _ = _inputs.Setup(inputs => inputs.FingerprintAsync(LayerArchitecture.X64, It.IsAny<CancellationToken>())).ReturnsAsync("fingerprint");
        _ = _inputs.Setup(inputs => inputs.PrepareAsync(LayerArchitecture.X64, It.IsAny<IProgress<BuildStep>?>(), It.IsAny<CancellationToken>()))
            .Returns(async (LayerArchitecture _, IProgress<BuildStep>? _, CancellationToken token) =>
            {
                await cancel.CancelAsync();
                token.ThrowIfCancellationRequested();
                throw new InvalidOperationException("the token was not passed on");
            });

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Builder().BuildAsync(new LayerRequest { OutputDirectory = Output }, null, cancel.Token));

        Assert.Equal([".pintle-build.lock"], TempFolder.Below(Output));
    }

    public static TheoryData<LayerRequest, string> Impossible => new()
    {
        { new LayerRequest { OutputDirectory = "", Pin = "1.0" }, "There is no pin \"1.0\" in layer/pins.json; it has 10.0, 11.0, 8.0, 9.0." },
        { new LayerRequest { OutputDirectory = "", Pin = "8.0", Architecture = LayerArchitecture.Arm64 }, "The pin \"8.0\" of layer/pins.json has no packages for arm64; it has x64." },
        { new LayerRequest { OutputDirectory = "", Keep = ["packaging"] }, "There is no group \"packaging\" that could be kept; layer/layer.json has createdump, debugger, lttng, gc, hosting." },
        { new LayerRequest { OutputDirectory = "", Engine = LayerEngine.Both }, "The pin \"10.0\" of layer/pins.json has no \"engine\" for x64: pin Amazon.Lambda.Core, Amazon.Lambda.RuntimeSupport, SnapshotRestore.Registry in pins.json, where a source has them, or build with --engine pintle." },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public async Task A_request_that_cannot_be_met_is_refused_before_anything_is_touched(LayerRequest request, string message)
    {
        var refused = await Assert.ThrowsAsync<LayerException>(() => BuildAsync(request with { OutputDirectory = Output }));

        Assert.Equal(LayerFault.RequestInvalid, refused.Fault);
        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Output));
    }

    public void Dispose() => _folder.Dispose();

    private Task<LayerArtifact> BuildAsync(LayerRequest request) => Builder().BuildAsync(request, null, TestContext.Current.CancellationToken);

    private LayerBuilder Builder() => new(_definition, _inputs.Object, new PackageStore(_source.Object, NullSettings.Instance, new AnySigner(), _folder["packages"], []));

    private void Provide(byte[] bootstrap)
    {
        File.WriteAllBytes(_folder["bootstrap"], bootstrap);
        var provided = new BuildInputs(_folder["bootstrap"], HostVersions.All.ToDictionary(major => major, _ => _folder["host"]), [], _folder["engine"], _folder["license"], new Toolchain("sdk", "compiler", "linker"), [new NativeAotPackage("ILCompiler", "1.0.0")]);
        _ = _inputs.Setup(inputs => inputs.FingerprintAsync(LayerArchitecture.X64, It.IsAny<CancellationToken>())).ReturnsAsync("fingerprint");
        _ = _inputs.Setup(inputs => inputs.PrepareAsync(LayerArchitecture.X64, It.IsAny<IProgress<BuildStep>?>(), It.IsAny<CancellationToken>())).ReturnsAsync(provided);
    }
}
