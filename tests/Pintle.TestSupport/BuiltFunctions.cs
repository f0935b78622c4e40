using System.IO.Compression;
using Pintle.Layer.Optimize;
using Pintle.Layer.Packages;
using Pintle.Layer.Rehearse;

namespace Pintle.TestSupport;

/// <summary>Functions compiled and rehearsed for a layer, with generated code for the JSON of their types, as <c>pintle optimize</c> does it, in folders that a test may change.</summary>
public static class BuiltFunctions
{
    /// <summary>Layer and function are folders. The handler has to be one for whose types there is such code.</summary>
    public static async Task<ScratchFolder> CreateAsync(string layer, string function, string handler, string payload, CancellationToken cancellationToken = default)
    {
        using var optimizer = await FunctionOptimizer.OpenAsync(function, layer, PackageStore.ForFolder(Repository.Root), cancellationToken: cancellationToken).ConfigureAwait(false);
        var (_, jitted) = await OptimizedFunctions.JittedAsync(layer, function, handler, payload, cancellationToken).ConfigureAwait(false);
        await optimizer.CompileAsync([.. jitted.Methods], cancellationToken: cancellationToken).ConfigureAwait(false);
        await optimizer.AddJsonAsync(handler, await GenerateAsync(layer, optimizer.Folder, handler, payload, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        byte[][] recordings =
        [
            await RehearsedFunctions.RecordAsync(layer, optimizer.Folder, handler, payload, cancellationToken).ConfigureAwait(false),
            await RehearsedFunctions.RecordAsync(layer, optimizer.Folder, handler, payload, cancellationToken).ConfigureAwait(false),
        ];
        _ = optimizer.Rehearse(handler, recordings);
        using var scratch = new ScratchFolder();
        var zip = Path.Combine(scratch.Path, "function.zip");
        _ = await optimizer.WriteAsync(zip, cancellationToken: cancellationToken).ConfigureAwait(false);
        var folder = new ScratchFolder();
        await ZipFile.ExtractToDirectoryAsync(zip, folder.Path, cancellationToken).ConfigureAwait(false);
        return folder;
    }

    /// <summary>The code that one start makes for the handler's types.</summary>
    public static async Task<byte[]> GenerateAsync(string layer, string function, string handler, string payload, CancellationToken cancellationToken = default) =>
        (await OneStart.RunAsync(layer, function, handler, payload, path => new() { [FunctionRehearsal.JsonVariable] = path }, cancellationToken).ConfigureAwait(false)).Written;
}
