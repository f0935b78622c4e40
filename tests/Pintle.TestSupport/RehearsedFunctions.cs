using Pintle.Layer.Rehearse;
using Pintle.Testing;

namespace Pintle.TestSupport;

/// <summary>Functions whose start was rehearsed, as <c>pintle rehearse</c> does it, in folders that a test may change.</summary>
public static class RehearsedFunctions
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

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
    public static async Task<byte[]> RecordAsync(string layer, string function, string handler, string payload, CancellationToken cancellationToken = default)
    {
        var name = $"rehearsed-{Guid.NewGuid():N}.profile";
        var options = new LambdaFunctionOptions
        {
            Layer = layer,
            Function = function,
            Handler = handler,
            MemoryMB = 1024,
            Timeout = Limit,
            InitTimeout = Limit,
            Environment = new Dictionary<string, string> { [FunctionRehearsal.RecordVariable] = "/tmp/" + name, ["PINTLE_PREWARM"] = "off" },
        };
        await using var running = await LambdaFunction.StartAsync(options, cancellationToken).ConfigureAwait(false);
        _ = await running.InvokeAsync(payload, cancellationToken: cancellationToken).ConfigureAwait(false);
        // The CLR writes it at an orderly end.
        _ = await running.StopAsync(TimeSpan.FromSeconds(30), cancellationToken).ConfigureAwait(false);
        var path = new[] { Path.Combine(running.TemporaryFolder, name), "/tmp/" + name }.First(File.Exists);
        var profile = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        File.Delete(path);
        return profile;
    }
}
