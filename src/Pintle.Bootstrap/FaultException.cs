using Pintle.Shared;

namespace Pintle.Bootstrap;

/// <summary>Ends the start: carries a fault of the closed list, and the text of this occurrence (expected, found, what to do). It never crosses the host ABI.</summary>
internal sealed class FaultException(FaultCode code, string message, byte[]? body = null, string? wireType = null) : Exception(message)
{
    public FaultCode Code { get; } = code;

    /// <summary>Value of <c>Lambda-Runtime-Function-Error-Type</c>.</summary>
    public string WireType { get; } = wireType ?? Faults.Of(code).WireType;

    /// <summary>The error's JSON where the host made it; null for the bootstrap's own faults.</summary>
    public byte[]? Body { get; } = body;
}
