using Pintle.Layer;
using Pintle.Layer.Patch;
using Pintle.Testing;

namespace Pintle.Cli.Patching;

/// <summary>Runs the sample function on a layer: its three handlers have to answer as they always do.</summary>
internal static class SmokeRun
{
    private const string Order = """{"id":"a1","quantity":3,"price":9.5}""";
    private const int Runs = 11;

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

    /// <summary>Alternates between the two, so that what else the machine does falls on both. Not measured where an emulator would be.</summary>
    public static async Task<ColdStarts?> CompareAsync(LayerArtifact before, LayerArtifact after, string function, CancellationToken cancellationToken)
    {
        if (after.Manifest.Rid != LayerNames.OfThisMachine.Rid())
            return null;
        await using var first = await LambdaFunction.StartAsync(Options(before, function, "Echo"), cancellationToken).ConfigureAwait(false);
        await using var second = await LambdaFunction.StartAsync(Options(after, function, "Echo"), cancellationToken).ConfigureAwait(false);
        List<TimeSpan> old = [], now = [];
        for (var run = 0; run < Runs; run++)
        {
            old.Add((await first.RestartAsync(cancellationToken).ConfigureAwait(false)).Duration);
            now.Add((await second.RestartAsync(cancellationToken).ConfigureAwait(false)).Duration);
        }

        return new ColdStarts(Median(old), Median(now), Runs);
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

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);

    private static string Bounded(string text) => text.Length <= 500 ? text : text[..500];
}
