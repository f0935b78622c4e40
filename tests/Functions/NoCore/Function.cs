namespace NoCore;

/// <summary>Handlers that need neither a serializer nor a context.</summary>
public sealed class Function
{
    public Stream Echo(Stream input) => input;

    public static Stream EchoStatic(Stream input) => input;

    public Stream Takes(string text) => new MemoryStream(text.Length);

    public Stream ByReference(ref string text) => new MemoryStream(text.Length);

    public int Returns(Stream input) => (int)input.Length;

    public Task<string> ReturnsLater(Stream input) => Task.FromResult("never sent");

    public void Nothing(Stream input)
    {
    }
}
