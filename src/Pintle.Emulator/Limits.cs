namespace Pintle.Emulator;

/// <summary>The sizes and times that the Lambda service enforces.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html; the init phase: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html</remarks>
public static class Limits
{
    /// <summary>Bytes of an event of a synchronous invocation: 6 MiB.</summary>
    public const int MaxRequestBytes = 6 * 1024 * 1024;

    /// <summary>Bytes of a buffered answer: 6 MiB and 100 bytes. One byte more is refused with 413.</summary>
    public const int MaxResponseBytes = (6 * 1024 * 1024) + 100;

    /// <summary>Bytes of a streamed response: 200 MiB.</summary>
    public const int MaxStreamedResponseBytes = 200 * 1024 * 1024;

    internal const int MaxConcurrency = 1000;

    // The X-Ray cause of an error travels in a header and may be close to 1 MB. Twice that is chosen: it has room for all other headers.
    internal const int MaxHeadBytes = 2 * 1024 * 1024;

    /// <summary>The longest timeout of a function: 15 minutes.</summary>
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromMinutes(15);

    /// <summary>How long the init phase may take before the environment is restarted inside the first invocation: 10 seconds.</summary>
    public static readonly TimeSpan Init = TimeSpan.FromSeconds(10);
}
