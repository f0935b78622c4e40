using System.Text.Json;
using System.Text.Json.Nodes;
using Pintle.Cli.MachineReadable;
using Pintle.Shared;
using Pintle.Testing;

namespace Pintle.Cli.Functions;

/// <summary>How invocations are shown: the payload on standard output, logs and figures on standard error; or all of it as JSON.</summary>
internal static class InvocationReport
{
    public static void Write(IReadOnlyList<InvocationResult> results, bool asJson, Terminal terminal)
    {
        if (asJson)
        {
            terminal.Result(Json.Write(new InvokeJson([.. results.Select(Describe)])));
            return;
        }
        foreach (var result in results)
        {
            terminal.Result(result.Text);
            terminal.Say(Figures(result));
        }
    }

    public static void WriteLog(LogLine line, Terminal terminal)
    {
        lock (terminal)
            terminal.Say($"{(line.Channel == LogChannel.Error ? "stderr" : "stdout")}| {line.Text}");
    }

    /// <summary>Figures in the words of Lambda's REPORT line, measured here.</summary>
    public static string Figures(InvocationResult result) =>
        $"{(result.IsError ? $"{result.ErrorType}  " : "")}Duration: {Size.Of(result.Duration)}"
        + (result.InitDuration is { } init ? $"  Init Duration: {Size.Of(init)}" : "")
        + (result.MaxMemoryBytes is { } memory ? $"  Max Memory Used: {Size.OfMemory(memory)}" : "")
        + $"  RequestId: {result.RequestId}";

    private static InvocationJson Describe(InvocationResult result) => new(
        result.RequestId, result.ErrorType, result.WireErrorType, Payload(result), result.Duration.TotalMilliseconds, result.InitDuration?.TotalMilliseconds, result.MaxMemoryBytes,
        result.Environment, result.Exit?.ToString(), [.. result.Logs.Select(line => new LogJson(line.Channel == LogChannel.Error ? "stderr" : "stdout", line.Text))]);

    /// <summary>JSON stays JSON; anything else is a string.</summary>
    private static JsonNode? Payload(InvocationResult result)
    {
        try
        {
            using var whole = WholeJson.Parse(result.Payload);
            return JsonNode.Parse(result.Payload.Span);
        }
        catch (JsonException)
        {
            return result.Text;
        }
    }
}
