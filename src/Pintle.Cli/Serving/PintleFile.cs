using System.Text.Json;
using Pintle.Emulator.Http;
using Pintle.Testing;

namespace Pintle.Cli.Serving;

/// <summary>Reads <c>pintle.json</c>: functions by name, and how HTTP reaches them. Members it doesn't know are refused, because they are most often misspelt.</summary>
internal static class PintleFile
{
    /// <exception cref="ToolException">The file is not as expected; the message says where.</exception>
    public static ServePlan Read(string path)
    {
        var root = PintleReader.Read(path);
        if (root.Functions.Count == 0)
            throw new ToolException($"Expected at least one function in {path}, found none. Add \"functions\": {{ \"name\": {{ \"code\": …, \"handler\": … }} }}.");

        var functions = root.Functions;
        return new ServePlan(
            [.. functions.Select(each => new PlannedFunction(CodePath.Resolve(path, each.Key, each.Value.Code), OptionsOf(path, each.Key, each.Value), each.Value.TargetFramework))],
            [.. functions.Where(each => each.Value.Http != "none").Select(each => FrontOf(each.Key, each.Value))],
            [.. functions.SelectMany(each => each.Value.Queues.Select(queue => QueueOf(path, each.Key, queue)))],
            root.Layer is null ? null : Path.GetFullPath(root.Layer, Path.GetDirectoryName(path)!),
            []);
    }

    private static LambdaFunctionOptions OptionsOf(string path, string name, PintleFunction function) => new()
    {
        Function = "",
        FunctionName = name,
        Handler = function.Handler,
        MemoryMB = function.Memory,
        Timeout = TimeSpan.FromSeconds(function.Timeout is > 0 and <= 900 ? function.Timeout : throw new ToolException($"Expected the timeout of '{name}' over 0 and up to 900 seconds, found {function.Timeout}.")),
        Environment = function.Environment,
        MoreLayers = [.. function.Layers.Select(layer => CodePath.OfLayer(path, layer, layer))],
        Concurrency = function.Concurrency,
        MaxEnvironments = function.Environments,
        ReservedConcurrency = function.ReservedConcurrency,
        EnforceMemory = function.EnforceMemory,
        LimitCpu = function.CpuShare,
        FreezeBetweenInvocations = function.Freeze,
        EphemeralStorageMB = function.EphemeralStorage,
        Events = new EventInvocationOptions
        {
            MaxRetries = function.Events.Retries,
            RetryDelay = TimeSpan.FromSeconds(Seconds(name, "retryDelay", function.Events.RetryDelay, 3600)),
            MaxAge = TimeSpan.FromSeconds(Seconds(name, "maxAge", function.Events.MaxAge, 21_600)),
            DeadLetterFile = function.Events.DeadLetterFile is { } file ? Path.GetFullPath(file, Path.GetDirectoryName(path)!) : null,
        },
    };

    private static QueueSource QueueOf(string path, string name, PintleQueue queue)
    {
        string At(string given) => given.Contains("://", StringComparison.Ordinal) ? given : Path.GetFullPath(given, Path.GetDirectoryName(path)!);
        return new QueueSource
        {
            FunctionName = name,
            Queue = queue.From.Length > 0 && !queue.From.Any(char.IsControl) ? At(queue.From) : throw new ToolException($"Expected \"from\" of a queue of '{name}' to be a folder or a URL. Correct it."),
            BatchSize = queue.BatchSize,
            BatchingWindow = TimeSpan.FromSeconds(Seconds(name, "batchingWindow", queue.BatchingWindow, 300)),
            ReportsItemFailures = queue.ReportsItemFailures,
            VisibilityTimeout = queue.VisibilityTimeout is { } seconds ? TimeSpan.FromSeconds(Seconds(name, "visibilityTimeout", seconds, 43_200)) : null,
            MaxReceiveCount = queue.MaxReceiveCount,
            DeadLetterFolder = queue.DeadLetterFolder is { } folder ? At(folder) : null,
            MaxConcurrency = queue.MaxConcurrency,
            Filters = [.. queue.Filters.Select(each => each.ValueKind == JsonValueKind.String ? each.GetString()! : each.GetRawText())],
        };
    }

    private static double Seconds(string name, string member, double given, double most) =>
        given >= 0 && given <= most ? given : throw new ToolException($"Expected \"{member}\" of '{name}' of 0 to {most} seconds, found {given}. Correct it.");

    private static HttpFront FrontOf(string name, PintleFunction function) => HttpFront.For(name, FormatOf(name, function.Http)) with
    {
        StreamsResponses = function.Stream,
        Port = function.Port,
        Cors = function.Cors,
        BinaryMediaTypes = function.BinaryMediaTypes,
    };

    private static HttpEventFormat FormatOf(string name, string http) => http switch
    {
        "function-url" => HttpEventFormat.FunctionUrl,
        "http-api" => HttpEventFormat.HttpApi,
        "rest-api" => HttpEventFormat.RestApi,
        _ => throw new ToolException($"Expected \"http\" of '{name}' to be function-url, http-api, rest-api or none. Correct it."),
    };
}
