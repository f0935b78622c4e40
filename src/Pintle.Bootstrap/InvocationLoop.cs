using Pintle.RuntimeApi;
using Pintle.Shared;

namespace Pintle.Bootstrap;

/// <summary>
/// One poller: next, dispatch, respond, for ever. Nothing is retried: an invocation whose answer cannot be posted ends the process, and the service tells its caller.
/// </summary>
internal sealed class InvocationLoop(RuntimeApiClient client, HostCalls host, int slot)
{
    private const int PayloadTooLarge = 413;

    /// <param name="once">Whether to come back after the first invocation, which only debugging asks for.</param>
    /// <exception cref="FaultException">Otherwise the only way out: the Runtime API refused or went away.</exception>
    public void Run(bool once)
    {
        using var invocation = new Invocation();
        do
        {
            Check(client.Next(invocation));
            host.Invoke(slot, invocation, out var reply);
            Post(invocation.RequestId, reply);
        }
        while (!once);
    }

    private void Post(ReadOnlySpan<byte> requestId, in HostReply reply)
    {
        if (reply.Kind == HostReplyKind.Error)
        {
            Check(client.PostInvocationError(requestId, reply.ErrorType.Span, reply.XRayCause.Span, reply.Body.Span));
            return;
        }

        var result = client.PostResponse(requestId, reply.Body.Span);
        if (result.Kind == RuntimeApiResultKind.Refused && result.Status == PayloadTooLarge)
        {
            // The service has already answered the caller with Function.ResponseSizeTooLarge; the environment is sound.
            FaultReport.Note($"the response of {reply.Body.Length} bytes was refused as too large (limit: 6,291,556 bytes). Return less, or put it into S3 and return its address.");
            return;
        }
        Check(result);
    }

    private static void Check(in RuntimeApiResult result)
    {
        if (result.Kind == RuntimeApiResultKind.Ok)
            return;
        throw Faulted(result);
    }

    private static FaultException Faulted(in RuntimeApiResult result) => new(
        result.Kind switch
        {
            RuntimeApiResultKind.Unreachable => FaultCode.RuntimeApiUnreachable,
            RuntimeApiResultKind.Malformed => FaultCode.RuntimeApiMalformed,
            _ => FaultCode.RuntimeApiRefused,
        },
        result.Describe());
}
