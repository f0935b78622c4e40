using Pintle.Layer.Rehearse;

namespace Pintle.TestSupport;

/// <summary>Functions whose start was rehearsed, as <c>pintle rehearse</c> does it, in folders that a test may change.</summary>
public static class RehearsedFunctions
{
    /// <summary>The rehearsed package, unpacked. Layer and function are folders.</summary>
    public static async Task<ScratchFolder> CreateAsync(string layer, string function, string handler, string payload, CancellationToken cancellationToken = default)
    {
        using var rehearsal = await FunctionRehearsal.OpenAsync(function, layer, cancellationToken: cancellationToken).ConfigureAwait(false);
        byte[][] recordings =
        [
            await RecordAsync(layer, rehearsal.Folder, handler, payload, cancellationToken).ConfigureAwait(false),
            await RecordAsync(layer, rehearsal.Folder, handler, payload, cancellationToken).ConfigureAwait(false),
        ];
        _ = rehearsal.Add(handler, recordings);
        rehearsal.Finish();
        return new ScratchFolder().CopyFrom(rehearsal.Folder);
    }

    /// <summary>What the CLR records of one start and one answer.</summary>
    public static async Task<byte[]> RecordAsync(string layer, string function, string handler, string payload, CancellationToken cancellationToken = default) =>
        (await OneStart.RunAsync(
            layer, function, handler, payload, path => new() { [FunctionRehearsal.RecordVariable] = path, ["PINTLE_PREWARM"] = "off" }, cancellationToken,
            handler.Contains(':', StringComparison.Ordinal) ? null : FunctionRehearsal.EndSuffix).ConfigureAwait(false)).Written;
}
