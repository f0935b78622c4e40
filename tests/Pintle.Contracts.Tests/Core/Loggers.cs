using Amazon.Lambda.Core;

namespace Pintle.Contracts.Tests.Core;

/// <summary>A logger of the oldest kind: it implements the two members that have no default.</summary>
internal class PlainLogger : ILambdaLogger
{
    public List<string> Lines { get; } = [];

    public void Log(string message) => Lines.Add("as it is: " + message);

    public void LogLine(string message) => Lines.Add("line: " + message);
}

/// <summary>A logger as a runtime brings it, with levels and arguments.</summary>
internal sealed class LevelLogger : PlainLogger, ILambdaLogger
{
    void ILambdaLogger.Log(string level, string message, params object[] args) => Lines.Add($"{level}: {message} [{string.Join(", ", args)}]");
}
