using Pintle.Layer;
using Pintle.Shared;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>The ways to publish a function, and languages other than C#.</summary>
public sealed class PackageProfiles
{
    private const string Project = "tests/Functions/Profiles";
    private const string Handler = "Profiles::Profiles.Function::Handle";

    [Fact]
    public async Task Packages_bring_native_libraries_resources_and_newer_framework_assemblies()
    {
        var result = await InvokeAsync("Packages::Packages.Function::Handle", await PublishedFunctions.TestFunctionAsync("Packages"), "{}");

        Assert.False(result.IsError, result.ToString());
        var lines = result.Text.Split('\n');
        Assert.Contains("native=SQLITE", lines);
        Assert.Contains(PlugIns.JsonOf("task"), lines);
        Assert.Contains("humanizer=Pascal case words", lines);
        Assert.Contains("base=/var/task/", lines);
        Assert.Contains("reference=True", lines);
    }

    [Theory]
    [InlineData("FSharpWords", "FSharpWords::FSharpWords.Function::Handle", "\"one two\"", "\"TWO ONE\"")]
    [InlineData("VisualBasicFunction", "VisualBasicFunction::VisualBasicFunction.Reverse::Handle", "abc", "cba")]
    public async Task Other_languages_run(string function, string handler, string payload, string answer)
    {
        var result = await InvokeAsync(handler, await PublishedFunctions.TestFunctionAsync(function), payload);

        Assert.True(result.Text == answer, result.ToString());
    }

    [Theory]
    [InlineData("-r2r", "-p:PublishReadyToRun=true")]
    [InlineData("-r2r-composite", "-p:PublishReadyToRun=true", "-p:PublishReadyToRunComposite=true")]
    public async Task Precompiled_functions_run(string variant, params string[] options)
    {
        var package = await PublishedFunctions.GetAsync(Project, variant, ["-r", "linux-x64", .. options]);

        var result = await InvokeAsync(Handler, package, "\"place\"");

        Assert.True(result.Text == "/var/task/Profiles.dll", result.ToString());
    }

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task A_self_contained_publish_is_refused_with_the_way_out(LayerArchitecture processor)
    {
        var package = await PublishedFunctions.GetAsync(Project, $"-self-contained{Variant(processor)}", [.. AsProgram(processor), "-p:SelfContained=true"]);

        await AssertRefusedAsync(processor, package, FaultCode.FrameworkMismatch, "--self-contained false");
    }

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task A_trimmed_publish_is_self_contained_and_refused_likewise(LayerArchitecture processor)
    {
        var package = await PublishedFunctions.GetAsync(Project, $"-trimmed{Variant(processor)}", [.. AsProgram(processor), "-p:SelfContained=true", "-p:PublishTrimmed=true"]);

        await AssertRefusedAsync(processor, package, FaultCode.FrameworkMismatch, "--self-contained false");
    }

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task A_single_file_publish_is_refused_with_the_way_out(LayerArchitecture processor)
    {
        var package = await PublishedFunctions.GetAsync(Project, $"-single-file{Variant(processor)}", [.. AsProgram(processor), "-p:PublishSingleFile=true", "-p:EnableSingleFileAnalyzer=false"]);

        await AssertRefusedAsync(processor, package, FaultCode.HandlerAssemblyNotFound, "without PublishSingleFile");
    }

    [Fact]
    public async Task Names_and_folders_with_spaces_and_letters_beyond_ASCII_run()
    {
        var package = await PublishedFunctions.GetAsync(Project, "-named", "-p:AssemblyName=Größe ☃");
        using var folder = new ScratchFolder();
        var root = Path.Combine(folder.Path, "Ordner für ☃");
        Copy(package, root);

        // Only here is the task root not /var/task.
        var options = await Functions.PackageOptionsAsync("Größe ☃::Profiles.Function::Handle", root) with { Sandbox = SandboxKind.Folders };
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);
        var result = await function.InvokeAsync("\"place\"", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(result.Text == Path.Combine(root, "Größe ☃.dll"), $"{function.Init}\n{result}");
    }

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task Symbolic_links_inside_a_package_are_followed(LayerArchitecture processor)
    {
        using var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("Profiles"));
        _ = Directory.CreateDirectory(Path.Combine(package.Path, "real"));
        File.Move(Path.Combine(package.Path, "Profiles.dll"), Path.Combine(package.Path, "real", "Profiles.dll"));
        _ = File.CreateSymbolicLink(Path.Combine(package.Path, "Profiles.dll"), "real/Profiles.dll");

        var result = await InvokeAsync(processor, package.Path, "\"version\"");

        Assert.False(result.IsError, result.ToString());
    }

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task A_hundred_and_fifty_megabytes_of_assets_with_links_among_them_run(LayerArchitecture processor)
    {
        // With the layer they stay below the 250 MB that Lambda gives both.
        const int Length = 18 * 1024 * 1024;
        using var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("Profiles"));
        var assets = Directory.CreateDirectory(Path.Combine(package.Path, "assets")).FullName;
        for (var i = 0; i < 7; i++)
            await File.WriteAllBytesAsync(Path.Combine(assets, $"asset{i}"), new byte[Length], TestContext.Current.CancellationToken);
        var real = Directory.CreateDirectory(Path.Combine(package.Path, "real")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(real, "asset"), [.. Enumerable.Repeat((byte)3, Length)], TestContext.Current.CancellationToken);
        _ = Directory.CreateSymbolicLink(Path.Combine(package.Path, "folder"), "real");
        _ = File.CreateSymbolicLink(Path.Combine(assets, "linked"), "../folder/asset");
        // Whoever followed every link would come to no end, or to nothing.
        _ = Directory.CreateSymbolicLink(Path.Combine(package.Path, "itself"), ".");
        _ = File.CreateSymbolicLink(Path.Combine(package.Path, "Dangling.dll"), "nowhere.dll");

        var result = await InvokeAsync(processor, package.Path, "\"assets\"");

        Assert.True(result.Text == $"8 files, {8L * Length} bytes, sum {3L * Length}", result.ToString());
    }

    [Fact]
    public async Task A_function_for_an_older_framework_runs_when_its_owner_says_so()
    {
        using var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("Profiles"));
        _ = package.Write("Profiles.runtimeconfig.json", """{"runtimeOptions":{"tfm":"net8.0","framework":{"name":"Microsoft.NETCore.App","version":"8.0.0"}}}""");

        var allowed = await InvokeAsync(Handler, package.Path, "\"version\"", ("DOTNET_ROLL_FORWARD", "Major"));

        Assert.True(allowed.Text == (await BuiltLayer.GetAsync()).Manifest.Dotnet, allowed.ToString());
        await AssertRefusedAsync(LayerArchitecture.X64, package.Path, FaultCode.FrameworkMismatch, "DOTNET_ROLL_FORWARD=Major");
    }

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task A_function_with_resources_of_other_cultures_is_warned_unless_it_says_that_it_needs_none(LayerArchitecture processor)
    {
        var packages = await PublishedFunctions.TestFunctionAsync("Packages");
        using var quiet = new ScratchFolder().CopyFrom(packages);
        var config = Path.Combine(quiet.Path, "Packages.runtimeconfig.json");
        File.WriteAllText(config, (await File.ReadAllTextAsync(config, TestContext.Current.CancellationToken)).Replace("\"configProperties\": {", "\"configProperties\": { \"System.Globalization.Invariant\": true,", StringComparison.Ordinal));

        var warned = await LogsAsync(processor, packages);
        var silent = await LogsAsync(processor, quiet.Path);

        Assert.Single(warned, line => line.Contains("pintle build --globalization icu", StringComparison.Ordinal));
        Assert.DoesNotContain(silent, line => line.Contains("ICU", StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<string>> LogsAsync(LayerArchitecture processor, string package)
    {
        var options = await Functions.PackageOptionsAsync(processor, "Packages::Packages.Function::Handle", package);
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);
        Assert.True(function.Init.Succeeded, function.Init.ToString());
        return [.. function.Init.Logs.Select(line => line.Text)];
    }

    private static async Task<InvocationResult> InvokeAsync(string handler, string package, string payload, params (string Name, string Value)[] environment)
    {
        await using var function = await LambdaFunction.StartAsync(await Functions.PackageOptionsAsync(handler, package, environment), TestContext.Current.CancellationToken);
        return await function.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);
    }

    private static async Task<InvocationResult> InvokeAsync(LayerArchitecture processor, string package, string payload)
    {
        await using var function = await LambdaFunction.StartAsync(await Functions.PackageOptionsAsync(processor, Handler, package), TestContext.Current.CancellationToken);
        return await function.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);
    }

    private static async Task AssertRefusedAsync(LayerArchitecture processor, string package, FaultCode code, string remedy)
    {
        await using var function = await LambdaFunction.StartAsync(await Functions.PackageOptionsAsync(processor, Handler, package), TestContext.Current.CancellationToken);

        Assert.True(function.Init.Exit?.Code == (int)code, function.Init.ToString());
        Assert.True(function.Init.Logs.Any(line => line.Text.Contains(remedy, StringComparison.Ordinal)), function.Init.ToString());
    }

    private static string Variant(LayerArchitecture processor) => processor == LayerArchitecture.X64 ? "" : $"-{processor.Name()}";

    private static string[] AsProgram(LayerArchitecture processor) => ["-r", $"linux-{processor.Name()}", "-p:OutputType=Exe", "-p:UseAppHost=true"];

    private static void Copy(string from, string to)
    {
        _ = Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
