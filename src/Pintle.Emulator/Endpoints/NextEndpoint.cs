using System.Globalization;

namespace Pintle.Emulator.Endpoints;

/// <summary><c>GET /runtime/invocation/next</c>: waits for an event and hands it over.</summary>
internal static class NextEndpoint
{
    public static async Task HandleAsync(RuntimeRequest request, RuntimeSession session)
    {
        if (session.Next(out var poll) is { } refusal)
        {
            await request.RefuseAsync(refusal).ConfigureAwait(false);
            return;
        }

        try
        {
            var (invocation, refused) = await poll.End.WaitAsync(request.Aborted).ConfigureAwait(false);
            await (invocation is null ? request.RefuseAsync(refused!) : request.WriteEventAsync(Headers(session, invocation), invocation.Request.Payload)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            session.Abandon(poll);
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Headers(RuntimeSession session, Invocation invocation)
    {
        var request = invocation.Request;
        (string Name, string? Value)[] all =
        [
            (HeaderNames.RequestId, invocation.RequestId),
            (HeaderNames.InvocationId, session.SendsInvocationIds ? invocation.InvocationId : null),
            (HeaderNames.DeadlineMs, invocation.Deadline.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
            (HeaderNames.FunctionArn, request.FunctionArn),
            (HeaderNames.TraceId, invocation.TraceId),
            (HeaderNames.ClientContext, request.ClientContext),
            (HeaderNames.CognitoIdentity, request.CognitoIdentity),
            (HeaderNames.TenantId, request.TenantId),
        ];
        return all.Where(h => !string.IsNullOrEmpty(h.Value)).Select(h => KeyValuePair.Create(h.Name, h.Value!));
    }
}
