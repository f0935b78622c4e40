using System.Text;
using Amazon.Lambda.Core;

namespace Handlers;

/// <summary>Streams in and out: bytes that no serializer touches.</summary>
public sealed class Streams
{
    public Stream Echo(Stream input) => input;

    public static Stream EchoStatic(Stream input) => input;

    /// <summary>The request id, a space, the event.</summary>
    public Stream EchoWithContext(Stream input, ILambdaContext context) => Prefixed(context.AwsRequestId, input);

    public static Stream EchoStaticWithContext(Stream input, ILambdaContext context) => Prefixed(context.AwsRequestId, input);

    public async Task<Stream> EchoAsync(Stream input)
    {
        await Task.Yield();
        return input;
    }

    public async Task<Stream> EchoAsyncWithContext(Stream input, ILambdaContext context)
    {
        await Task.Yield();
        return Prefixed(context.AwsRequestId, input);
    }

    /// <summary>A result whose type is a subclass of Stream.</summary>
    public MemoryStream EchoMemory(Stream input)
    {
        var copy = new MemoryStream();
        input.CopyTo(copy);
        copy.Position = 0;
        return copy;
    }

    /// <summary>A response of which only the rest, from the stream's position on, is to be sent.</summary>
    public Stream Rest(Stream input)
    {
        var copy = EchoMemory(input);
        copy.Position = Math.Min(1, copy.Length);
        return copy;
    }

    /// <summary>A response that cannot tell its length and comes in pieces.</summary>
    public Stream Pieces(Stream input) => new ForwardStream(input);

    public Stream FromNothing() => Bytes("made from nothing");

    public int Length(Stream input) => (int)EchoMemory(input).Length;

    public void Swallow(Stream input) => input.CopyTo(Stream.Null);

    public Task SwallowAsync(Stream input) => input.CopyToAsync(Stream.Null);

    public Stream? Null(Stream input) => null;

    public Task<Stream?> NullAsync(Stream input) => Task.FromResult(Null(input));

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    private static MemoryStream Prefixed(string prefix, Stream input)
    {
        var output = new MemoryStream();
        Bytes(prefix + " ").CopyTo(output);
        input.CopyTo(output);
        output.Position = 0;
        return output;
    }
}
