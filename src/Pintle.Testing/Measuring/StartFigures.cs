namespace Pintle.Testing;

/// <summary>What one cold start and the invocations after it cost. Times are in ms, and count from the moment the process's program was opened to be executed.</summary>
internal sealed record StartFigures
{
    public required double FirstNext { get; init; }

    public required double FirstResponse { get; init; }

    /// <summary>From the hand-over of the first event to the end of its response.</summary>
    public required double FirstInvocation { get; init; }

    /// <summary>Median round trip of the invocations after the first.</summary>
    public double? Warm { get; init; }

    /// <summary>Processor time until the first /next.</summary>
    public required double InitProcessor { get; init; }

    /// <summary>Processor time until the first response.</summary>
    public required double StartProcessor { get; init; }

    /// <summary>Processor time of all invocations after the first, background compilation included.</summary>
    public double? WarmUpProcessor { get; init; }

    /// <summary>Processor time of an invocation, over the second half of them.</summary>
    public double? WarmProcessor { get; init; }

    /// <summary>Of <see cref="FirstResponse"/>, how long threads that could have run had no processor.</summary>
    public required double Waited { get; init; }

    /// <summary>Memory resident after the last invocation, in bytes.</summary>
    public required long Resident { get; init; }

    /// <summary>Bytes fetched from the disk until the first response; null where the kernel doesn't count them.</summary>
    public long? BytesRead { get; init; }

    public required long MinorFaults { get; init; }

    public required long MajorFaults { get; init; }

    /// <summary>When each file was first opened, until the first response.</summary>
    public required IReadOnlyList<FileOpen> Opens { get; init; }

    /// <summary>Where the cache was dropped: bytes that stayed in memory, because another process has them mapped. The start then reads less than a new environment does.</summary>
    public long Undropped { get; init; }

    /// <summary>Where the cache was dropped: the files that were in memory after the first response, most bytes first.</summary>
    public IReadOnlyList<FileResidence> Residents { get; init; } = [];
}

/// <summary>A file's first opening; <paramref name="At"/> is in ms from the start.</summary>
internal readonly record struct FileOpen(string Path, double At);

/// <summary>What of a file is in memory.</summary>
internal readonly record struct FileResidence(string Path, long Bytes);
