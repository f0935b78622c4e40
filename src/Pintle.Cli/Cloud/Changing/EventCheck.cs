using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pintle.Aws;

namespace Pintle.Cli.Cloud.Changing;

/// <summary>An event that is sent before and after a change: the answer, the error and the worst level in the log have to be the same.</summary>
internal sealed partial class EventCheck(byte[] payload)
{
    public byte[] Payload => payload;

    private static readonly string[] Levels = ["none", "warning", "error", "critical"];

    /// <exception cref="ToolException">There is no such file, or it is no JSON.</exception>
    public static EventCheck? Read(string? file, string folder)
    {
        if (file is null)
            return null;
        var path = Path.GetFullPath(file, folder);
        if (!File.Exists(path))
            throw new ToolException($"Expected an event at {path}, found no file. Correct --event.");
        var bytes = File.ReadAllBytes(path);
        try
        {
            JsonDocument.Parse(bytes).Dispose();
        }
        catch (JsonException)
        {
            throw new ToolException($"Expected JSON at {path}, which Lambda takes as an event, found something else. Correct the file.");
        }

        return new EventCheck(bytes);
    }

    public Task<InvokeResult> SendAsync(LambdaClient lambda, string function, string? qualifier, CancellationToken cancellationToken) => lambda.InvokeAsync(function, qualifier, payload, cancellationToken);

    /// <returns>What differs, as a sentence without payloads; null where nothing does.</returns>
    public static string? Difference(InvokeResult before, InvokeResult after)
    {
        if (before.Error != after.Error)
            return $"the test event was answered {Outcome(before)} before and {Outcome(after)} after";
        if (before.Error is not null && ErrorType(before) != ErrorType(after))
            return $"the test event's error was of type {ErrorType(before)} before and {ErrorType(after)} after";
        if (before.Error is null && !IsSame(before.Payload, after.Payload))
            return $"the test event's answer is another one ({before.Payload.Length} bytes before, {after.Payload.Length} after)";
        var (level, worse) = (Worst(before.Log), Worst(after.Log));
        return worse > level ? $"the log of the test event has the level {Levels[worse]}, where {(level == 0 ? "none of that kind was" : $"{Levels[level]} was the worst")} before" : null;
    }

    private static string Outcome(InvokeResult result) => result.Error is null ? "without an error" : $"with an error ({ErrorType(result)})";

    public static string ErrorType(InvokeResult result)
    {
        try
        {
            return JsonNode.Parse(result.Payload) is JsonObject error && error["errorType"]?.GetValue<string>() is { Length: > 0 and < 200 } type ? type : result.Error ?? "unknown";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return result.Error ?? "unknown";
        }
    }

    private static bool IsSame(byte[] one, byte[] other)
    {
        if (one.AsSpan().SequenceEqual(other))
            return true;
        try
        {
            return JsonNode.DeepEquals(JsonNode.Parse(one), JsonNode.Parse(other));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Judged by the level words of .NET's runtime, in text and in JSON, and of Lambda's own lines.</summary>
    private static int Worst(string log) => Critical().IsMatch(log) ? 3 : Error().IsMatch(log) ? 2 : Warning().IsMatch(log) ? 1 : 0;

    [GeneratedRegex("""\tcrit\t|"level":\s*"(Critical|FATAL)"|\[FATAL\]""", RegexOptions.IgnoreCase)]
    private static partial Regex Critical();

    [GeneratedRegex("""\tfail\t|"level":\s*"ERROR"|\[ERROR\]|Task timed out""", RegexOptions.IgnoreCase)]
    private static partial Regex Error();

    [GeneratedRegex("""\twarn\t|"level":\s*"WARN(ING)?"|\[WARN(ING)?\]""", RegexOptions.IgnoreCase)]
    private static partial Regex Warning();
}
