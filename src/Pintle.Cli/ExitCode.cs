namespace Pintle.Cli;

/// <summary>What pintle's exit codes mean; the same for every command, and said in the help.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The function answered with an error, or its init phase failed.</summary>
    public const int FunctionError = 1;

    /// <summary>pintle itself could not do what was asked.</summary>
    public const int ToolError = 2;

    /// <summary>128 + SIGINT: the user stopped it.</summary>
    public const int Interrupted = 130;
}
