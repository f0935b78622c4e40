namespace Pintle.Testing;

/// <summary>The stream a line was written to.</summary>
public enum LogChannel
{
    Output,
    Error,
}

/// <summary>One line that the function's process wrote.</summary>
/// <param name="Channel">Standard output or standard error; they are never merged.</param>
/// <param name="Text">The line without its end, decoded as UTF-8. A line over 256 KiB arrives in pieces.</param>
/// <param name="Time">When it was read, which may be later than when it was written.</param>
public sealed record LogLine(LogChannel Channel, string Text, DateTimeOffset Time)
{
    public override string ToString() => $"{(Channel == LogChannel.Error ? "err" : "out")}| {Text}";
}
