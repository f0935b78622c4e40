namespace Pintle.RuntimeApi;

/// <summary>Every bound that is set on what the peer may send and on what goes into a request's head, in bytes unless the name says otherwise.</summary>
/// <remarks>
/// docs/wire.md (rule "bounds") says what a passed bound does. Those without a source of their own are chosen, not measured: far above what Lambda sends, and small enough that a peer which is not Lambda
/// can make the process take little memory. A lower one could refuse an answer of a later Lambda.
/// </remarks>
internal static class WireLimits
{
    public const int MaxStatusLine = 512;

    /// <summary>One header or trailer line. Lambda's longest is the client context, 3,583 bytes.</summary>
    public const int MaxHeaderLine = 16 * 1024;

    public const int MaxHeaderCount = 100;

    /// <summary>Status line and all header lines of one response.</summary>
    public const int MaxHeaderBytes = 64 * 1024;

    /// <summary>A chunk's size with its extensions.</summary>
    public const int MaxChunkLine = 256;

    public const int MaxTrailerCount = 32;

    public const int MaxInformationalResponses = 8;

    /// <summary>An event: 6 MiB by Lambda's quota, 100 bytes more by the service's own check, and headroom so that a small change of it needs no new layer.</summary>
    public const int MaxEventBody = (6 * 1024 * 1024) + (64 * 1024);

    /// <summary>The answer to a post, <c>{"status":"OK"}</c> or an error of the API.</summary>
    public const int MaxAnswerBody = 64 * 1024;

    /// <summary>What a poller's buffer has at the start and goes back to: nearly every event fits. Chosen, not measured: only pages that an event touches are resident.</summary>
    public const int InitialEventBuffer = 64 * 1024;

    /// <summary>Headers and <c>{"status":"OK"}</c> fit. Chosen, not measured: a larger answer grows the buffer.</summary>
    public const int InitialAnswerBuffer = 4 * 1024;

    /// <summary>
    /// After so many events in a row that fit the initial buffer, a grown one is let go. Chosen, not measured: fewer make alternating sizes remap for every large event, more hold the memory of a large event longer.
    /// </summary>
    public const int ShrinkAfterInvocations = 8;

    /// <summary>A request id is a UUID of 36 characters today.</summary>
    public const int MaxRequestId = 128;

    /// <summary>An invocation id is a UUID today; a longer one is not sent back.</summary>
    public const int MaxInvocationId = 256;

    public const int MaxErrorType = 256;

    /// <summary>The service takes less than 1 MiB of X-Ray cause; a longer one is left out, because a cut JSON document is worth nothing.</summary>
    public const int MaxXRayCause = (1024 * 1024) - 1;

    /// <summary>The JSON of an error that goes into a trailer: AWS's loop keeps it under 256 KB. A longer one is left out, since a cut JSON document is worth nothing.</summary>
    public const int MaxStreamedErrorBody = 512 * 1024;

    /// <summary>What is kept of a request's head buffer after one that was larger.</summary>
    public const int RetainedRequestBuffer = 16 * 1024;
}
