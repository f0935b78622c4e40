using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Mono.Cecil;
using Pintle.Layer;
using Pintle.Layer.Rehearse;
using Pintle.Shared;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>Packages whose start was rehearsed: what is replayed, that nothing of the function's runs before its time, and what becomes of them where they don't fit.</summary>
public sealed partial class RehearsedStarts
{
    private const string Api = "Realistic::Realistic.Api::Handle";
    private const string Early = "Early::Early.Function::Handle";
    private const string Replays = "replays the start that was rehearsed";
    private const string ForLong = "600000";
    private const string CoreLibrary = "System.Private.CoreLib";
    private const string Refused = "the start is not replayed: ";

    /// <summary>The documents are read and written within a bound of time, which a busy machine may miss. Not in each of so many.</summary>
    private const int Starts = 5;

    private const string Request = """
        {"resource":"/orders","path":"/orders","httpMethod":"POST","headers":{"Accept":"*/*"},"multiValueHeaders":{"Accept":["*/*"]},"requestContext":{"stage":"prod","identity":{"userAgent":"test"},"requestTimeEpoch":1583817383220},
        "body":"{\"id\":\"o1\",\"at\":\"2026-01-02T03:04:05Z\",\"lines\":[{\"sku\":\"a\",\"quantity\":2,\"price\":2.5},{\"sku\":\"b\",\"quantity\":1,\"price\":1}]}"}
        """;

    private static readonly Lazy<Task<ScratchFolder>> RehearsedApi = new(async () =>
        await RehearsedFunctions.CreateAsync((await BuiltLayer.GetAsync()).Directory, await PublishedFunctions.TestFunctionAsync("Realistic"), Api, Request));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Have_their_methods_before_the_first_invocation()
    {
        var asPublished = await JittedInHandlerAsync(await PublishedFunctions.TestFunctionAsync("Realistic"));
        var rehearsed = asPublished;
        for (var start = 0; start < Starts && rehearsed > 0; start++)
            rehearsed = await JittedInHandlerAsync((await RehearsedApi.Value).Path);

        // What System.Text.Json emits for the two types is compiled in either: a document in their shape was read and written (docs/adr/0023-sample-documents.md).
        Assert.True(asPublished > 0 && rehearsed == 0, $"as published {asPublished}, rehearsed {rehearsed}");
    }

    [Theory]
    [InlineData("wait", null)]
    [InlineData("nowait", false)]
    [InlineData("1", null)]
    [InlineData(ForLong, false)]
    public async Task Wait_for_the_replay_or_do_not(string setting, bool? givesUp)
    {
        var (result, logs) = await InvokeAsync(Api, (await RehearsedApi.Value).Path, Request, ("PINTLE_REHEARSAL", setting));

        Assert.True(result.Text.Contains("6.0", StringComparison.Ordinal) && logs.Contains(Replays, StringComparison.Ordinal), $"{result}\n{logs}");
        // How long a replay takes is the machine's affair: on a busy one it is over before the handler is ready, and then there is nothing to give up.
        if (givesUp is { } does)
            Assert.Equal(does, logs.Contains("goes on beside the first invocation", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1768, "", true)]
    [InlineData(1769, "", false)]
    [InlineData(1769, "wait", true)]
    [InlineData(1769, "3000", true)]
    public async Task Are_not_waited_for_with_a_whole_processor_unless_asked(int memory, string setting, bool waits)
    {
        var options = await Functions.PackageOptionsAsync(Api, (await RehearsedApi.Value).Path, ("PINTLE_LOG", "info"), ("PINTLE_REHEARSAL", setting)) with { MemoryMB = memory };
        await using var function = await LambdaFunction.StartAsync(options, Token);

        var result = await function.InvokeAsync(Request, cancellationToken: Token);

        Assert.True(result.Text.Contains("6.0", StringComparison.Ordinal) && Logs(function).Contains(Replays, StringComparison.Ordinal), $"{result}\n{Logs(function)}");
        Assert.Equal(!waits, Logs(function).Contains("without waiting for it", StringComparison.Ordinal));
    }

    /// <summary>With half of a processor or less, a first call has nothing to look for any more.</summary>
    [Theory]
    [InlineData(128, "wait", true)]
    [InlineData(884, "wait", true)]
    [InlineData(885, "wait", false)]
    [InlineData(128, "nowait", false)]
    public async Task Put_their_methods_in_place_where_the_share_of_a_processor_is_small(int memory, string setting, bool expected)
    {
        var options = await Functions.PackageOptionsAsync(Api, (await RehearsedApi.Value).Path, ("PINTLE_LOG", "debug"), ("PINTLE_REHEARSAL", setting)) with { MemoryMB = memory };
        await using var function = await LambdaFunction.StartAsync(options, Token);

        var result = await function.InvokeAsync(Request, cancellationToken: Token);

        Assert.True(result.Text.Contains("6.0", StringComparison.Ordinal) && Logs(function).Contains(Replays, StringComparison.Ordinal), $"{result}\n{Logs(function)}");
        var inPlace = MethodsInPlace().Match(Logs(function));
        Assert.True(inPlace.Success == expected && (!expected || int.Parse(inPlace.Groups[1].Value, CultureInfo.InvariantCulture) > 1_000), Logs(function));
    }

    [GeneratedRegex("put ([0-9]+) methods of the rehearsed start in place")]
    private static partial Regex MethodsInPlace();

    /// <summary>Which doesn't look at the record.</summary>
    [Fact]
    public async Task Answer_as_before_on_Amazons_loop()
    {
        const string Handler = "Profiles::Profiles.Function::Handle";
        using var rehearsed = await RehearsedFunctions.CreateAsync((await BuiltLayer.GetAsync()).Directory, await PublishedFunctions.TestFunctionAsync("Profiles"), Handler, "\"version\"", Token);
        var options = await Functions.PackageOptionsAsync(Handler, rehearsed.Path) with { Layer = (await BuiltLayer.GetAwsAsync()).Directory };
        await using var function = await LambdaFunction.StartAsync(options, Token);

        var result = await function.InvokeAsync("\"version\"", cancellationToken: Token);

        Assert.True(!result.IsError && result.Text == (await BuiltLayer.GetAwsAsync()).Manifest.Dotnet, result.ToString());
    }

    [Fact]
    public async Task Are_recorded_and_replayed_on_arm64()
    {
        var layer = (await BuiltLayer.GetArm64Async()).Directory;
        var package = await PublishedFunctions.TestFunctionAsync("Realistic");
        using var rehearsed = await RehearsedFunctions.CreateAsync(layer, package, Api, Request, Token);
        var options = await Functions.PackageOptionsAsync(LayerArchitecture.Arm64, Api, rehearsed.Path, ("PINTLE_LOG", "info"));
        await using var function = await LambdaFunction.StartAsync(options, Token);

        var result = await function.InvokeAsync(Request, cancellationToken: Token);

        Assert.True(!result.IsError && result.Text.Contains("6.0", StringComparison.Ordinal) && Logs(function).Contains(Replays, StringComparison.Ordinal), $"{result}\n{Logs(function)}");
    }

    [Fact]
    public async Task Are_started_as_published_when_switched_off()
    {
        var (result, logs) = await InvokeAsync(Api, (await RehearsedApi.Value).Path, Request, ("PINTLE_REHEARSAL", "off"));

        Assert.True(result.Text.Contains("6.0", StringComparison.Ordinal) && !logs.Contains("replay", StringComparison.Ordinal), $"{result}\n{logs}");
    }

    [Theory]
    [InlineData("Realistic", "Realistic::Realistic.Hosted::Handle", "\"abcd\"")]
    [InlineData("Realistic", "Realistic::Realistic.Logged::Handle", "\"abcd\"")]
    [InlineData("Handlers", "Handlers::Handlers.Serializers::Generated", """{"Name":"Ada","Age":36}""")]
    [InlineData("FSharpWords", "FSharpWords::FSharpWords.Function::Handle", "\"one two\"")]
    public async Task Answer_as_before(string function, string handler, string payload)
    {
        var package = await PublishedFunctions.TestFunctionAsync(function);
        using var rehearsed = await RehearsedFunctions.CreateAsync((await BuiltLayer.GetAsync()).Directory, package, handler, payload, Token);

        var (expected, _) = await InvokeAsync(handler, package, payload);
        var (answer, after) = await InvokeAsync(handler, rehearsed.Path, payload);

        Assert.True(answer.Text == expected.Text && !answer.IsError, $"{expected}\n{answer}\n{after}");
        Assert.Contains(Replays, after, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "all")]
    [InlineData("", "none")]
    [InlineData("INITIALIZER", "all")]
    [InlineData("INITIALIZER", "none")]
    [InlineData("LIBRARY_INITIALIZER", "all")]
    [InlineData("LIBRARY_INITIALIZER", "none")]
    public async Task Run_nothing_of_the_function_before_its_time(string parts, string payload)
    {
        var package = await PublishedFunctions.GetAsync("tests/Functions/Early", "-" + parts, $"-p:EarlyParts={parts}");
        using var rehearsed = await RehearsedFunctions.CreateAsync((await BuiltLayer.GetAsync()).Directory, package, Early, "\"all\"", Token);

        var (expected, _) = await InvokeAsync(Early, package, $"\"{payload}\"");
        var (answer, logs) = await InvokeAsync(Early, rehearsed.Path, $"\"{payload}\"");

        var begin = parts == "INITIALIZER" ? "initializer, constructor, handler" : "constructor, handler";
        Assert.True(expected.Text.StartsWith('"' + begin, StringComparison.Ordinal) && logs.Contains(Replays, StringComparison.Ordinal), $"{expected}\n{logs}");
        Assert.True(answer.Text == expected.Text && !answer.Text.Contains("elsewhere", StringComparison.Ordinal), $"{expected}\n{answer}\n{logs}");
    }

    [Fact]
    public async Task Are_not_made_of_functions_that_are_told_of_assemblies()
    {
        var package = await PublishedFunctions.GetAsync("tests/Functions/Early", "-WATCHES", "-p:EarlyParts=WATCHES");

        var refused = await Assert.ThrowsAsync<LayerException>(async () => await RehearsedFunctions.CreateAsync((await BuiltLayer.GetAsync()).Directory, package, Early, "\"all\"", Token));

        Assert.Contains("Early.dll subscribes to AssemblyLoad", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Come_out_the_same_from_the_same_inputs()
    {
        var layer = (await BuiltLayer.GetAsync()).Directory;
        using var again = await RehearsedFunctions.CreateAsync(layer, await PublishedFunctions.TestFunctionAsync("Realistic"), Api, Request, Token);

        var first = StartProfile.Parse(await File.ReadAllBytesAsync(Profile(await RehearsedApi.Value), Token));
        var second = StartProfile.Parse(await File.ReadAllBytesAsync(Profile(again), Token));

        // Whether the thread that waits for the handler's task has to block, and what the thread pool does beside it, differs from start to start: 24 methods on .NET 10, 43 on .NET 11, which blocks in managed code.
        var threading = ThreadingMethods(layer);
        var (ofFirst, ofSecond) = (WithoutThreading(first, threading), WithoutThreading(second, threading));
        var common = ofFirst.CommonWith(ofSecond).Methods;
        Assert.True(common > 500 && common >= 0.99 * ofFirst.Methods && common >= 0.99 * ofSecond.Methods, $"{ofFirst.Methods} and {ofSecond.Methods} methods but for System.Threading's, {common} in common");
        Assert.True(first.Methods - ofFirst.Methods is > 0 and < 300 && second.Methods - ofSecond.Methods is > 0 and < 300, $"{first.Methods} and {second.Methods} methods, {ofFirst.Methods} and {ofSecond.Methods} but for System.Threading's");
        Assert.Equal(first.ToBytes(), StartProfile.Parse(first.ToBytes()).ToBytes());
    }

    [Theory]
    [InlineData("profile torn", "1.profile is damaged")]
    [InlineData("profile of random bytes", "1.profile is damaged")]
    [InlineData("profile missing", "its files cannot be read")]
    [InlineData("list torn", "is damaged")]
    [InlineData("list empty", "is damaged")]
    [InlineData("list of another handler", "was not rehearsed")]
    [InlineData("module grown", "Realistic.dll is not the file that it was rehearsed with")]
    [InlineData("module unlisted", "is not among the function's assemblies")]
    public async Task Start_without_where_something_is_damaged(string damage, string words)
    {
        using var package = new ScratchFolder().CopyFrom((await RehearsedApi.Value).Path);
        Damage(package, damage);

        var (result, logs) = await InvokeAsync(Api, package.Path, Request);

        Assert.True(result.Text.Contains("6.0", StringComparison.Ordinal), $"{result}\n{logs}");
        Assert.True(logs.Contains(Refused, StringComparison.Ordinal) && logs.Contains(words, StringComparison.Ordinal) && !logs.Contains(Replays, StringComparison.Ordinal), logs);
    }

    [Fact]
    public async Task Start_without_on_another_layer()
    {
        using var layer = await BuiltLayer.CopyAsync();
        var list = Path.Combine(layer.Path, FrameworkListFormat.RelativePath);
        var lines = await File.ReadAllLinesAsync(list, Token);
        var last = Array.FindLastIndex(lines, line => line.StartsWith("managed\t", StringComparison.Ordinal));
        lines[last] = string.Join('\t', lines[last].Split('\t').Select((field, index) => index == 4 ? "10.0.9999.1" : field));
        await File.WriteAllTextAsync(list, string.Join('\n', lines) + '\n', Token);

        var options = await Functions.PackageOptionsAsync(Api, (await RehearsedApi.Value).Path, ("PINTLE_LOG", "info")) with { Layer = layer.Path };
        await using var function = await LambdaFunction.StartAsync(options, Token);
        var result = await function.InvokeAsync(Request, cancellationToken: Token);

        var logs = Logs(function);
        Assert.True(result.Text.Contains("6.0", StringComparison.Ordinal) && logs.Contains("it was rehearsed on another layer", StringComparison.Ordinal), $"{result}\n{logs}");
    }

    /// <summary>The package is the user's: a list can be made that fits whatever profile there is. Then the CLR has to notice, which it does of whole records.</summary>
    [Theory]
    [InlineData("another version")]
    [InlineData("no records")]
    [InlineData("modules of another build")]
    public async Task Start_with_a_profile_that_CoreCLR_refuses(string kind)
    {
        using var package = new ScratchFolder().CopyFrom((await RehearsedApi.Value).Path);
        var profile = await File.ReadAllBytesAsync(Profile(package), Token);
        if (kind == "another version")
            profile[4] = 101;
        else if (kind == "no records")
            profile = profile[..64];
        else
            Array.Fill(profile, (byte)7, 64 + 16, 16);
        await File.WriteAllBytesAsync(Profile(package), profile, Token);
        var list = Path.Combine(package.Path, RehearsalFormat.ListPath);
        var lines = (await File.ReadAllLinesAsync(list, Token)).Select(line => line.StartsWith("start\t", StringComparison.Ordinal)
            ? line[..(line.LastIndexOf('\t') + 1)] + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(profile)) : line);
        await File.WriteAllTextAsync(list, string.Join('\n', lines) + '\n', Token);

        var (result, logs) = await InvokeAsync(Api, package.Path, Request);

        Assert.True(result.Text.Contains("6.0", StringComparison.Ordinal) && logs.Contains(Replays, StringComparison.Ordinal), $"{result}\n{logs}");
        Assert.Equal(profile, await File.ReadAllBytesAsync(Profile(package), Token));
    }

    private static void Damage(ScratchFolder package, string damage)
    {
        var list = Path.Combine(package.Path, RehearsalFormat.ListPath);
        var profile = Profile(package);
        switch (damage)
        {
            case "profile torn":
                File.WriteAllBytes(profile, File.ReadAllBytes(profile)[..^100]);
                break;
            case "profile of random bytes":
                var bytes = File.ReadAllBytes(profile);
                new Random(4).NextBytes(bytes.AsSpan(bytes.Length / 2, 8));
                File.WriteAllBytes(profile, bytes);
                break;
            case "profile missing":
                File.Delete(profile);
                break;
            case "list torn":
                File.WriteAllText(list, File.ReadAllText(list)[..^40]);
                break;
            case "list empty":
                File.WriteAllText(list, "");
                break;
            case "list of another handler":
                File.WriteAllText(list, File.ReadAllText(list).Replace("Realistic.Api", "Realistic.Other", StringComparison.Ordinal));
                break;
            case "module grown":
                File.AppendAllText(Path.Combine(package.Path, "Realistic.dll"), "\n");
                break;
            case "module unlisted":
                File.AppendAllText(list, "module\t1\tOther.dll\n");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(damage), damage, null);
        }
    }

    private static StartProfile WithoutThreading(StartProfile profile, HashSet<uint> threading) =>
        profile.Where(record => record.Kind != ProfileRecordKind.Method || profile.Modules[(int)record.Module].Name != CoreLibrary || !threading.Contains(record.Value));

    /// <summary>The tokens of the core library's methods in System.Threading and below.</summary>
    private static HashSet<uint> ThreadingMethods(string layer)
    {
        const string Threading = "System.Threading";
        using var core = AssemblyDefinition.ReadAssembly(Path.Combine(layer, "pintle", "dotnet", CoreLibrary + ".dll"));
        return [.. core.MainModule.GetTypes().Where(type => Outermost(type).Namespace is Threading || Outermost(type).Namespace.StartsWith(Threading + ".", StringComparison.Ordinal)).SelectMany(type => type.Methods).Select(method => method.MetadataToken.ToUInt32())];

        static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
    }

    private static string Profile(ScratchFolder package) => Path.Combine(package.Path, RehearsalFormat.Folder, "1.profile");

    private static async Task<int> JittedInHandlerAsync(string package)
    {
        var (result, logs) = await InvokeAsync(Api, package, Request, ("PINTLE_REHEARSAL", ForLong));
        Assert.False(result.IsError, $"{result}\n{logs}");
        using var json = JsonDocument.Parse(result.Text);
        return int.Parse(json.RootElement.GetProperty("Headers").GetProperty("X-Jitted").GetString()!, CultureInfo.InvariantCulture);
    }

    private static async Task<(InvocationResult Result, string Logs)> InvokeAsync(string handler, string package, string payload, params (string Name, string Value)[] environment)
    {
        await using var function = await LambdaFunction.StartAsync(await Functions.PackageOptionsAsync(handler, package, [("PINTLE_LOG", "info"), .. environment]), Token);
        var result = await function.InvokeAsync(payload, cancellationToken: Token);
        return (result, Logs(function));
    }

    private static string Logs(LambdaFunction function) => string.Join('\n', function.Logs.Select(line => line.Text));
}
