namespace Pintle.Testing;

/// <summary>A typed invocation got an error where a response was expected. <see cref="Result"/> has everything that was seen; the message has no payload in it.</summary>
public sealed class FunctionErrorException : Exception
{
    public FunctionErrorException(InvocationResult result)
        : base($"Expected a response, but the invocation ended with {result?.Kind} {result?.ErrorType}: {result?.ErrorMessage}. Look at Result, or call the untyped InvokeAsync where an error is what is tested.") =>
        Result = result ?? throw new ArgumentNullException(nameof(result));

    public FunctionErrorException()
        : this("")
    {
    }

    public FunctionErrorException(string message)
        : base(message)
    {
    }

    public FunctionErrorException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The invocation; null where the exception was not made from one.</summary>
    public InvocationResult? Result { get; }
}
