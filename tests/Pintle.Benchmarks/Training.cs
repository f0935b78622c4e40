using System.Globalization;
using System.Text;
using Pintle.Layer.Definition;
using Pintle.Layer.Precompile;
using Pintle.Shared;
using Pintle.Testing;

namespace Pintle.Benchmarks;

/// <summary>
/// Adds to <c>layer/training/methods.txt</c>, or for a layer with ASP.NET Core to <c>aspnet.txt</c> beside it, what the JIT still compiles of the framework for handlers of many shapes. Two rounds settle it: run it on a layer, build, run it on that layer.
/// It takes nothing away; start from an empty list for a new major version.
/// </summary>
internal static class Training
{
    private const string Person = """{"name":"Ada","age":36}""";
    private const string Sale = """{"sku":"abc","quantity":2,"price":2.5}""";
    private const string Order = """{"id":"a1","quantity":3,"price":9.5}""";

    /// <summary>Handler and event. A failing one is there for the path of errors.</summary>
    private static readonly (string Handler, string Payload)[] Exercises =
    [
        ("Orders::Orders.Function::Echo", Order),
        ("Orders::Orders.Function::Place", Order),
        ("Orders::Orders.Function::Fail", Order),
        ("Handlers::Handlers.Values::Greet", Person),
        ("Handlers::Handlers.Values::GreetAsyncWithContext", Person),
        ("Handlers::Handlers.Values::Upper", "\"hi\""),
        ("Handlers::Handlers.Values::UpperAsync", "\"hi\""),
        ("Handlers::Handlers.Values::Increment", "1"),
        ("Handlers::Handlers.Values::Doubled", "[1,2,3]"),
        ("Handlers::Handlers.Values::Forget", Person),
        ("Handlers::Handlers.Serializers::Generated", Person),
        ("Handlers::Handlers.Logs::ToConsole", "\"hi\""),
        ("Handlers::Handlers.Logs::ToLogger", "\"hi\""),
        ("Handlers::Handlers.Logs::WithArguments", "\"hi\""),
        ("CloudClients::CloudClients.Function::Table", "\"a1\""),
        ("CloudClients::CloudClients.Function::Read", "\"a1\""),
        ("CloudClients::CloudClients.Function::List", "\"a1\""),
        ("CloudClients::CloudClients.Function::Queue", "\"a1\""),
        ("CloudClients::CloudClients.Function::Parameter", "\"a1\""),
        ("CloudClients::CloudClients.Secured::Get", "\"a1\""),
        ("Shop::Shop.Prices::Handle", Sale),
        ("Shop::Shop.Receipts::Handle", Sale),
    ];

    /// <summary>Requests to a web application. The last event asks it to end, because it would not otherwise.</summary>
    private static readonly (string Handler, string Payload)[] Requests =
    [
        ("WebApp", Request("GET", "/orders/a1", "quantity=3")),
        ("WebApp", Request("POST", "/orders", "")),
        ("WebApp", Request("GET", "/status", "")),
        ("WebApp", Request("GET", "/nowhere", "")),
        ("WebApp", Request("GET", "/", "")),
        ("WebApp", Request("PUT", "/stock", "")),
        ("WebApp", Request("POST", "/names", "")),
    ];

    private const string Last = "\"last\"";

    /// <returns>How many methods were added.</returns>
    public static async Task<int> RunAsync(Subjects subjects, string layer, string repository)
    {
        var framework = Path.Combine(layer, FrameworkListFormat.RuntimeFolder);
        var isAspNet = File.Exists(Path.Combine(framework, "Microsoft.AspNetCore.dll"));
        var file = Path.Combine(repository, "layer", isAspNet ? LayerDefinition.AspNetMethodsPath : LayerDefinition.StartupMethodsPath);
        var listed = await File.ReadAllLinesAsync(file).ConfigureAwait(false);
        var remarks = listed.Where(line => line.StartsWith('#')).ToList();
        var methods = new SortedSet<string>(FrameworkPrecompiler.Lines(Encoding.UTF8.GetBytes(string.Join('\n', listed))), StringComparer.Ordinal);
        using var known = new FrameworkMethods(isAspNet
            ? Directory.EnumerateFiles(framework, "*.dll").Order(StringComparer.Ordinal)
            : LayerDefinition.Load(Path.Combine(repository, "layer")).Layout.Precompile.Assemblies.Select(name => Path.Combine(framework, name)));

        var before = methods.Count;
        foreach (var (handler, payload) in isAspNet ? Requests : Exercises)
        {
            var folder = isAspNet ? subjects.WebApp : handler.Split("::")[0] switch
            {
                "Orders" => subjects.Orders,
                "CloudClients" => subjects.CloudClients,
                "Shop" => subjects.Shop,
                _ => subjects.Handlers,
            };
            var jitted = await JittedAsync(layer, folder, handler, payload).ConfigureAwait(false);
            var found = jitted.Where(known.Knows).ToList();
            methods.UnionWith(found);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{handler}: {jitted.Count} methods jitted, {found.Count} of the assemblies that are precompiled."));
        }

        await File.WriteAllLinesAsync(file, remarks.Concat(methods)).ConfigureAwait(false);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{methods.Count - before} methods more in {file}."));
        return methods.Count - before;
    }

    private static async Task<List<string>> JittedAsync(string layer, string folder, string handler, string payload)
    {
        const string List = "jitted.txt";
        var options = new LambdaFunctionOptions
        {
            Layer = layer,
            Function = folder,
            Handler = handler,
            // With all of a processor nothing is compiled but what is called.
            MemoryMB = 1769,
            Sandbox = SandboxKind.Bubblewrap,
            Environment = new Dictionary<string, string> { ["DOTNET_JitStdOutFile"] = "/tmp/" + List, ["DOTNET_JitDisasmSummary"] = "1" },
        };
        await using var function = await LambdaFunction.StartAsync(options).ConfigureAwait(false);
        _ = await function.InvokeAsync(payload).ConfigureAwait(false);
        if (handler == "WebApp")
            _ = await function.InvokeAsync(Last).ConfigureAwait(false);
        // The JIT writes its list out at an orderly end.
        _ = await function.StopAsync(TimeSpan.FromSeconds(30)).ConfigureAwait(false);
        return [.. (await File.ReadAllLinesAsync(Path.Combine(function.TemporaryFolder, List)).ConfigureAwait(false))
            .Where(line => !line.Contains("[Tier1", StringComparison.Ordinal) && !line.Contains("OSR", StringComparison.Ordinal))
            .Select(MethodText.InLine).OfType<string>().Distinct()];
    }

    private static string Request(string method, string path, string query) =>
        $$$"""{"version":"2.0","rawPath":"{{{path}}}","rawQueryString":"{{{query}}}","requestContext":{"http":{"method":"{{{method}}}","path":"{{{path}}}"}},"body":"{}"}""";
}
