namespace Pintle.Layer;

/// <summary>A build that could not be done; the message is meant for the person who asked: what was expected, what was found, what to do.</summary>
public sealed class LayerException : Exception
{
    public LayerException(LayerFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    public LayerFault Fault { get; }
}
