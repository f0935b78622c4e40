using Pintle.Bootstrap.Clr;
using Pintle.RuntimeApi;
using Pintle.Shared;

namespace Pintle.Bootstrap.Invocations;

/// <summary>
/// One poller: next, dispatch, respond, for ever. Nothing is retried: an invocation whose answer cannot be posted ends the process, and the service tells its caller.
/// A refused answer costs only its invocation, except for the refusals of a closed list (<see cref="EndsTheEnvironment"/>).
/// </summary>
internal sealed class InvocationLoop(RuntimeApiClient client, HostCalls host, int slot, HostMode mode)
{
    private const int BadRequest = 400;
    private const int Forbidden = 403;
    private const int PayloadTooLarge = 413;
    private const int ContainerError = 500;

    private static int s_isUnusableIdNoted;

    /// <param name="once">Whether to come back after the first invocation, which only debugging asks for.</param>
    /// <exception cref="FaultException">Otherwise the only way out: the Runtime API refused or went away.</exception>
    // I1 of docs/architecture.md.
    public void Run(bool once)
    {
        using var invocation = new Invocation();
        ResponseStreams.Attach(slot, client, invocation);
        do
        {
            Check(client.Next(invocation));
            if (invocation.HasUnusableInvocationId)
                NoteUnusableId();
            host.Invoke(slot, invocation, out var reply);
            Post(invocation, reply);
        }
        while (!once);
    }

    // I8 of docs/architecture.md.
    private void Post(Invocation invocation, in HostReply reply)
    {
        switch (reply.Kind)
        {
            case HostReplyKind.Response:
                CheckResponse(client.PostResponse(invocation.RequestId, reply.Body.Span, invocation.InvocationId), reply);
                break;
            case HostReplyKind.Streamed:
                CheckResponse(client.EndStream(), reply);
                break;
            case HostReplyKind.StreamedError:
                CheckResponse(client.EndStream(reply.ErrorType.Span, reply.Body.Span), reply);
                break;
            default:
                CheckAnswer(client.PostInvocationError(invocation.RequestId, reply.ErrorType.Span, reply.XRayCause.Span, reply.Body.Span, invocation.InvocationId));
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
        if (result.Kind == RuntimeApiResultKind.Refused && !EndsTheEnvironment(result.Status))
            FaultReport.Note($"an answer was refused and is dropped; {(mode == HostMode.Several ? "the other invocations go" : "the environment goes")} on. {result.Describe()}");
        else
            Check(result);
    }

    /// <summary>
    /// From 500 on the service says that it cannot go on. With 400 and 403 it and the runtime differ about which invocation is in progress; AWS's loop ends there too, and the service tells the caller.
    /// Where other invocations are in progress beside this one, those are not in doubt.
    /// </summary>
    private bool EndsTheEnvironment(int status) => status >= ContainerError || (mode == HostMode.Single && status is BadRequest or Forbidden);

    private static void NoteUnusableId()
    {
        if (Interlocked.Exchange(ref s_isUnusableIdNoted, 1) == 0)
            FaultReport.Note("a Lambda-Runtime-Invocation-Id of the Runtime API is not 1 to 256 printable characters and is not sent back: answers are taken without the check that it is for. Said once.");
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
