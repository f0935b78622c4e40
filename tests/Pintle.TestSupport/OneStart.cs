using Pintle.Testing;

namespace Pintle.TestSupport;

/// <summary>One start and one answer of a function for which the runtime writes a file at its orderly end: the JIT's list, a recorded start.</summary>
internal static class OneStart
{
    /// <summary>Enough for a processor that is emulated.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <summary>Layer and function are folders; <c>variables</c> gives the function's, for the path at which the runtime has to write the file.</summary>
    public static async Task<(InvocationResult Result, byte[] Written)> RunAsync(
        string layer, string function, string handler, string payload, Func<string, Dictionary<string, string>> variables, CancellationToken cancellationToken)
    {
        var name = $"written-{Guid.NewGuid():N}";
        var options = new LambdaFunctionOptions
        {
            Layer = layer,
            Function = function,
            Handler = handler,
            MemoryMB = 1024,
            Timeout = Limit,
            InitTimeout = Limit,
            Environment = variables("/tmp/" + name),
        };
        await using var running = await LambdaFunction.StartAsync(options, cancellationToken).ConfigureAwait(false);
        var result = await running.InvokeAsync(payload, cancellationToken: cancellationToken).ConfigureAwait(false);
        _ = await running.StopAsync(TimeSpan.FromSeconds(30), cancellationToken).ConfigureAwait(false);
        // In plain folders /tmp is the machine's.
        var path = new[] { Path.Combine(running.TemporaryFolder, name), "/tmp/" + name }.First(File.Exists);
        var written = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        File.Delete(path);
        return (result, written);
    }
}
