namespace Pintle.Host.Tests;

/// <summary>Exceptions as user code may make them: every member that can be overridden throws, or says nothing.</summary>
internal sealed class HostileException : Exception
{
    public override string Message => throw new InvalidTimeZoneException();

    public override string? StackTrace => throw new InvalidTimeZoneException();

    public override string ToString() => throw new InvalidTimeZoneException();
}

internal sealed class SilentException : Exception
{
    public override string Message => null!;

    public override string? StackTrace => null;
}
