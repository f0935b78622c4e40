namespace Pintle.Testing;

/// <summary>A function could not be set up as asked: a folder is missing, a zip is not acceptable, an option is out of range, a sandbox is not available.</summary>
/// <remarks>The message is one sentence for people: expected, found, what to do. What a function itself does wrong is never an exception, but a result.</remarks>
public sealed class FunctionSetupException : Exception
{
    public FunctionSetupException(string message)
        : base(message)
    {
    }

    public FunctionSetupException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public FunctionSetupException()
    {
    }
}
