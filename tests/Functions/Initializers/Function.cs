using System.Runtime.CompilerServices;
using System.Text;
using Handlers;

namespace Initializers;

internal static class Module
{
    /// <summary>Throws where MODULE says so.</summary>
    [ModuleInitializer]
    internal static void Initialize()
    {
        LeftBehind.Leave("module");
        if (Environment.GetEnvironmentVariable("MODULE") == "throw")
            throw new InvalidOperationException("thrown by the module's initializer");
    }
}

/// <summary>Every initializer leaves what flows, and so does every invocation, which answers with what it found.</summary>
public sealed class Instance
{
    static Instance() => LeftBehind.Leave("static constructor");

    public Instance() => LeftBehind.Leave("constructor");

    public Stream Sync(Stream input) => Text(LeftBehind.FindAndLeave("invocation"));

    public async Task<Stream> Later(Stream input)
    {
        var found = LeftBehind.FindAndLeave("invocation");
        await Task.Yield();
        LeftBehind.Leave("invocation on another thread");
        return Text(found);
    }

    /// <summary>Fails after it has left everything; what it found is its message.</summary>
    public Stream Fail(Stream input) => throw new InvalidOperationException(LeftBehind.FindAndLeave("failed invocation"));

    internal static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text));
}

public static class Static
{
    static Static() => LeftBehind.Leave("static constructor");

    public static Stream Sync(Stream input) => Instance.Text(LeftBehind.FindAndLeave("invocation"));
}

public struct Structure
{
    public Structure() => LeftBehind.Leave("constructor");

    public Stream Sync(Stream input) => Instance.Text(LeftBehind.FindAndLeave("invocation"));
}
