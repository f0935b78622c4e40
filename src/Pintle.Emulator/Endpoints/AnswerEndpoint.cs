namespace Pintle.Emulator.Endpoints;

/// <summary>What <c>/response</c> and <c>/error</c> share: read the body, give the caller the one answer, tell the runtime.</summary>
internal static class AnswerEndpoint
{
    public static async Task ReadAndEndAsync(
        RuntimeRequest request, RuntimeSession session, RuntimeCall call, Invocation invocation, Func<RequestBody, InvocationAnswer> answer, StreamingCaller? caller = null)
    {
        var body = await request.ReadBodyAsync(caller).ConfigureAwait(false);
        var limit = caller is null ? Limits.MaxResponseBytes : Limits.MaxStreamedResponseBytes;
        var (given, refusal) = body.Status switch
        {
            BodyStatus.TooLarge => (ServiceError.ResponseTooLarge(invocation.RequestId, limit), Refusal.TooLarge(limit)),
            BodyStatus.Truncated => (ServiceError.Truncated(invocation.RequestId), Refusal.Truncated()),
            _ => (answer(body), null),
        };
        if (caller is not null)
            given = given with { IsStreamed = true, StreamedBytes = body.Length };
        await EndAsync(request, session, call, invocation, given, refusal).ConfigureAwait(false);
    }

    /// <param name="request">The request to answer.</param>
    /// <param name="session">The environment's state.</param>
    /// <param name="call">The call, for the words of a refusal.</param>
    /// <param name="invocation">The invocation that is answered.</param>
    /// <param name="answer">What its caller gets.</param>
    /// <param name="refusal">What the runtime gets in place of 202; null when all is well.</param>
    public static Task EndAsync(RuntimeRequest request, RuntimeSession session, RuntimeCall call, Invocation invocation, InvocationAnswer answer, Refusal? refusal)
    {
        var late = session.EndAnswer(call, invocation, answer);
        return (late ?? refusal) is { } refused ? request.RefuseAsync(refused) : request.AcceptAsync();
    }
}
