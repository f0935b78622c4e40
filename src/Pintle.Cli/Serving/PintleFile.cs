using System.Text.Json;
using Pintle.Cli.Functions;
using Pintle.Emulator.Http;
using Pintle.Testing;

namespace Pintle.Cli.Serving;

/// <summary>Reads <c>pintle.json</c>: functions by name, and how HTTP reaches them. Members it doesn't know are refused, because they are most often misspelt.</summary>
internal static class PintleFile
{
    private const int MaxDepth = 32;
    private static readonly JsonSerializerOptions Reading = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = MaxDepth,
    };

    /// <exception cref="ToolException">The file is not as expected; the message says where.</exception>
    public static ServePlan Read(string path)
    {
        Root? root;
        try
        {
            root = JsonSerializer.Deserialize<Root>(File.ReadAllBytes(path), Reading);
        }
        catch (JsonException fault)
        {
            throw new ToolException($"Expected {path} to be JSON with \"functions\", but at {fault.Path ?? "$"}, line {fault.LineNumber + 1}, it is not. Correct it; docs/local.md has an example.");
        }

        if (root?.Functions is not { Count: > 0 } functions)
            throw new ToolException($"Expected at least one function in {path}, found none. Add \"functions\": {{ \"name\": {{ \"code\": …, \"handler\": … }} }}.");

        return new ServePlan(
            [.. functions.Select(each => new PlannedFunction(CodePath.Resolve(path, each.Key, each.Value.Code), OptionsOf(path, each.Key, each.Value)))],
            [.. functions.Where(each => each.Value.Http != "none").Select(each => FrontOf(each.Key, each.Value))],
            [.. functions.SelectMany(each => each.Value.Queues.Select(queue => QueueOf(path, each.Key, queue)))],
            root.Layer is null ? null : Path.GetFullPath(root.Layer, Path.GetDirectoryName(path)!),
            []);
    }

    private static LambdaFunctionOptions OptionsOf(string path, string name, Function function) => new()
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

    private static QueueSource QueueOf(string path, string name, Queue queue)
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
        };
    }

    private static double Seconds(string name, string member, double given, double most) =>
        given >= 0 && given <= most ? given : throw new ToolException($"Expected \"{member}\" of '{name}' of 0 to {most} seconds, found {given}. Correct it.");

    private static HttpFront FrontOf(string name, Function function) => HttpFront.For(name, FormatOf(name, function.Http)) with
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

    private sealed record Root
    {
        public string? Layer { get; init; }

        public Dictionary<string, Function> Functions { get; init; } = [];
    }

    private sealed record Function
    {
        public required string Code { get; init; }

        public required string Handler { get; init; }

        public int Memory { get; init; } = 512;

        public double Timeout { get; init; } = 30;

        public int Concurrency { get; init; } = 1;

        public int Environments { get; init; } = LifeSettings.Environments;

        public int? ReservedConcurrency { get; init; }

        public bool EnforceMemory { get; init; } = true;

        public bool CpuShare { get; init; }

        public bool Freeze { get; init; }

        public int EphemeralStorage { get; init; } = 512;

        public Events Events { get; init; } = new();

        public Dictionary<string, string> Environment { get; init; } = [];

        public string Http { get; init; } = "function-url";

        public int Port { get; init; }

        public bool Stream { get; init; }

        public CorsPolicy? Cors { get; init; }

        public string[] BinaryMediaTypes { get; init; } = [];

        public Queue[] Queues { get; init; } = [];

        public string[] Layers { get; init; } = [];
    }

    private sealed record Queue
    {
        public required string From { get; init; }

        public int BatchSize { get; init; } = 10;

        public double BatchingWindow { get; init; }

        public bool ReportsItemFailures { get; init; }

        public double? VisibilityTimeout { get; init; }

        public int? MaxReceiveCount { get; init; }

        public string? DeadLetterFolder { get; init; }

        public int? MaxConcurrency { get; init; }
    }

    private sealed record Events
    {
        public int Retries { get; init; } = 2;

        public double RetryDelay { get; init; } = 60;

        public double MaxAge { get; init; } = 21_600;

        public string? DeadLetterFile { get; init; }
    }
}
