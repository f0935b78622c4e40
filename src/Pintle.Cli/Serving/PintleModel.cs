using System.Text.Json;
using System.Text.Json.Serialization;
using Pintle.Cli.Functions;
using Pintle.Emulator.Http;

namespace Pintle.Cli.Serving;

/// <summary>The members of <c>pintle.json</c>, with their defaults; docs/pintle.schema.json says the same for editors.</summary>
internal sealed record PintleRoot
{
    /// <summary>For editors.</summary>
    [JsonPropertyName("$schema")]
    public string? Schema { get; init; }

    public string? Layer { get; init; }

    public Dictionary<string, PintleFunction> Functions { get; init; } = [];
}

/// <summary>One function of it.</summary>
internal sealed record PintleFunction
{
    public required string Code { get; init; }

    public required string Handler { get; init; }

    public string? TargetFramework { get; init; }

    public int Memory { get; init; } = 512;

    public double Timeout { get; init; } = 30;

    public int Concurrency { get; init; } = 1;

    public int Environments { get; init; } = LifeSettings.Environments;

    public int? ReservedConcurrency { get; init; }

    public bool EnforceMemory { get; init; } = true;

    public bool CpuShare { get; init; }

    public bool Freeze { get; init; }

    public int EphemeralStorage { get; init; } = 512;

    public PintleEvents Events { get; init; } = new();

    public Dictionary<string, string> Environment { get; init; } = [];

    public string Http { get; init; } = "function-url";

    public int Port { get; init; }

    public bool Stream { get; init; }

    public CorsPolicy? Cors { get; init; }

    public string[] BinaryMediaTypes { get; init; } = [];

    public PintleQueue[] Queues { get; init; } = [];

    public string[] Layers { get; init; } = [];

    /// <summary>For <c>pintle bench --suite</c>: a file, or JSON.</summary>
    public string? TestEvent { get; init; }
}

/// <summary>A queue of a function.</summary>
internal sealed record PintleQueue
{
    public required string From { get; init; }

    public int BatchSize { get; init; } = 10;

    public double BatchingWindow { get; init; }

    public bool ReportsItemFailures { get; init; }

    public double? VisibilityTimeout { get; init; }

    public int? MaxReceiveCount { get; init; }

    public string? DeadLetterFolder { get; init; }

    public int? MaxConcurrency { get; init; }

    /// <summary>Patterns as objects, or as texts with JSON.</summary>
    public JsonElement[] Filters { get; init; } = [];
}

/// <summary>What becomes of a function's events that fail.</summary>
internal sealed record PintleEvents
{
    public int Retries { get; init; } = 2;

    public double RetryDelay { get; init; } = 60;

    public double MaxAge { get; init; } = 21_600;

    public string? DeadLetterFile { get; init; }
}
