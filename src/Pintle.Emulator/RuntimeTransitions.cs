namespace Pintle.Emulator;

/// <summary>The calls a runtime can make.</summary>
internal enum RuntimeCall
{
    Next,
    Response,
    Error,
    InitError,
}

/// <summary>The complete list of legal transitions; whatever is not listed here is refused.</summary>
/// <remarks>
/// An answer comes here when it is known whose it is. Before that, an unknown request id is refused with 400, and an answer whose <c>Lambda-Runtime-Invocation-Id</c> is not that of the
/// request's present attempt with 410. In Terminated and InitFailed too: what has ended stays ended, and neither refusal changes the state.
/// </remarks>
internal static class RuntimeTransitions
{
    public static bool IsAllowed(RuntimeState from, RuntimeCall call) => (from, call) switch
    {
        (RuntimeState.Starting, RuntimeCall.Next) => true,
        (RuntimeState.Starting, RuntimeCall.InitError) => true,
        (RuntimeState.Waiting, RuntimeCall.Next) => true,
        (RuntimeState.Invoking, RuntimeCall.Next) => true,
        (RuntimeState.Invoking, RuntimeCall.Response) => true,
        (RuntimeState.Invoking, RuntimeCall.Error) => true,
        (RuntimeState.Ready, RuntimeCall.Next) => true,
        _ => false,
    };

    /// <summary>The state a call asks for, named in a refusal.</summary>
    public static RuntimeState Target(RuntimeCall call) => call switch
    {
        RuntimeCall.Next => RuntimeState.Waiting,
        RuntimeCall.InitError => RuntimeState.InitFailed,
        _ => RuntimeState.Responding,
    };
}
