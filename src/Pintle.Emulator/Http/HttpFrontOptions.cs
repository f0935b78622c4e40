namespace Pintle.Emulator.Http;

/// <summary>How HTTP requests become events, and for which functions.</summary>
public sealed record HttpFrontOptions
{
    public required HttpEventFormat Format { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<HttpRoute> Routes { get; init; }

    /// <summary>A port of 127.0.0.1; 0: a free one.</summary>
    public int Port { get; init; }

    /// <summary>Null: the function answers cross-origin requests itself.</summary>
    public CorsPolicy? Cors { get; init; }

    /// <summary>A function URL with the invoke mode <c>RESPONSE_STREAM</c>: a streamed response reaches the client as it arrives.</summary>
    public bool StreamsResponses { get; init; }

    /// <summary>Media types that a REST API hands over in base64, for example <c>image/*</c> or <c>*/*</c>; none unless configured, as on AWS, where such bodies are then damaged.</summary>
    public IReadOnlyList<string> BinaryMediaTypes { get; init; } = [];

    /// <summary>The stage of an API; null: <c>$default</c> for an HTTP API, <c>prod</c> for a REST API.</summary>
    public string? Stage { get; init; }

    /// <summary>How long API Gateway waits for a function; null: 30 seconds for an HTTP API, 29 for a REST API, and no limit for a function URL.</summary>
    public TimeSpan? IntegrationTimeout { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
