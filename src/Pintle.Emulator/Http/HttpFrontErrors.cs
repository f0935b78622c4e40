using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Pintle.Emulator.Http;

/// <summary>What each service says where no function's answer reaches the client.</summary>
/// <remarks>https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html</remarks>
internal sealed class HttpFrontErrors(HttpEventFormat format)
{
    private readonly bool _isRest = format == HttpEventFormat.RestApi;

    public FunctionResponse NoRoute => _isRest ? Json(StatusCodes.Status403Forbidden, "Missing Authentication Token") : Json(StatusCodes.Status404NotFound, "Not Found");

    public FunctionResponse TooLarge => Json(StatusCodes.Status413PayloadTooLarge, _isRest ? "Request Too Long" : "Request Entity Too Large");

    public static FunctionResponse ForeignHost => Json(StatusCodes.Status403Forbidden, "Expected a Host of this machine: call http://127.0.0.1 with the port that was printed.");

    public FunctionResponse TimedOut => _isRest ? Json(StatusCodes.Status504GatewayTimeout, "Endpoint request timed out") : Json(StatusCodes.Status503ServiceUnavailable, "Service Unavailable");

    /// <summary>Over the function's reserved concurrency. API Gateway turns it into an error of its own: https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html</summary>
    public FunctionResponse Throttled => format switch
    {
        HttpEventFormat.FunctionUrl => Json(StatusCodes.Status429TooManyRequests, "Rate Exceeded."),
        HttpEventFormat.HttpApi => Json(StatusCodes.Status500InternalServerError, "Internal Server Error"),
        _ => Json(StatusCodes.Status500InternalServerError, "Internal server error"),
    };

    /// <summary>There is no function to call, a case that API Gateway does not have: the sentence is for whoever works on the function.</summary>
    public static FunctionResponse Unavailable(string why) => Json(StatusCodes.Status503ServiceUnavailable, JsonEncodedText.Encode(why, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString());

    /// <summary>An error of the function, or an answer that is no HTTP response.</summary>
    public FunctionResponse FunctionFailed => format switch
    {
        HttpEventFormat.FunctionUrl => new FunctionResponse(StatusCodes.Status502BadGateway, [KeyValuePair.Create("Content-Type", "application/json")], Encoding.UTF8.GetBytes("Internal Server Error")),
        HttpEventFormat.HttpApi => Json(StatusCodes.Status500InternalServerError, "Internal Server Error"),
        _ => Json(StatusCodes.Status502BadGateway, "Internal server error"),
    };

    private static FunctionResponse Json(int status, string message) =>
        new(status, [KeyValuePair.Create("Content-Type", "application/json")], Encoding.UTF8.GetBytes($$"""{"message":"{{message}}"}"""));
}
