namespace Pintle.RuntimeApi;

internal enum ParseState
{
    /// <summary>All received bytes are understood; the response goes on.</summary>
    NeedMore,

    /// <summary>The response ended exactly with the last received byte.</summary>
    Complete,

    /// <summary>A rule is broken. The connection can't be used any more.</summary>
    Malformed,
}
