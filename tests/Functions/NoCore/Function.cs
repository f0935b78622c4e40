namespace NoCore;

/// <summary>Handlers that need neither a serializer nor a context.</summary>
public sealed class Function
{
    public Stream Echo(Stream input) => input;

    public static Stream EchoStatic(Stream input) => input;
}
