namespace Pintle.Cli;

/// <summary>A command that cannot be done as asked; the message is for the person who asked: expected, found, what to do.</summary>
internal sealed class ToolException(string message) : Exception(message);
