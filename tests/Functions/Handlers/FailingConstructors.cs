namespace Handlers;

/// <summary>Its constructor throws: an init error.</summary>
public sealed class ConstructorThrows
{
    public ConstructorThrows() => throw new InvalidOperationException("thrown by a constructor");

    public string Handle() => "never reached";
}

/// <summary>Its static constructor throws before an instance can be made: an init error.</summary>
public sealed class StaticConstructorThrows
{
#pragma warning disable CA1065 // Throwing is what it is for.
    static StaticConstructorThrows() => throw new InvalidOperationException("thrown by a static constructor");
#pragma warning restore CA1065

    public string Handle() => "never reached";
}

/// <summary>Its handler is static, and the initialiser of its fields throws: an init error where the runtime runs it then, as AWS's does.</summary>
public static class StaticClassThrows
{
    private static readonly string Setting = Read();

    public static string Handle() => Setting;

    private static string Read() => throw new InvalidOperationException("thrown by the type initialiser of a static class");
}

/// <summary>No runtime can make one: an init error.</summary>
public sealed class NoParameterlessConstructor(string setting)
{
    public string Handle() => setting;
}
