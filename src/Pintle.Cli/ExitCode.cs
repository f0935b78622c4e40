namespace Pintle.Cli;

/// <summary>What pintle's exit codes mean; the same for every command, and said in the help.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The function answered with an error, or its init phase failed.</summary>
    public const int FunctionError = 1;

    /// <summary>pintle itself could not do what was asked.</summary>
    public const int ToolError = 2;

    /// <summary>audit's own, because 2 is a finding there: a pipeline must not take a typing error for a missed fix.</summary>
    public const int CouldNotTell = 3;

    /// <summary>128 + SIGINT: the user stopped it.</summary>
    public const int Interrupted = 130;

    /// <summary>What a command ends with when pintle could not do it.</summary>
    public static int OfFailure(string command) => command == "audit" ? CouldNotTell : ToolError;
}
