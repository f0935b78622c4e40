using Pintle.Layer.Optimize;
using Pintle.Layer.Packages;
using Pintle.Testing;

namespace Pintle.TestSupport;

/// <summary>Functions compiled for a layer, as <c>pintle optimize</c> does it; and what the JIT compiles of a function in one start.</summary>
public static class OptimizedFunctions
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <summary>Trains as often as the command does where there is a handler, and puts the package into a scratch folder as <c>function.zip</c>. Layer and function are folders.</summary>
    public static async Task<ScratchFolder> CreateAsync(string layer, string function, string? handler = null, string payload = "", CancellationToken cancellationToken = default)
    {
        var scratch = new ScratchFolder();
        using var optimizer = await FunctionOptimizer.OpenAsync(function, layer, PackageStore.ForFolder(Repository.Root), cancellationToken: cancellationToken).ConfigureAwait(false);
        HashSet<string> methods = handler is null ? [] : [.. (await JittedAsync(layer, function, handler, payload, cancellationToken).ConfigureAwait(false)).List.Methods];
        await optimizer.CompileAsync(methods, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (handler is not null)
        {
            methods.UnionWith((await JittedAsync(layer, optimizer.Folder, handler, payload, cancellationToken).ConfigureAwait(false)).List.Methods);
            await optimizer.CompileAsync(methods, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        _ = await optimizer.WriteAsync(Path.Combine(scratch.Path, "function.zip"), cancellationToken: cancellationToken).ConfigureAwait(false);
        return scratch;
    }

    /// <summary>One start and one answer.</summary>
    public static async Task<(InvocationResult Result, JitList List)> JittedAsync(string layer, string function, string handler, string payload, CancellationToken cancellationToken)
    {
        var list = $"jitted-{Guid.NewGuid():N}.txt";
        var options = new LambdaFunctionOptions
        {
            Layer = layer,
            Function = function,
            Handler = handler,
            MemoryMB = 1024,
            Timeout = Limit,
            InitTimeout = Limit,
            Environment = new Dictionary<string, string> { ["DOTNET_JitStdOutFile"] = "/tmp/" + list, ["DOTNET_JitDisasmSummary"] = "1" },
        };
        await using var running = await LambdaFunction.StartAsync(options, cancellationToken).ConfigureAwait(false);
        var result = await running.InvokeAsync(payload, cancellationToken: cancellationToken).ConfigureAwait(false);
        // The JIT writes its list out at an orderly end.
        _ = await running.StopAsync(TimeSpan.FromSeconds(30), cancellationToken).ConfigureAwait(false);
        var path = new[] { Path.Combine(running.TemporaryFolder, list), "/tmp/" + list }.First(File.Exists);
        var read = JitList.Read(await File.ReadAllLinesAsync(path, cancellationToken).ConfigureAwait(false));
        File.Delete(path);
        return (result, read);
    }
}
