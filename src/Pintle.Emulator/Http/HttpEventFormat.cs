namespace Pintle.Emulator.Http;

/// <summary>Which service stands between an HTTP client and a function.</summary>
public enum HttpEventFormat
{
    /// <summary>A function URL: payload format 2.0, every path, no authentication.</summary>
    FunctionUrl,

    /// <summary>An HTTP API of API Gateway with payload format 2.0.</summary>
    HttpApi,

    /// <summary>A REST API of API Gateway, payload format 1.0.</summary>
    RestApi,
}
