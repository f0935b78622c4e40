namespace Pintle.Emulator;

/// <summary>Where the runtime of one execution environment stands, as the service sees it.</summary>
/// <remarks>With several invocations at once it is a summary: Invoking while any handler runs, else Responding, else Waiting.
/// The calls that are allowed in each state, and the state each leads to, are listed in <c>RuntimeTransitions</c>; every other one is refused with 403.</remarks>
public enum RuntimeState
{
    /// <summary>The init phase: the runtime has not spoken yet. It may ask for <c>/next</c> or report an init error.</summary>
    Starting,

    /// <summary>A call to <c>/next</c> is open and no event has been handed over. Another <c>/next</c> takes its place.</summary>
    Waiting,

    /// <summary>An event was handed over. The runtime may answer it, report an error, or ask for the same event again.</summary>
    Invoking,

    /// <summary>The body of an answer is being read. No call is allowed until it ends.</summary>
    Responding,

    /// <summary>The invocation is answered, or a poll was given up. The runtime is expected to ask for <c>/next</c>.</summary>
    Ready,

    /// <summary>The runtime reported an init error and is expected to exit. No call is allowed.</summary>
    InitFailed,

    /// <summary>The process has ended, or has to: a timeout, an exit, a shutdown. No call is allowed.</summary>
    Terminated,
}
