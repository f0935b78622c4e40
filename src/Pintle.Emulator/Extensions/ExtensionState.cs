namespace Pintle.Emulator;

/// <summary>Where an extension stands, as the service sees it.</summary>
public enum ExtensionState
{
    /// <summary>Its process was started; it has not registered yet.</summary>
    Started,

    /// <summary>It has registered, and is expected to ask for its first event.</summary>
    Registered,

    /// <summary>A call to <c>/event/next</c> is open.</summary>
    Ready,

    /// <summary>It was given an event.</summary>
    Running,

    /// <summary>It reported that it cannot start. No call is allowed.</summary>
    InitError,

    /// <summary>It reported that it cannot go on. No call is allowed.</summary>
    ExitError,
}

/// <summary>The calls an extension can make.</summary>
internal enum ExtensionCall
{
    Register,
    Next,
    InitError,
    ExitError,
}

/// <summary>The complete list of legal transitions; whatever is not listed here is refused.</summary>
internal static class ExtensionTransitions
{
    public static bool IsAllowed(ExtensionState from, ExtensionCall call) => (from, call) switch
    {
        (ExtensionState.Started, ExtensionCall.Register) => true,
        (ExtensionState.Registered, ExtensionCall.Next) => true,
        (ExtensionState.Registered, ExtensionCall.InitError) => true,
        (ExtensionState.Registered, ExtensionCall.ExitError) => true,
        (ExtensionState.Ready, ExtensionCall.Next) => true,
        (ExtensionState.Ready, ExtensionCall.ExitError) => true,
        (ExtensionState.Running, ExtensionCall.Next) => true,
        (ExtensionState.Running, ExtensionCall.ExitError) => true,
        _ => false,
    };

    /// <summary>The state a call asks for, named in a refusal.</summary>
    public static ExtensionState Target(ExtensionCall call) => call switch
    {
        ExtensionCall.Register => ExtensionState.Registered,
        ExtensionCall.Next => ExtensionState.Ready,
        ExtensionCall.InitError => ExtensionState.InitError,
        _ => ExtensionState.ExitError,
    };
}
