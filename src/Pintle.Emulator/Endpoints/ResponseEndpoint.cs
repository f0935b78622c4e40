using System.Buffers.Text;
using System.Text;
using Pintle.Emulator.Invoke;

namespace Pintle.Emulator.Endpoints;

/// <summary><c>POST /runtime/invocation/{id}/response</c>: the function's result. A streamed one goes to a caller who streams as it arrives, and is gathered for any other.</summary>
internal static class ResponseEndpoint
{
    public static async Task HandleAsync(RuntimeRequest request, RuntimeSession session, string requestId)
    {
        if (session.BeginAnswer(RuntimeCall.Response, requestId, request.Header(HeaderNames.InvocationId), out var invocation) is { } refusal)
        {
            await request.RefuseAsync(refusal).ConfigureAwait(false);
            return;
        }

        var mode = request.Header(HeaderNames.ResponseMode);
        if (mode is not (null or "streaming"))
        {
            await AnswerEndpoint.EndAsync(request, session, RuntimeCall.Response, invocation, ServiceError.InvalidResponseMode(requestId), Refusal.ResponseMode(mode)).ConfigureAwait(false);
            return;
        }

        var caller = mode is not null && invocation.Request.ResponseStream is { } stream ? new StreamingCaller(stream) : null;
        if (caller is not null && invocation.Request.ResponseStream is CallerStream writer)
            writer.Begin(request.ContentType);
        await AnswerEndpoint.ReadAndEndAsync(request, session, RuntimeCall.Response, invocation, body => Answer(request, requestId, body, isStreamed: mode is not null), caller).ConfigureAwait(false);
    }

    private static InvocationAnswer Answer(RuntimeRequest request, string requestId, RequestBody body, bool isStreamed)
    {
        // A stream that fails half-way says so in its trailers.
        // https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming
        if (body.Trailer(HeaderNames.ErrorType) is { } type)
        {
            return new InvocationAnswer
            {
                RequestId = requestId,
                Kind = AnswerKind.FunctionError,
                ErrorType = ErrorTypeFilter.Keep(type),
                Payload = Decode(body.Trailer(HeaderNames.ErrorBody)),
                ContentType = request.ContentType,
                IsStreamed = isStreamed,
                StreamedBytes = isStreamed ? body.Length : 0,
            };
        }

        return new InvocationAnswer
        {
            RequestId = requestId,
            Kind = AnswerKind.Response,
            Payload = body.Bytes,
            ContentType = request.ContentType,
            IsStreamed = isStreamed,
            StreamedBytes = isStreamed ? body.Length : 0,
        };
    }

    private static byte[] Decode(string? base64) => base64 is not null && Base64.IsValid(base64) ? Convert.FromBase64String(base64) : Encoding.UTF8.GetBytes(base64 ?? "");
}
