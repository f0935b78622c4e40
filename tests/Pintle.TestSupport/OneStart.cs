using Pintle.Testing;

namespace Pintle.TestSupport;

/// <summary>One start and one answer of a function for which the runtime writes a file at its orderly end: the JIT's list, a recorded start.</summary>
internal static class OneStart
{
    /// <summary>Enough for a processor that is emulated.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <summary>Layer and function are folders; <c>variables</c> gives the function's, for the path at which the runtime has to write the file. A file with <c>endSuffix</c> behind it asks for that in place of the end.</summary>
    public static async Task<(InvocationResult Result, byte[] Written)> RunAsync(
        string layer, string function, string handler, string payload, Func<string, Dictionary<string, string>> variables, CancellationToken cancellationToken, string? endSuffix = null)
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
        // In plain folders /tmp is the machine's.
        string[] paths = [Path.Combine(running.TemporaryFolder, name), "/tmp/" + name];
        if (endSuffix is null)
            _ = await running.StopAsync(TimeSpan.FromSeconds(30), cancellationToken).ConfigureAwait(false);
        else
            await AskAsync([.. paths.Select(each => each + endSuffix)], cancellationToken).ConfigureAwait(false);
        var path = paths.First(File.Exists);
        var written = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        File.Delete(path);
        return (result, written);
    }

    /// <summary>One of them is taken away when it was seen.</summary>
    private static async Task AskAsync(List<string> files, CancellationToken cancellationToken)
    {
        files.ForEach(file => File.WriteAllBytes(file, []));
        while (files.TrueForAll(File.Exists))
            await Task.Delay(10, cancellationToken).ConfigureAwait(false);
        files.ForEach(File.Delete);
    }
}
