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
    private static readonly string Setting = Read();

    public string Handle() => Setting;

    private static string Read() => throw new InvalidOperationException("thrown by a static constructor");
}

/// <summary>Its handler is static, so only the type initialiser runs; it throws: an init error.</summary>
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
