using System.Diagnostics;
using Pintle.Layer.Rehearse;
using Pintle.Testing;

namespace Pintle.Cli.Rehearsing;

/// <param name="Handler">The handler string.</param>
/// <param name="Payloads">The events that the user gave for it, in their order.</param>
internal sealed record RehearsedHandler(string Handler, IReadOnlyList<ReadOnlyMemory<byte>> Payloads);

/// <param name="Profiles">As the CLR wrote them.</param>
/// <param name="LeavesJson">Whether generated code left an event or a response to the function's serializer.</param>
internal sealed record Recordings(IReadOnlyList<byte[]> Profiles, bool LeavesJson);

/// <summary>Starts a function on a layer while the CLR records the start, gives it its events, and ends it in order: only then is the profile written.</summary>
internal sealed class Recorder(string layer, IReadOnlyDictionary<string, string> variables, TimeSpan timeout)
{
    /// <summary>Two: what only one of them did, a thread did by chance.</summary>
    private const int Times = 2;

    private const string LeftSuffix = ".left";

    // Chosen, not measured: the CLR writes the profile at its end, which takes well under a second; the limit only ends a function that does not stop.
    private static readonly TimeSpan OrderlyEnd = TimeSpan.FromSeconds(30);

    /// <returns>What was recorded.</returns>
    /// <exception cref="ToolException">The function does not start, answer all its events, or end in order.</exception>
    public async Task<Recordings> RecordAsync(string package, RehearsedHandler rehearsed, CancellationToken cancellationToken)
    {
        if (!CanRecord(package, rehearsed.Handler))
            throw new ToolException($"Expected a handler such as Orders::Orders.Function::Place, or the name of an executable assembly of the package, found {rehearsed.Handler}. Nothing was written; correct --handler. The start of a native executable cannot be replayed.");
        var profiles = new List<byte[]>();
        var leavesJson = false;
        for (var i = 0; i < Times; i++)
        {
            var (profile, leaves) = await RecordOnceAsync(package, rehearsed, cancellationToken).ConfigureAwait(false);
            profiles.Add(profile);
            leavesJson |= leaves;
        }

        return new Recordings(profiles, leavesJson);
    }

    /// <summary>Starts the function once, and has the start write the code for its handler's types.</summary>
    /// <returns>The assembly; null where the function's serializer reads and writes them in a way that only it knows.</returns>
    public async Task<byte[]?> GenerateJsonAsync(string package, string handler, CancellationToken cancellationToken)
    {
        if (IsProgram(handler))
            return null;
        var name = $"pintle-json-{Guid.NewGuid():N}.dll";
        var options = Options(package, handler, new() { [FunctionRehearsal.JsonVariable] = "/tmp/" + name, ["PINTLE_PREWARM"] = "off" });
        await using var function = await LambdaFunction.StartAsync(options, cancellationToken).ConfigureAwait(false);
        if (Paths(function, name).FirstOrDefault(File.Exists) is not { } path)
            return null;
        var assembly = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        File.Delete(path);
        return assembly;
    }

    private LambdaFunctionOptions Options(string package, string handler, Dictionary<string, string> environment)
    {
        foreach (var (variable, value) in variables)
            environment[variable] = value;
        return new LambdaFunctionOptions
        {
            Layer = layer,
            Function = package,
            Handler = handler,
            MemoryMB = 1769,
            Timeout = timeout,
            InitTimeout = TimeSpan.FromMinutes(1),
            Environment = environment,
        };
    }

    /// <summary>In the sandbox's own /tmp, or without one in the machine's.</summary>
    private static string[] Paths(LambdaFunction function, string name) => [Path.Combine(function.TemporaryFolder, name), "/tmp/" + name];

    private async Task<(byte[] Profile, bool LeavesJson)> RecordOnceAsync(string package, RehearsedHandler rehearsed, CancellationToken cancellationToken)
    {
        // A name of its own, because without a sandbox all have the machine's /tmp.
        var name = $"pintle-rehearsed-{Guid.NewGuid():N}.profile";
        // Without prewarming the record is the start of one thread, in its order.
        var options = Options(package, rehearsed.Handler, new()
        {
            [FunctionRehearsal.RecordVariable] = "/tmp/" + name,
            [FunctionRehearsal.JsonLeftVariable] = "/tmp/" + name + LeftSuffix,
            ["PINTLE_PREWARM"] = "off",
        });
        await using var function = await LambdaFunction.StartAsync(options, cancellationToken).ConfigureAwait(false);
        if (!function.Init.Succeeded)
            throw new ToolException($"Expected {rehearsed.Handler} to start on the layer, but its init phase failed: {Bounded(function.Init.ToString())} Nothing was written; correct --handler, or give the variables that it needs with --env.");
        foreach (var payload in rehearsed.Payloads)
        {
            var result = await function.InvokeAsync(payload, cancellationToken: cancellationToken).ConfigureAwait(false);
            if (result.ErrorType is { } error)
                throw new ToolException($"Expected {rehearsed.Handler} to answer its event while it is rehearsed, found {error}: {Bounded(result.ErrorMessage ?? "")} Nothing was written; give an event that it answers (--event), and the variables that it needs (--env).");
        }

        var paths = Paths(function, name);
        if (IsProgram(rehearsed.Handler))
            await EndRecordingAsync(function, paths, cancellationToken).ConfigureAwait(false);
        else
            _ = await function.StopAsync(OrderlyEnd, cancellationToken).ConfigureAwait(false);
        var path = paths.FirstOrDefault(File.Exists)
            ?? throw new ToolException($"Expected the CLR's profile after {rehearsed.Handler} had answered, found none within {OrderlyEnd.TotalSeconds:F0} s. Nothing was written; {WhenItComes(rehearsed.Handler)}");
        var profile = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        File.Delete(path);
        var left = Paths(function, name + LeftSuffix).FirstOrDefault(File.Exists);
        if (left is not null)
            File.Delete(left);
        return (profile, left is not null);
    }

    private static string WhenItComes(string handler) => IsProgram(handler)
        ? "it comes while the program runs, or when it ends in order, so see that it is not killed and doesn't crash."
        : "it comes when the function ends in order, so see that its handling of SIGTERM doesn't end the process or hang.";

    /// <summary>A native executable has no CLR of the layer's.</summary>
    /// <param name="package">A folder.</param>
    /// <param name="handler">The handler string.</param>
    public static bool CanRecord(string package, string handler) =>
        !IsProgram(handler) || File.Exists(Path.Combine(package, handler.Trim() + ".dll")) || (handler.Trim().EndsWith(".dll", StringComparison.Ordinal) && File.Exists(Path.Combine(package, handler.Trim())));

    private static bool IsProgram(string handler) => !handler.Contains(':', StringComparison.Ordinal);

    /// <summary>A program that polls by itself may take half a minute to end in order. One that has ended by itself needs no asking: its profile is written by then.</summary>
    private static async Task EndRecordingAsync(LambdaFunction function, string[] profiles, CancellationToken cancellationToken)
    {
        var asked = profiles.Select(profile => profile + FunctionRehearsal.EndSuffix).ToList();
        try
        {
            asked.ForEach(path => File.WriteAllBytes(path, []));
            for (var begin = Stopwatch.GetTimestamp(); asked.TrueForAll(File.Exists) && function.ProcessId is not null && Stopwatch.GetElapsedTime(begin) < OrderlyEnd;)
                await Task.Delay(10, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            asked.ForEach(File.Delete);
        }
    }

    private static string Bounded(string text) => text.Length <= 500 ? text : text[..500];
}
