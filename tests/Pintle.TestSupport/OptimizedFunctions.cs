using System.Text;
using Pintle.Layer.Optimize;
using Pintle.Layer.Packages;
using Pintle.Testing;

namespace Pintle.TestSupport;

/// <summary>Functions compiled for a layer, as <c>pintle optimize</c> does it; and what the JIT compiles of a function in one start.</summary>
public static class OptimizedFunctions
{
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
        var (result, written) = await OneStart.RunAsync(
            layer, function, handler, payload, path => new() { ["DOTNET_JitStdOutFile"] = path, ["DOTNET_JitDisasmSummary"] = "1" }, cancellationToken).ConfigureAwait(false);
        return (result, JitList.Read(Encoding.UTF8.GetString(written).Split('\n')));
    }
}
