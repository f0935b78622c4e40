using System.Globalization;
using System.Text;
using Pintle.Cli.Benchmarking;
using Pintle.Layer;
using Pintle.Layer.Patch;
using Pintle.Testing;

namespace Pintle.Cli.Patching;

/// <summary>Runs the sample function on a layer: its three handlers have to answer as they always do, and a start must take no longer than allowed.</summary>
internal static class SmokeRun
{
    private const string Order = """{"id":"a1","quantity":3,"price":9.5}""";
    private const int Runs = 11; // Pairs, as in docs/performance.md. Fewer let chance refuse or pass a layer, more take longer.

    private static readonly (string Method, Func<InvocationResult, bool> IsExpected)[] Handlers =
    [
        ("Place", result => result.Text == """{"id":"a1","total":28.5}"""),
        ("Echo", result => result.Text == Order),
        ("Fail", result => result.IsError && result.ErrorType == "InvalidOperationException"),
    ];

    /// <returns>One sentence for each handler.</returns>
    /// <exception cref="ToolException">A handler answered otherwise.</exception>
    public static async Task<IReadOnlyList<string>> CheckAsync(LayerArtifact layer, string function, CancellationToken cancellationToken)
    {
        var said = new List<string>();
        foreach (var (method, isExpected) in Handlers)
        {
            await using var lambda = await LambdaFunction.StartAsync(Options(layer, function, method), cancellationToken).ConfigureAwait(false);
            var result = await lambda.InvokeAsync(Order, cancellationToken: cancellationToken).ConfigureAwait(false);
            if (!isExpected(result))
                throw new ToolException($"Expected Orders.Function::{method} to answer on {Path.GetFileName(layer.ZipPath)} as before, but it did not: {Bounded(result.ToString())} Nothing was changed. Run it with pintle invoke --layer {layer.ZipPath}.");
            said.Add($"Orders.Function::{method} answered as expected ({(lambda.Sandbox.Notice is null ? lambda.Sandbox.Kind.ToString().ToLowerInvariant() : lambda.Sandbox.Notice)}).");
        }

        return said;
    }

    /// <summary>Starts of a handler with types of its own, up to its first answer. Null where that would measure an emulator.</summary>
    public static async Task<ColdStarts?> CompareAsync(LayerArtifact before, LayerArtifact after, string function, CancellationToken cancellationToken)
    {
        if (after.Manifest.Rid != LayerNames.OfThisMachine.Rid())
            return null;
        await using var first = await LambdaFunction.StartAsync(Options(before, function, "Place"), cancellationToken).ConfigureAwait(false);
        await using var second = await LambdaFunction.StartAsync(Options(after, function, "Place"), cancellationToken).ConfigureAwait(false);
        var starts = await StartComparison.MeasureAsync(first, second, Encoding.UTF8.GetBytes(Order), Runs, cancellationToken).ConfigureAwait(false);
        return new ColdStarts(TimeSpan.FromMilliseconds(starts.Before), TimeSpan.FromMilliseconds(starts.After), starts.Runs, starts.Ratio.Median, starts.Ratio.Low, starts.Ratio.High);
    }

    /// <summary>By its lower quartile: noise on the machine makes some pairs slower, but not three of four.</summary>
    /// <exception cref="ToolException">Three quarters of the pairs are slower than allowed.</exception>
    public static void RequireRatio(ColdStarts starts, double most, LayerArtifact before, LayerArtifact after)
    {
        if (starts.Low <= most)
            return;
        throw new ToolException(string.Create(
            CultureInfo.InvariantCulture,
            $"Expected a start on the new layer to take at most {most:0.##} times as long as on the old one (--max-start-ratio), found {starts.Ratio:F2} ({starts.Low:F2}–{starts.High:F2}, {starts.Runs} pairs). ")
            + $"Look at it with pintle bench --layer {after.ZipPath} --against {before.ZipPath}; to move all the same, allow more.");
    }

    private static LambdaFunctionOptions Options(LayerArtifact layer, string function, string method) => new()
    {
        Layer = layer.Directory,
        Function = function,
        Handler = $"Orders::Orders.Function::{method}",
        FunctionName = "orders",
        // A layer of a later .NET than the sample is compiled for runs it too; where it is the same this changes nothing.
        Environment = new Dictionary<string, string> { ["DOTNET_ROLL_FORWARD"] = "Major" },
        MemoryMB = 512,
        Timeout = TimeSpan.FromMinutes(1),
        InitTimeout = TimeSpan.FromMinutes(2),
    };

    private static string Bounded(string text) => text.Length <= 500 ? text : text[..500];
}
