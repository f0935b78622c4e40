using System.Text.Json;
using Pintle.Emulator;
using Pintle.Layer;
using Pintle.Shared;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>Packages of each shape on the arm64 layer, as <see cref="Arm64Layers"/> runs it. Theories of other classes, which take a processor, run more of them on it.</summary>
public sealed class Arm64Packages
{
    private const string Profiles = "Profiles::Profiles.Function::Handle";
    private const string Packages = "Packages::Packages.Function::Handle";

    // Before anything is published.
    public Arm64Packages() => RequiredTools.RequireArm64Emulator();

    [Theory]
    [InlineData("")]
    [InlineData("-linux-arm64", "-r", "linux-arm64", "-p:UseAppHost=false")]
    public async Task Bring_their_native_library_for_it_resources_and_newer_framework_assemblies(string variant, params string[] options)
    {
        var package = await PublishedFunctions.GetAsync("tests/Functions/Packages", variant, options);

        var result = await InvokeAsync(Packages, package, "{}");

        Assert.False(result.IsError, result.ToString());
        var lines = result.Text.Split('\n');
        Assert.Contains("native=SQLITE", lines);
        Assert.Contains(PlugIns.JsonOf(Path.GetFileName(package)), lines);
        Assert.Contains("humanizer=Pascal case words", lines);
        Assert.Contains("own=Good day", lines);
        Assert.Contains($"base={package}/", lines);
    }

    [Fact]
    public async Task With_the_native_library_of_x64_miss_theirs()
    {
        using var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("Packages"));
        var runtimes = Path.Combine(package.Path, "runtimes");
        File.Copy(Path.Combine(runtimes, "linux-x64", "native", "libe_sqlite3.so"), Path.Combine(runtimes, "linux-arm64", "native", "libe_sqlite3.so"), overwrite: true);

        var result = await InvokeAsync(Packages, package.Path, "{}");

        Assert.True(result.ErrorType == "TypeInitializationException", result.ToString());
        Assert.Contains("DllNotFoundException", result.Text, StringComparison.Ordinal);
        Assert.Contains("libe_sqlite3.so", result.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Packages", "-linux-x64", "-r", "linux-x64")]
    [InlineData("Profiles", "-r2r", "-r", "linux-x64", "-p:PublishReadyToRun=true")]
    public async Task Of_an_x64_assembly_are_refused_with_the_layers_processor(string name, string variant, params string[] options)
    {
        await using var function = await StartAsync($"{name}::{name}.Function::Handle", await PublishedFunctions.GetAsync($"tests/Functions/{name}", variant, options));

        Assert.True(function.Init is { ErrorType: "Runtime.ImportModuleError", Exit.Code: (int)FaultCode.HandlerAssemblyUnreadable }, function.Init.ToString());
        var line = Assert.Single(function.Init.Logs, each => each.Text.StartsWith($"pintle: {FaultCode.HandlerAssemblyUnreadable} ", StringComparison.Ordinal)).Text;
        Assert.Contains($"to be for linux-arm64, but {name}.dll is for x64", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-r2r-arm64", "-p:PublishReadyToRun=true")]
    [InlineData("-r2r-composite-arm64", "-p:PublishReadyToRun=true", "-p:PublishReadyToRunComposite=true")]
    public async Task Precompiled_for_it_run(string variant, params string[] options)
    {
        var package = await PublishedFunctions.GetAsync("tests/Functions/Profiles", variant, ["-r", "linux-arm64", .. options]);

        var result = await InvokeAsync(Profiles, package, "\"place\"");

        Assert.True(result.Text == Path.Combine(package, "Profiles.dll"), result.ToString());
    }

    [Theory]
    [InlineData("FSharpWords", "FSharpWords::FSharpWords.Function::Handle", "\"one two\"", "\"TWO ONE\"")]
    [InlineData("VisualBasicFunction", "VisualBasicFunction::VisualBasicFunction.Reverse::Handle", "abc", "cba")]
    public async Task In_other_languages_run(string function, string handler, string payload, string answer)
    {
        var result = await InvokeAsync(handler, await PublishedFunctions.TestFunctionAsync(function), payload);

        Assert.True(result.Text == answer, result.ToString());
    }

    [Fact]
    public async Task For_an_older_framework_run_when_their_owner_says_so()
    {
        using var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("Profiles"));
        _ = package.Write("Profiles.runtimeconfig.json", """{"runtimeOptions":{"tfm":"net8.0","framework":{"name":"Microsoft.NETCore.App","version":"8.0.0"}}}""");

        var result = await InvokeAsync(Profiles, package.Path, "\"version\"", ("DOTNET_ROLL_FORWARD", "Major"));

        Assert.True(result.Text == (await BuiltLayer.GetArm64Async()).Manifest.Dotnet, result.ToString());
    }

    [Fact]
    public async Task With_spaces_and_letters_beyond_ASCII_in_their_names_run()
    {
        using var folder = new ScratchFolder();
        var root = Path.Combine(folder.Path, "Ordner für ☃");
        _ = Directory.CreateDirectory(root);
        foreach (var file in Directory.EnumerateFiles(await PublishedFunctions.GetAsync("tests/Functions/Profiles", "-named", "-p:AssemblyName=Größe ☃")))
            File.Copy(file, Path.Combine(root, Path.GetFileName(file)));

        var result = await InvokeAsync("Größe ☃::Profiles.Function::Handle", root, "\"place\"");

        Assert.True(result.Text == Path.Combine(root, "Größe ☃.dll"), result.ToString());
    }

    [Fact]
    public async Task With_plug_ins_load_each_one_s_own_versions_and_native_libraries()
    {
        using var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("PlugIns"));
        var published = await PublishedFunctions.TestFunctionAsync("Packages");
        _ = Directory.CreateDirectory(Path.Combine(package.Path, "plugins"));
        _ = Directory.CreateSymbolicLink(Path.Combine(package.Path, "plugins", "Packages"), published);

        var result = await InvokeAsync("PlugIns::PlugIns.Function::Handle", package.Path, $"\"{package.Path}/plugins/Packages/Packages.dll\"");

        Assert.False(result.IsError, result.ToString());
        var lines = result.Text.Split('\n');
        Assert.Contains(PlugIns.JsonOf("Packages"), lines);
        Assert.Contains($"function's={PublishedFunctions.TargetVersion}.0.0", lines);
        Assert.Contains("native=SQLITE", lines);
    }

    [Fact]
    public async Task That_poll_by_themselves_run_after_their_startup_hook_and_end_with_their_code()
    {
        using var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("SelfPolling")).CopyFrom(await PublishedFunctions.TestFunctionAsync("Hook"));
        File.Delete(Path.Combine(package.Path, "Hook.deps.json"));
        var hook = ("DOTNET_STARTUP_HOOKS", Path.Combine(package.Path, "Hook.dll"));

        await using var function = await StartAsync("SelfPolling", package.Path, hook);
        var who = await function.InvokeAsync("\"who\"", cancellationToken: TestContext.Current.CancellationToken);
        var failed = await function.InvokeAsync("\"fail\"", cancellationToken: TestContext.Current.CancellationToken);
        await using var ended = await StartAsync("SelfPolling", package.Path, hook, ("SELF_POLLING", "return"));

        var expected = """{"entry":"SelfPolling","isThis":true,"arguments":0,"commandLine":1,"base":"PACKAGE/","file":"SelfPolling.dll"}""".Replace("PACKAGE", package.Path, StringComparison.Ordinal);
        Assert.True(who.Text.Trim() == expected, $"{function.Init}\n{who}");
        Functions.AssertError(failed, "InvalidOperationException", "asked to");
        Assert.Single(function.Init.Logs, line => line.Text.Contains("the hook has run", StringComparison.Ordinal));
        Assert.True(ended.Init.Exit == ProcessExit.WithCode(42), ended.Init.ToString());
    }

    [Fact]
    public async Task That_name_a_missing_culture_are_told_the_ways_out()
    {
        var result = await InvokeAsync(Profiles, await PublishedFunctions.TestFunctionAsync("Profiles"), "\"culture\"");

        Functions.AssertError(result, "CultureNotFoundException", "PredefinedCulturesOnly=false");
    }

    [Fact]
    public async Task On_ASP_NET_Core_answer()
    {
        var options = await OptionsAsync("WebApp", await PublishedFunctions.TestFunctionAsync("WebApp")) with { Layer = (await BuiltLayer.GetArm64AspNetAsync()).Directory };
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);

        var order = await AnswerAsync(function, "/orders/a1", "quantity=3");
        var status = await AnswerAsync(function, "/status", "");

        Assert.Equal("""200 {"id":"a1","quantity":3}""", order);
        Assert.Equal($$"""200 {"framework":{{PublishedFunctions.TargetMajor}}}""", status);
    }

    private static async Task<string> AnswerAsync(LambdaFunction function, string path, string query)
    {
        var text = JsonSerializer.Serialize(new { rawPath = path, rawQueryString = query, requestContext = new { http = new { method = "GET" } } });
        var result = await function.InvokeAsync(text, cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(result.IsError, $"{function.Init}\n{result}");
        using var response = JsonDocument.Parse(result.Payload);
        return $"{response.RootElement.GetProperty("statusCode").GetInt32()} {response.RootElement.GetProperty("body").GetString()}";
    }

    private static async Task<InvocationResult> InvokeAsync(string handler, string package, string payload, params (string Name, string Value)[] environment)
    {
        await using var function = await StartAsync(handler, package, environment);
        return await function.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);
    }

    private static async Task<LambdaFunction> StartAsync(string handler, string package, params (string Name, string Value)[] environment) =>
        await LambdaFunction.StartAsync(await OptionsAsync(handler, package, environment), TestContext.Current.CancellationToken);

    private static Task<LambdaFunctionOptions> OptionsAsync(string handler, string package, params (string Name, string Value)[] environment) =>
        Functions.PackageOptionsAsync(LayerArchitecture.Arm64, handler, package, environment);
}
