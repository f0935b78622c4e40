using Pintle.Emulator.Http;

namespace Pintle.Testing;

/// <summary>A way in for HTTP clients: a function URL, or an API of API Gateway with routes to functions. It gets a port of its own.</summary>
public sealed record HttpFront
{
    /// <summary>For people: the function's name, or the API's.</summary>
    public required string Name { get; init; }

    public required HttpEventFormat Format { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<HttpFrontRoute> Routes { get; init; }

    /// <summary>A port of 127.0.0.1; 0: a free one.</summary>
    public int Port { get; init; }

    /// <summary>Null: the functions answer cross-origin requests themselves.</summary>
    public CorsPolicy? Cors { get; init; }

    /// <summary>For a function URL: the invoke mode <c>RESPONSE_STREAM</c>.</summary>
    public bool StreamsResponses { get; init; }

    /// <summary>For a REST API: media types that travel in base64, for example <c>*/*</c>.</summary>
    public IReadOnlyList<string> BinaryMediaTypes { get; init; } = [];

    /// <summary>Null: <c>$default</c>, for a REST API <c>prod</c>.</summary>
    public string? Stage { get; init; }

    /// <summary>Everything that is sent to it goes to one function.</summary>
    public static HttpFront For(string functionName, HttpEventFormat format = HttpEventFormat.FunctionUrl) =>
        new() { Name = functionName, Format = format, Routes = [new HttpFrontRoute("ANY", HttpRoute.Default, functionName)] };
}

/// <summary>Which requests of an <see cref="HttpFront"/> reach a function.</summary>
/// <param name="Method">For example <c>GET</c>, or <c>ANY</c>.</param>
/// <param name="Path">For example <c>/orders/{id}</c>, <c>/files/{proxy+}</c> or <c>$default</c>.</param>
/// <param name="FunctionName">The function's name.</param>
public sealed record HttpFrontRoute(string Method, string Path, string FunctionName)
{
    /// <summary>For an HTTP API: the function gets and answers payload format 1.0, and not 2.0.</summary>
    public bool UsesPayloadVersion1 { get; init; }
}

/// <summary>A front that is open.</summary>
/// <param name="Front">What was asked for.</param>
/// <param name="Url">For example <c>http://127.0.0.1:40123/</c>.</param>
public sealed record OpenFront(HttpFront Front, string Url);
