using System.Text.Json.Nodes;
using Pintle.Layer;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>Starts functions on the built layer, in the best sandbox this machine has, with limits that a slow machine keeps.</summary>
internal static class Functions
{
    /// <summary>With <c>PINTLE_TEST_JSON</c>, every function makes the code for its types and uses it: then the same tests show that nothing else changes.</summary>
    private static readonly Dictionary<string, string> Always = Environment.GetEnvironmentVariable("PINTLE_TEST_JSON") is { Length: > 0 } ? new() { ["PINTLE_JSON"] = "generate" } : [];

    public static async Task<LambdaFunctionOptions> OptionsAsync(string handler)
    {
        var assembly = handler.Split("::")[0];
        return new LambdaFunctionOptions
        {
            Layer = (await BuiltLayer.GetAsync()).Directory,
            Function = await (assembly == "Orders" ? PublishedFunctions.OrdersAsync() : PublishedFunctions.TestFunctionAsync(assembly)),
            Handler = handler,
            MemoryMB = 512,
            Timeout = TimeSpan.FromSeconds(60),
            InitTimeout = TimeSpan.FromSeconds(60),
            Environment = new Dictionary<string, string>(Always),
        };
    }

    /// <summary>The same for a folder of the test's own, with variables.</summary>
    public static async Task<LambdaFunctionOptions> PackageOptionsAsync(string handler, string package, params (string Name, string Value)[] environment) => new()
    {
        Layer = (await BuiltLayer.GetAsync()).Directory,
        Function = package,
        Handler = handler,
        MemoryMB = 512,
        Timeout = TimeSpan.FromSeconds(60),
        InitTimeout = TimeSpan.FromSeconds(60),
        Environment = new Dictionary<string, string>([.. Always, .. environment.Select(each => KeyValuePair.Create(each.Name, each.Value))]),
    };

    /// <summary>The same on the layer for a processor. Emulation of another takes plain folders and time; an arm64 machine gets the same, so that a test sees the same paths.</summary>
    public static async Task<LambdaFunctionOptions> PackageOptionsAsync(LayerArchitecture processor, string handler, string package, params (string Name, string Value)[] environment)
    {
        if (processor != LayerArchitecture.X64)
            RequiredTools.RequireArm64Emulator();
        var options = await PackageOptionsAsync(handler, package, environment);
        return processor == LayerArchitecture.X64 ? options : options with
        {
            Layer = (await BuiltLayer.GetArm64Async()).Directory,
            Sandbox = SandboxKind.Folders,
            Timeout = TimeSpan.FromMinutes(2),
            InitTimeout = TimeSpan.FromMinutes(2),
        };
    }

    /// <summary>Where the function finds its own files.</summary>
    public static string TaskRoot(LambdaFunctionOptions options) => options.Sandbox == SandboxKind.Folders ? options.Function : "/var/task";

    /// <summary>Where the function finds the layer's.</summary>
    public static string LayerRoot(LambdaFunctionOptions options) => options.Sandbox == SandboxKind.Folders ? options.Layer! : "/opt";

    /// <summary>Adds a library to a deps.json.</summary>
    public static void List(string depsPath, string library, string parts)
    {
        var root = JsonNode.Parse(File.ReadAllText(depsPath))!;
        root["targets"]![(string)root["runtimeTarget"]!["name"]!]![library] = JsonNode.Parse(parts);
        root["libraries"]![library] = JsonNode.Parse("""{ "type": "project", "serviceable": false, "sha512": "" }""");
        File.WriteAllText(depsPath, root.ToJsonString());
    }

    public static async Task<LambdaFunction> StartAsync(string handler) =>
        await LambdaFunction.StartAsync(await OptionsAsync(handler), TestContext.Current.CancellationToken);

    /// <summary>One cold start, one invocation.</summary>
    public static async Task<InvocationResult> InvokeOnceAsync(string handler, string payload)
    {
        await using var function = await StartAsync(handler);
        return await function.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);
    }

    /// <summary>The JSON of a failed init.</summary>
    public static string Body(InitReport init) => System.Text.Encoding.UTF8.GetString(init.Payload.Span);

    /// <summary>The JSON of a failed invocation or init; a failed assertion shows everything.</summary>
    public static void AssertError(InvocationResult result, string errorType, string messagePart)
    {
        Assert.True(result.ErrorType == errorType && (result.ErrorMessage ?? "").Contains(messagePart, StringComparison.Ordinal), $"Expected {errorType} with \"{messagePart}\", found:\n{result}");
    }
}
