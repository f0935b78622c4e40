namespace Handlers;

/// <summary>What survives from one invocation to the next in the same execution environment.</summary>
public sealed class Warmth
{
    private static int _invocations;
    private static string? _remembered;
    private int _instanceInvocations;

    /// <summary>How often the process was invoked.</summary>
    public int Count() => ++_invocations;

    /// <summary>How often this instance was: the same number, if the runtime keeps one instance.</summary>
    public int CountOfInstance() => ++_instanceInvocations;

    public int ProcessId() => Environment.ProcessId;

    internal static void Remember(string? name) => _remembered = name;

    public string? Remembered() => _remembered;
}
