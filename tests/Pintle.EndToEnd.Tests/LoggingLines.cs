using System.Text.RegularExpressions;
using Pintle.Testing;

namespace Pintle.EndToEnd.Tests;

/// <summary>A function's log lines with what differs from run to run taken out: the time is &lt;time&gt;, the request id &lt;id&gt;.</summary>
internal static partial class LoggingLines
{
    /// <summary>Runs one invocation with these variables, and gives the lines of that invocation.</summary>
    public static async Task<(string[] Output, string[] Error, InvocationResult Result)> OfAsync(string method, string payload, params (string Name, string Value)[] environment)
    {
        var options = await Functions.OptionsAsync(method.Contains("::", StringComparison.Ordinal) ? method : $"Handlers::Handlers.{method.Replace(".", "::", StringComparison.Ordinal)}");
        await using var function = await LambdaFunction.StartAsync(
            options with { Environment = environment.ToDictionary(each => each.Name, each => each.Value) }, TestContext.Current.CancellationToken);
        var result = await function.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);
        return (Of(result.Logs, LogChannel.Output, result.RequestId), Of(result.Logs, LogChannel.Error, result.RequestId), result);
    }

    public static string[] Of(IEnumerable<LogLine> lines, LogChannel channel, string requestId) => [.. lines.Where(line => line.Channel == channel).Select(line => Neutral(line.Text, requestId))];

    public static string Neutral(string line, string requestId)
    {
        var neutral = Time().Replace(line, "<time>");
        return requestId.Length == 0 ? neutral : neutral.Replace(requestId, "<id>", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z(?=\t|"",""level)")]
    private static partial Regex Time();
}
