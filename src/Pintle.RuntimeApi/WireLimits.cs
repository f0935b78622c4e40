namespace Pintle.RuntimeApi;

/// <summary>Every bound that is set on what the peer may send and on what goes into a request's head, in bytes unless the name says otherwise.</summary>
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

    /// <summary>What a poller's buffer has at the start and goes back to: nearly every event fits.</summary>
    public const int InitialEventBuffer = 64 * 1024;

    public const int InitialAnswerBuffer = 4 * 1024;

    /// <summary>So many events in a row that fit the initial buffer, and a grown one is let go.</summary>
    public const int ShrinkAfterInvocations = 8;

    /// <summary>A request id is a UUID of 36 characters today.</summary>
    public const int MaxRequestId = 128;

    /// <summary>An invocation id is a UUID today; a longer one is not sent back.</summary>
    public const int MaxInvocationId = 256;

    public const int MaxErrorType = 256;

    /// <summary>The service takes less than 1 MiB of X-Ray cause; a longer one is left out, since a cut JSON document is worth nothing.</summary>
    public const int MaxXRayCause = (1024 * 1024) - 1;

    /// <summary>The JSON of an error that goes into a trailer: AWS's loop keeps it under 256 KB. A longer one is left out, since a cut JSON document is worth nothing.</summary>
    public const int MaxStreamedErrorBody = 512 * 1024;

    /// <summary>What is kept of a request's head buffer after one that was larger.</summary>
    public const int RetainedRequestBuffer = 16 * 1024;
}
