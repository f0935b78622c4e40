using System.Diagnostics;
using System.IO.Compression;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Pintle.Layer;
using Pintle.Shared;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>Packages that were compiled for one layer: how little is jitted there, and what becomes of them elsewhere.</summary>
public sealed class OptimizedPackages
{
    private const string Place = "Orders::Orders.Function::Place";
    private const string Order = """{"id":"a1","quantity":3,"price":9.5}""";
    private const string Receipt = """{"id":"a1","total":28.5}""";

    private static readonly Lazy<Task<ScratchFolder>> Orders = new(async () => await OptimizedFunctions.CreateAsync((await BuiltLayer.GetAsync()).Directory, await PublishedFunctions.OrdersAsync(), Place, Order));

    [Fact(Timeout = 600_000)]
    public async Task Jit_nothing_of_their_own_for_a_POCO_handler()
    {
        var package = Zip(await Orders.Value);

        var (result, list) = await OptimizedFunctions.JittedAsync((await BuiltLayer.GetAsync()).Directory, package, Place, Order, TestContext.Current.CancellationToken);

        Assert.True(result.Text == Receipt, result.ToString());
        NeverPrecompiled.AssertSame(NeverPrecompiled.OfAnyProcessor, list.Methods);
        // Constructor and two getters, two more of the host's prewarming, and the stub of a native call, which one of two threads makes or finds made.
        Assert.True(list.Count - list.Methods.Count is 5 or 6, string.Join('\n', list.Methods) + $"\nand {list.Count - list.Methods.Count} dynamic methods");
    }

    [Fact(Timeout = 600_000)]
    public async Task Jit_two_methods_for_a_source_generated_serializer()
    {
        const string Generated = "Handlers::Handlers.Serializers::Generated";
        const string Person = """{"Name":"Ada","Age":36}""";
        var layer = (await BuiltLayer.GetAsync()).Directory;
        using var package = await OptimizedFunctions.CreateAsync(layer, await PublishedFunctions.TestFunctionAsync("Handlers"), Generated, Person, TestContext.Current.CancellationToken);

        var (result, list) = await OptimizedFunctions.JittedAsync(layer, Zip(package), Generated, Person, TestContext.Current.CancellationToken);

        Assert.True(result.Text == """{"Text":"Ada"}""", result.ToString());
        NeverPrecompiled.AssertSame([NeverPrecompiled.OfAnyProcessor[0]], list.Methods);
        Assert.Equal(list.Methods.Count, list.Count);
    }

    /// <summary>In the changed framework a small method that is compiled into the function's code gives another answer. Code that holds its old body must not run.</summary>
    [Fact(Timeout = 600_000)]
    public async Task Follow_the_framework_of_another_layer()
    {
        using var layer = await BuiltLayer.CopyAsync();
        Change(layer.Path);
        var package = Zip(await Orders.Value);

        var (result, list) = await OptimizedFunctions.JittedAsync(layer.Path, package, Place, Order, TestContext.Current.CancellationToken);

        Assert.True(result.Text == """{"ID":"a1","TOTAL":28.5}""", result.ToString());
        var refused = list.Methods.Where(method => method.StartsWith("Amazon.", StringComparison.Ordinal)).ToList();
        Assert.True(refused.Count > 0, string.Join('\n', list.Methods));
    }

    /// <summary>As with PublishReadyToRun: the CLR does not take the IL out of an image for another processor.</summary>
    [Fact(Timeout = 600_000)]
    public async Task Of_x64_are_refused_on_arm64_before_the_first_invocation()
    {
        var options = await Functions.PackageOptionsAsync(Place, Zip(await Orders.Value)) with { Layer = (await BuiltLayer.GetArm64Async()).Directory };

        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);

        Assert.True(function.Init.Exit?.Code == (int)FaultCode.HandlerAssemblyUnreadable, function.Init.ToString());
    }

    [Fact(Timeout = 600_000)]
    public async Task Of_arm64_jit_nothing_of_their_own_there()
    {
        var layer = (await BuiltLayer.GetArm64Async()).Directory;
        using var package = await OptimizedFunctions.CreateAsync(layer, await PublishedFunctions.OrdersAsync(), Place, Order, TestContext.Current.CancellationToken);

        var (result, list) = await OptimizedFunctions.JittedAsync(layer, Zip(package), Place, Order, TestContext.Current.CancellationToken);

        Assert.True(result.Text == Receipt, result.ToString());
        NeverPrecompiled.AssertSame(NeverPrecompiled.On(LayerArchitecture.Arm64), list.Methods);
    }

    [Fact(Timeout = 600_000)]
    public async Task Run_under_plain_dotnet()
    {
        Assert.SkipWhen(PublishedFunctions.TargetMajor > Environment.Version.Major, $"Needs a dotnet with .NET {PublishedFunctions.TargetVersion}: install its SDK.");
        using var package = await OptimizedFunctions.CreateAsync((await BuiltLayer.GetAsync()).Directory, await PublishedFunctions.TestFunctionAsync("SelfPolling"), cancellationToken: TestContext.Current.CancellationToken);
        var folder = Path.Combine(package.Path, "function");
        await ZipFile.ExtractToDirectoryAsync(Zip(package), folder, TestContext.Current.CancellationToken);
        var list = Path.Combine(package.Path, "jitted.txt");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, "SelfPolling.dll")]) { RedirectStandardError = true, RedirectStandardOutput = true };
        (start.Environment["SELF_POLLING"], start.Environment["DOTNET_JitStdOutFile"], start.Environment["DOTNET_JitDisasmSummary"]) = ("return", list, "1");

        using var process = Process.Start(start)!;
        using var stop = TestContext.Current.CancellationToken.Register(() => process.Kill());
        var printed = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        var jitted = await File.ReadAllTextAsync(list, TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 42 && !jitted.Contains(" Program", StringComparison.Ordinal), $"exit code {process.ExitCode}\n{printed}\n{jitted}");
    }

    private static string Zip(ScratchFolder folder) => Path.Combine(folder.Path, "function.zip");

    /// <summary>Makes the camel case of System.Text.Json another one, with the size in the framework's list that the bootstrap compares.</summary>
    private static void Change(string layer)
    {
        const string Name = "System.Text.Json.dll";
        var path = Path.Combine(layer, "pintle", "dotnet", Name);
        using (var assembly = AssemblyDefinition.ReadAssembly(new MemoryStream(File.ReadAllBytes(path))))
        {
            var policy = assembly.MainModule.GetType("System.Text.Json.JsonNamingPolicy");
            var getter = policy.Methods.Single(method => method.Name == "get_CamelCase");
            getter.Body.Instructions.Clear();
            getter.Body.Instructions.Add(Instruction.Create(OpCodes.Call, policy.Methods.Single(method => method.Name == "get_KebabCaseUpper")));
            getter.Body.Instructions.Add(Instruction.Create(OpCodes.Ret));
            // Only IL can be written; the marks of code beside it go, and that code with it.
            (assembly.MainModule.Attributes, assembly.MainModule.Architecture) = (ModuleAttributes.ILOnly, TargetArchitecture.I386);
            File.Delete(path);
            assembly.Write(path);
        }

        var list = Path.Combine(layer, "pintle", "framework.list");
        var lines = File.ReadAllLines(list).Select(line => line.Split('\t') is ["managed", Name, _, .. var rest] ? string.Join('\t', ["managed", Name, $"{new FileInfo(path).Length}", .. rest]) : line);
        File.WriteAllText(list, string.Join('\n', lines) + "\n");
    }
}
