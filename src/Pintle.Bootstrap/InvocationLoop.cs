using Pintle.RuntimeApi;
using Pintle.Shared;

namespace Pintle.Bootstrap;

/// <summary>
/// One poller: next, dispatch, respond, for ever. Nothing is retried: an invocation whose answer cannot be posted ends the process, and the service tells its caller.
/// Where other invocations run beside it, an answer that is refused (its invocation has timed out, say) costs that invocation only.
/// </summary>
internal sealed class InvocationLoop(RuntimeApiClient client, HostCalls host, int slot, HostMode mode)
{
    private const int PayloadTooLarge = 413;
    private const int ContainerError = 500;

    /// <param name="once">Whether to come back after the first invocation, which only debugging asks for.</param>
    /// <exception cref="FaultException">Otherwise the only way out: the Runtime API refused or went away.</exception>
    public void Run(bool once)
    {
        using var invocation = new Invocation();
        ResponseStreams.Attach(slot, client, invocation);
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
        switch (reply.Kind)
        {
            case HostReplyKind.Response:
                CheckResponse(client.PostResponse(requestId, reply.Body.Span), reply);
                break;
            case HostReplyKind.Streamed:
                CheckResponse(client.EndStream(), reply);
                break;
            case HostReplyKind.StreamedError:
                CheckResponse(client.EndStream(reply.ErrorType.Span, reply.Body.Span), reply);
                break;
            default:
                CheckAnswer(client.PostInvocationError(requestId, reply.ErrorType.Span, reply.XRayCause.Span, reply.Body.Span));
                break;
        }
    }

    private void CheckResponse(in RuntimeApiResult result, in HostReply reply)
    {
        if (result.Kind != RuntimeApiResultKind.Refused || result.Status != PayloadTooLarge)
        {
            CheckAnswer(result);
            return;
        }
        // The service has already answered the caller with Function.ResponseSizeTooLarge; the environment is sound.
        FaultReport.Note(reply.Kind == HostReplyKind.Response
            ? $"the response of {reply.Body.Length} bytes was refused as too large (limit: 6,291,556 bytes). Return less, or put it into S3 and return its address."
            : "the streamed response was refused as too large (limit: 209,715,200 bytes). Send less, or put it into S3 and send its address.");
    }

    private void CheckAnswer(in RuntimeApiResult result)
    {
        if (mode == HostMode.Several && result.Kind == RuntimeApiResultKind.Refused && result.Status < ContainerError)
            FaultReport.Note($"an answer was refused and is dropped; the other invocations go on. {result.Describe()}");
        else
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
