using System.Buffers.Binary;
using Pintle.Layer.Elf;
using Pintle.Layer.Migrate;

namespace Pintle.Layer.Tests.Migrate;

public sealed class PackageMigrationTests : IDisposable
{
    private const string Handler = "F::F.Function::Handle";

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task A_plain_function_has_notes_only_as_a_zip_and_as_a_folder()
    {
        var function = new TinyFunction().AddAssembly("F", ["hello"]);

        var zipped = await CheckAsync(function.WriteZip(_folder));
        var unpacked = await CheckAsync(function.WriteFolder(_folder));

        Assert.All(zipped.Findings, finding => Assert.True(finding.Severity == MigrationSeverity.Note, finding.ToString()));
        Assert.Equal(zipped.Findings, unpacked.Findings);
        Assert.Equal(new StartGain(1, 1, 1, false, false), zipped.Start);
    }

    [Theory]
    [InlineData("8.0.0", "Minor", "or set DOTNET_ROLL_FORWARD=Major")]
    [InlineData("10.0.99", "Minor", "no setting rolls backward")]
    [InlineData("10.0.0", "Disable", "roll-forward: Disable")]
    [InlineData("11.0.0", "Major", "no setting rolls backward")]
    public async Task A_framework_that_the_layer_cannot_be_is_a_blocker(string version, string rollForward, string said)
    {
        var finding = await BlockerAsync(new TinyFunction().Add("F.runtimeconfig.json", TinyFunction.RuntimeConfig(version, more: $", \"rollForward\": \"{rollForward}\"")), layer: true);

        Assert.Contains(said, finding.Found + finding.Remedy, StringComparison.Ordinal);
        Assert.Contains("FrameworkMismatch, exit code 82", finding.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_framework_of_which_the_variables_roll_forward_is_none()
    {
        var path = new TinyFunction().Add("F.runtimeconfig.json", TinyFunction.RuntimeConfig("8.0.0")).AddAssembly("F", []).WriteZip(_folder);

        var report = await CheckAsync(path, new MigrationRequest { Layer = Layer(), Handler = Handler, Variables = new Dictionary<string, string> { ["DOTNET_ROLL_FORWARD"] = "Major" } });

        Assert.DoesNotContain(report.Findings, finding => finding.Severity == MigrationSeverity.Blocker);
    }

    [Theory]
    [InlineData("Microsoft.AspNetCore.App", "pintle build --framework aspnet")]
    [InlineData("Microsoft.WindowsDesktop.App", "no layer has")]
    public async Task A_framework_that_the_layer_lacks_is_a_blocker(string framework, string said)
    {
        var finding = await BlockerAsync(new TinyFunction().Add("F.runtimeconfig.json", TinyFunction.RuntimeConfig("10.0.0", framework)), layer: true);

        Assert.Contains(said, finding.Found + finding.Remedy, StringComparison.Ordinal);
    }

    /// <summary>Whichever exception the framework's readers have for it (<see cref="DamagedAssemblyTests"/>), and where the handler only refers to it there is nothing to say.</summary>
    [Theory]
    [InlineData("G", "HandlerAssemblyUnreadable, exit code 72")]
    [InlineData("F", null)]
    public async Task A_damaged_assembly_of_the_handlers_is_a_blocker(string assembly, string? said)
    {
        var damaged = File.ReadAllBytes(typeof(PackageMigrationTests).Assembly.Location);
        BinaryPrimitives.WriteUInt32LittleEndian(damaged.AsSpan(damaged.AsSpan().IndexOf("BSJB\u0001\0\u0001\0"u8) + DamagedAssemblyTests.FirstSize), 0xFFFFFFFF);
        var function = new TinyFunction().Add("G.dll", damaged).AddAssembly("F", [], ("G", "G.Function.Handle"));

        var report = await CheckAsync(function.WriteZip(_folder), new MigrationRequest { Handler = $"{assembly}::{assembly}.Function::Handle" });

        var blockers = report.Findings.Where(finding => finding.Severity == MigrationSeverity.Blocker).ToList();
        Assert.True(said is null ? blockers.Count == 0 : blockers.Count == 1 && blockers[0].Found.Contains(said, StringComparison.Ordinal), string.Join('\n', report.Findings));
    }

    [Fact]
    public async Task A_bootstrap_of_the_package_is_a_blocker() =>
        Assert.Contains("before it looks for the layer's", (await BlockerAsync(new TinyFunction().Add("bootstrap", new TinyElf().Write()))).Found, StringComparison.Ordinal);

    [Fact]
    public async Task A_runtime_of_the_package_is_a_blocker()
    {
        var finding = await BlockerAsync(new TinyFunction()
            .Add("F.runtimeconfig.json", """{ "runtimeOptions": { "includedFrameworks": [ { "name": "Microsoft.NETCore.App", "version": "10.0.3" } ] } }""").Add("libcoreclr.so", new TinyElf().Write()));

        Assert.Contains("a .NET of its own (Microsoft.NETCore.App 10.0.3)", finding.Found, StringComparison.Ordinal);
        Assert.Contains("--self-contained false", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_settings_of_which_none_is_the_handlers_are_a_blocker() =>
        Assert.Contains("RuntimeConfigAmbiguous, exit code 106", (await BlockerAsync(
            new TinyFunction().Add("A.runtimeconfig.json", TinyFunction.RuntimeConfig("10.0.0")).Add("B.runtimeconfig.json", TinyFunction.RuntimeConfig("10.0.0")).AddAssembly("G", []), handler: "G::G.Function::Handle")).Found, StringComparison.Ordinal);

    [Fact]
    public async Task A_native_library_for_a_newer_glibc_is_a_blocker_that_names_what_it_needs()
    {
        var finding = await BlockerAsync(new TinyFunction().Add("libnew.so", new TinyElf { SymbolVersions = ["GLIBC_2.17", "GLIBC_2.38"] }.Write()));

        Assert.Equal("libnew.so", finding.Where);
        Assert.Contains("needs GLIBC_2.38, and provided.al2023 has glibc 2.34", finding.Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_native_library_for_another_processor_is_a_blocker_and_the_one_beside_it_for_the_right_one_is_taken()
    {
        var arm64 = new TinyElf { Machine = ElfMachine.Arm64 }.Write();

        Assert.Contains("for Arm64, and the function is for x64", (await BlockerAsync(new TinyFunction().Add("liba.so", arm64))).Found, StringComparison.Ordinal);
        var both = await CheckAsync(new TinyFunction().Add("runtimes/linux-arm64/native/liba.so", arm64).Add("runtimes/linux-x64/native/liba.so", new TinyElf().Write()).AddAssembly("F", []).WriteFolder(_folder));
        Assert.DoesNotContain(both.Findings, finding => finding.Check == "native library");
    }

    [Fact]
    public async Task Cultures_asked_for_by_name_in_the_owners_code_are_a_warning_and_those_of_packages_are_not()
    {
        (string, string)[] calls = [("System.Runtime", "System.Globalization.CultureInfo..ctor")];
        var function = new TinyFunction().AddAssembly("F", ["de-DE", "text"], calls).AddAssembly("P", ["fr-FR"], calls)
            .Add("F.deps.json", """{ "targets": { "net": { "P/1.0.0": { "runtime": { "lib/net8.0/P.dll": {} } } } }, "libraries": { "P/1.0.0": { "type": "package" } } }""");

        MigrationFinding finding = Assert.Single((await CheckAsync(function.WriteZip(_folder))).Findings, finding => finding.Severity == MigrationSeverity.Warning);

        Assert.Equal("F.dll", finding.Where);
        Assert.Contains("CultureInfo.new and has texts that are cultures' names (de-DE)", finding.Found, StringComparison.Ordinal);
        Assert.Contains("--globalization icu", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_is_known_to_need_cultures_is_a_blocker_unless_the_function_is_invariant_already()
    {
        var function = new TinyFunction().AddAssembly("Microsoft.Data.SqlClient", []);

        Assert.Contains("Microsoft.Data.SqlClient opens no connection without cultures", (await BlockerAsync(function)).Found, StringComparison.Ordinal);
        _ = function.Add("F.runtimeconfig.json", TinyFunction.RuntimeConfig("10.0.0", more: ", \"configProperties\": { \"System.Globalization.Invariant\": true }"));
        Assert.DoesNotContain((await CheckAsync(function.WriteFolder(_folder))).Findings, finding => finding.Check == "cultures");
    }

    [Fact]
    public async Task Who_says_that_it_is_not_invariant_wants_cultures() => await WarnsAsync(
        new TinyFunction().AddAssembly("F", []).Add("F.runtimeconfig.json", TinyFunction.RuntimeConfig("10.0.0", more: ", \"configProperties\": { \"System.Globalization.Invariant\": false }")), "cultures", "System.Globalization.Invariant to false");

    [Fact]
    public async Task Time_zones_by_Windows_names_are_a_warning() => await WarnsAsync(
        new TinyFunction().AddAssembly("F", ["W. Europe Standard Time"], ("System.Runtime", "System.TimeZoneInfo.FindSystemTimeZoneById")), "time zones", "(W. Europe Standard Time)");

    [Theory]
    [InlineData("AWS_Lambda_dotnet8", "AWS_EXECUTION_ENV is AWS_Lambda_dotnet_custom")]
    [InlineData("/var/lang/bin/dotnet", "a folder of the managed runtime")]
    [InlineData("Amazon.Lambda.RuntimeSupport.dll", "the managed runtime's loop")]
    public async Task A_text_that_only_the_managed_runtime_answers_is_a_warning_in_any_assembly(string text, string said) =>
        await WarnsAsync(new TinyFunction().AddAssembly("Library", [text]), "runtime check", said);

    [Fact]
    public async Task Hooks_of_SnapStart_are_a_warning() =>
        await WarnsAsync(new TinyFunction().AddAssembly("F", [], ("Amazon.Lambda.Core", "Amazon.Lambda.Core.SnapshotRestore.RegisterBeforeSnapshot")), "SnapStart", "never called");

    [Fact]
    public async Task A_durable_function_is_a_blocker() =>
        Assert.Equal("durable functions", (await BlockerAsync(new TinyFunction().AddAssembly("D", [], ("Amazon.Lambda.DurableExecution", "Amazon.Lambda.DurableExecution.Context.Step")))).Check);

    [Fact]
    public async Task A_package_that_leaves_no_room_for_the_layer_is_a_blocker()
    {
        var path = new TinyFunction().AddAssembly("F", []).WriteFolder(_folder);
        using (var large = File.Create(Path.Combine(path, "model.bin")))
            large.SetLength(SizeCheck.LargestUnpacked - 3000);

        var report = await CheckAsync(path, new MigrationRequest { Layer = Layer(), Handler = Handler });

        Assert.Contains("more than the 250.0 MiB that Lambda takes of both", Assert.Single(report.Findings, finding => finding.Severity == MigrationSeverity.Blocker).Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_architecture_than_the_layers_is_a_blocker()
    {
        var path = new TinyFunction().AddAssembly("F", []).WriteZip(_folder);

        var report = await CheckAsync(path, new MigrationRequest { Layer = Layer(), Handler = Handler, Architecture = LayerArchitecture.Arm64 });

        Assert.Equal("architecture", Assert.Single(report.Findings, finding => finding.Severity == MigrationSeverity.Blocker).Check);
    }

    [Fact]
    public async Task What_is_optimized_and_rehearsed_already_is_not_advised()
    {
        var path = new TinyFunction().AddAssembly("F", []).Add(Optimize.OptimizedManifest.RelativePath, "{}").Add(Rehearse.FunctionRehearsal.PackageFolder + "/x", "x").WriteZip(_folder);

        var report = await CheckAsync(path);

        Assert.True(report.Start is { IsOptimized: true, IsRehearsed: true });
        Assert.Null(Assert.Single(report.Findings, finding => finding.Check == "start").Remedy);
    }

    [Fact]
    public async Task What_is_no_package_is_refused_in_a_sentence()
    {
        File.WriteAllText(_folder["x.zip"], "PK");

        var fault = await Assert.ThrowsAsync<LayerException>(() => CheckAsync(_folder["x.zip"]));

        Assert.Contains("Expected a function's zip or folder", fault.Message, StringComparison.Ordinal);
    }

    private static Task<MigrationReport> CheckAsync(string path, MigrationRequest? request = null) => PackageMigration.CheckAsync(path, request ?? new MigrationRequest { Handler = Handler }, TestContext.Current.CancellationToken);

    private async Task<MigrationFinding> BlockerAsync(TinyFunction function, bool layer = false, string handler = Handler)
    {
        using var folder = new TempFolder();
        var report = await CheckAsync(function.AddAssembly("F", []).WriteZip(folder), new MigrationRequest { Layer = layer ? Layer() : null, Handler = handler });
        MigrationFinding[] blockers = [.. report.Findings.Where(finding => finding.Severity == MigrationSeverity.Blocker)];
        Assert.True(blockers.Length == 1, string.Join('\n', report.Findings));
        return blockers[0];
    }

    private async Task WarnsAsync(TinyFunction function, string check, string said)
    {
        var report = await CheckAsync(function.WriteZip(_folder), new MigrationRequest());
        MigrationFinding finding = Assert.Single(report.Findings, finding => finding.Severity == MigrationSeverity.Warning);
        Assert.Equal(check, finding.Check);
        Assert.Contains(said, finding.Found, StringComparison.Ordinal);
    }

    private string Layer()
    {
        var path = _folder["layer.zip"];
        if (!File.Exists(path))
            File.WriteAllBytes(path, new TinyLayer().Write());
        return path;
    }

    public void Dispose() => _folder.Dispose();
}
