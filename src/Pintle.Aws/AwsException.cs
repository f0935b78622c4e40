namespace Pintle.Aws;

/// <summary>AWS did not do what was asked, or could not be asked; the message is for the person who asked: expected, found, what to do.</summary>
internal sealed class AwsException(string message) : Exception(message)
{
    /// <summary>AWS's name of the error, such as <c>ResourceNotFoundException</c>; null where nothing answered.</summary>
    public string? Code { get; init; }

    /// <summary>The status; 0 where nothing answered.</summary>
    public int Status { get; init; }

    /// <summary>What AWS said, bounded and without what may be secret.</summary>
    public string Said { get; init; } = "";

    /// <summary>Whether this or an earlier attempt of the call may have been carried out all the same.</summary>
    public bool MayHaveHappened { get; init; }

    /// <summary>Nobody answered, not even the last attempt.</summary>
    public bool IsLost { get; init; }

    public bool IsNotFound => Status == 404;

    /// <summary>A RevisionId is not the newest one.</summary>
    public bool IsPrecondition => Status == 412;

    public bool IsConflict => Status == 409;
}
