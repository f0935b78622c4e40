using System.Text;

namespace Pintle.RuntimeApi;

/// <summary>Writes the heads of the requests, and the framing of a streamed one, from blocks of constant bytes. A body is never touched: the connection sends it from where it stands.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html. A returned head is valid until the next call.</remarks>
internal sealed class RequestEncoder
{
    private static ReadOnlySpan<byte> PreludeEnd => "\0\0\0\0\0\0\0\0"u8;

    private readonly byte[] _next;
    private readonly byte[] _initError;
    private readonly byte[] _invocation;
    private readonly byte[] _protocol;
    private readonly RequestBuffer _buffer = new();

    public RequestEncoder(RuntimeApiEndpoint endpoint, string userAgent)
    {
        var runtime = endpoint.PathPrefix + "/2018-06-01/runtime/";
        var protocol = $" HTTP/1.1\r\nHost: {endpoint.HostHeader}\r\nUser-Agent: {userAgent}\r\n";
        _next = Encoding.ASCII.GetBytes($"GET {runtime}invocation/next{protocol}\r\n");
        _initError = Encoding.ASCII.GetBytes($"POST {runtime}init/error{protocol}");
        _invocation = Encoding.ASCII.GetBytes($"POST {runtime}invocation/");
        _protocol = Encoding.ASCII.GetBytes(protocol);
    }

    /// <summary>The whole request.</summary>
    public ReadOnlySpan<byte> Next => _next;

    public ReadOnlySpan<byte> Response(ReadOnlySpan<byte> requestId, ReadOnlySpan<byte> invocationId, int bodyLength) =>
        End(Answer(requestId, invocationId, "/response"u8).Append("Content-Type: application/json\r\n"u8), bodyLength);

    public ReadOnlySpan<byte> InvocationError(ReadOnlySpan<byte> requestId, ReadOnlySpan<byte> invocationId, ReadOnlySpan<byte> errorType, ReadOnlySpan<byte> xrayCause, int bodyLength)
    {
        var head = AppendError(Answer(requestId, invocationId, "/error"u8), errorType);
        if (xrayCause.Length is > 0 and <= WireLimits.MaxXRayCause)
        {
            // JSON: a control character is white space between tokens and can't stand inside a string, so a space changes nothing.
            _ = head.Append("Lambda-Runtime-Function-XRay-Error-Cause: "u8).AppendValue(xrayCause, (byte)' ').Append("\r\n"u8);
        }

        return End(head, bodyLength);
    }

    public ReadOnlySpan<byte> InitError(ReadOnlySpan<byte> errorType, int bodyLength) => End(AppendError(_buffer.Begin().Append(_initError), errorType), bodyLength);

    /// <summary>The head of a streamed response, and behind it the chunk that holds the prelude, where there is one.</summary>
    /// <remarks>
    /// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming. The content type is what AWS's loop sends, also without a prelude; the
    /// eight NULs end a prelude (RuntimeSupport, ResponseStream).
    /// </remarks>
    public ReadOnlySpan<byte> StreamedResponse(ReadOnlySpan<byte> requestId, ReadOnlySpan<byte> invocationId, ReadOnlySpan<byte> prelude)
    {
        var head = Answer(requestId, invocationId, "/response"u8)
            .Append("Content-Type: application/vnd.awslambda.http-integration-response\r\nLambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n"u8)
            .Append("Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n\r\n"u8);
        if (!prelude.IsEmpty)
            _ = head.AppendHex(prelude.Length + PreludeEnd.Length).Append("\r\n"u8).Append(prelude).Append(PreludeEnd).Append("\r\n"u8);
        return head.Bytes;
    }

    /// <summary>What stands before a chunk.</summary>
    public ReadOnlySpan<byte> ChunkSize(int length) => _buffer.Begin().AppendHex(length).Append("\r\n"u8).Bytes;

    /// <summary>The last chunk, and the trailers of a response that failed half-way. An error's body travels in base64, because a trailer holds no line ends.</summary>
    public ReadOnlySpan<byte> FailedEnd(ReadOnlySpan<byte> errorType, ReadOnlySpan<byte> errorBody)
    {
        var end = AppendErrorType(_buffer.Begin().Append("0\r\n"u8), errorType);
        if (errorBody.Length is > 0 and <= WireLimits.MaxStreamedErrorBody)
            _ = end.Append("Lambda-Runtime-Function-Error-Body: "u8).AppendBase64(errorBody).Append("\r\n"u8);
        return end.Append("\r\n"u8).Bytes;
    }

    /// <summary>What the answers to an invocation begin with.</summary>
    private RequestBuffer Answer(ReadOnlySpan<byte> requestId, ReadOnlySpan<byte> invocationId, ReadOnlySpan<byte> path)
    {
        var head = _buffer.Begin().Append(_invocation).Append(requestId).Append(path).Append(_protocol);
        return invocationId.IsEmpty ? head : head.Append("Lambda-Runtime-Invocation-Id: "u8).Append(invocationId).Append("\r\n"u8);
    }

    private static RequestBuffer AppendError(RequestBuffer head, ReadOnlySpan<byte> errorType) =>
        AppendErrorType(head.Append("Content-Type: application/vnd.aws.lambda.error+json\r\n"u8), errorType);

    private static RequestBuffer AppendErrorType(RequestBuffer head, ReadOnlySpan<byte> errorType)
    {
        if (errorType.Length > WireLimits.MaxErrorType)
            errorType = errorType[..CharacterBoundary(errorType, WireLimits.MaxErrorType)];
        return errorType.IsEmpty ? head : head.Append("Lambda-Runtime-Function-Error-Type: "u8).AppendValue(errorType, (byte)'_').Append("\r\n"u8);
    }

    /// <summary>The last place up to <paramref name="index"/> at which no UTF-8 character is cut.</summary>
    private static int CharacterBoundary(ReadOnlySpan<byte> utf8, int index)
    {
        while (index > 0 && (utf8[index] & 0xC0) == 0x80)
            index--;
        return index;
    }

    private static ReadOnlySpan<byte> End(RequestBuffer head, int bodyLength) => head.Append("Content-Length: "u8).Append(bodyLength).Append("\r\n\r\n"u8).Bytes;
}
