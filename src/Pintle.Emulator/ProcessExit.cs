namespace Pintle.Emulator;

/// <summary>How the runtime's process ended: with an exit code, or by a signal.</summary>
public readonly record struct ProcessExit
{
    private ProcessExit(int? code, int? signal) => (Code, Signal) = (code, signal);

    /// <summary>0 to 255; null when a signal ended the process.</summary>
    public int? Code { get; }

    /// <summary>The signal's number, for example 9 for SIGKILL; null when the process exited by itself.</summary>
    public int? Signal { get; }

    public static ProcessExit WithCode(int code) => new(code, null);

    public static ProcessExit BySignal(int signal) => new(null, signal);

    /// <summary>The words the service uses in the error message of <c>Runtime.ExitError</c>, for example <c>exit status 3</c> or <c>signal: killed</c>.</summary>
    public override string ToString() => Signal is { } signal ? $"signal: {NameOf(signal)}" : $"exit status {Code ?? 0}";

    // The service prints signals with the words of the Linux kernel's documentation (strsignal), in lower case.
    private static string NameOf(int signal) => signal switch
    {
        1 => "hangup",
        2 => "interrupt",
        3 => "quit",
        4 => "illegal instruction",
        5 => "trace/breakpoint trap",
        6 => "aborted",
        7 => "bus error",
        8 => "floating point exception",
        9 => "killed",
        11 => "segmentation fault",
        13 => "broken pipe",
        14 => "alarm clock",
        15 => "terminated",
        _ => $"signal {signal}",
    };
}
