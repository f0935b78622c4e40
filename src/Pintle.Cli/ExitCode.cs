namespace Pintle.Cli;

/// <summary>What pintle's exit codes mean: the same for every command, except those marked as a command's own, here and in its help.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The function answered with an error, or its init phase failed.</summary>
    public const int FunctionError = 1;

    /// <summary>pintle itself could not do what was asked.</summary>
    public const int ToolError = 2;

    /// <summary>migrate's own: the function runs on the layer, but something in it may behave differently.</summary>
    public const int LookFirst = 1;

    /// <summary>migrate's own: the function does not run on the layer as it is.</summary>
    public const int WillNotRun = 2;

    /// <summary>audit's, migrate's and status's, because 2 is a finding there: a pipeline must not take a typing error for a missed fix.</summary>
    public const int CouldNotTell = 3;

    /// <summary>patch's own: there is nothing newer that could be taken.</summary>
    public const int NothingToDo = 3;

    /// <summary>patch's own: a step on the way failed, and the pin is where it was.</summary>
    public const int Refused = 4;

    /// <summary>128 + SIGINT: the user stopped it.</summary>
    public const int Interrupted = 130;

    /// <summary>What a command ends with when pintle could not do it.</summary>
    public static int OfFailure(string command) => command is "audit" or "migrate" or "status" ? CouldNotTell : ToolError;
}
