using Pintle.Shared;

namespace Pintle.Host.Handlers;

/// <summary>The handler cannot be used as it is set: a fault of the closed list, with the text of this occurrence. What the function's own code throws is no such fault.</summary>
internal sealed class HandlerFaultException(FaultCode code, string message, string errorType = Faults.ValidationException) : Exception(message)
{
    public FaultCode Code { get; } = code;

    /// <summary>The name of the exception that AWS's loop throws for it.</summary>
    public string ErrorType { get; } = errorType;
}
