namespace Pintle.Emulator.Endpoints;

/// <summary><c>POST /runtime/invocation/{id}/error</c>: the handler failed.</summary>
internal static class ErrorEndpoint
{
    public static async Task HandleAsync(RuntimeRequest request, RuntimeSession session, string requestId)
    {
        if (session.BeginAnswer(RuntimeCall.Error, requestId, request.Header(HeaderNames.InvocationId), out var invocation) is { } refusal)
        {
            await request.RefuseAsync(refusal).ConfigureAwait(false);
            return;
        }

        await AnswerEndpoint.ReadAndEndAsync(request, session, RuntimeCall.Error, invocation, body =>
        {
            var error = RuntimeErrors.Read(request, body);
            return new InvocationAnswer
            {
                RequestId = requestId,
                Kind = AnswerKind.FunctionError,
                ErrorType = error.Type,
                Payload = error.Body,
                ContentType = error.ContentType,
                XRayCause = error.XRayCause,
            };
        }).ConfigureAwait(false);
    }
}
