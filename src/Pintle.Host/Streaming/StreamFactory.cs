using System.Reflection;
using Pintle.Host.Handlers;
using Pintle.Host.Invocations;
using Pintle.Host.Metadata;

namespace Pintle.Host.Streaming;

/// <summary>
/// Connects LambdaResponseStreamFactory of the function's own Amazon.Lambda.Core with <see cref="StreamedResponse"/>. The contract is internal there, so its types are found by name: a factory of
/// ILambdaResponseStream, made of ImplLambdaResponseStream and its four delegates. A Core without these types is left alone.
/// </summary>
internal abstract class StreamFactory
{
    private const string Namespace = "Amazon.Lambda.Core.ResponseStreaming.";

    public static void Attach(Assembly core)
    {
        if (MetadataTypes.Find(core, Namespace + "LambdaResponseStreamFactory") is not { } factory
            || MetadataTypes.Find(core, Namespace + "ILambdaResponseStream") is not { } contract
            || factory.GetMethod("SetLambdaResponseStream", BindingFlags.Static | BindingFlags.NonPublic) is not { } set)
        {
            return;
        }
        var instance = (StreamFactory)Construction.Of(typeof(StreamFactory<>).MakeGenericType(contract));
        _ = set.Invoke(null, [instance.ForCore()]);
    }

    /// <summary>A Func of byte[] and the contract's type.</summary>
    protected abstract Delegate ForCore();
}

/// <typeparam name="TContract">ILambdaResponseStream.</typeparam>
internal sealed class StreamFactory<TContract> : StreamFactory
    where TContract : class
{
    private StreamParts? _parts;

    protected override Delegate ForCore() => (Func<byte[], TContract>)Open;

    private TContract Open(byte[] prelude)
    {
        var slot = Slot.Current ?? throw new InvalidOperationException("Expected a streamed response to be opened while a handler runs, but none does. Open it in the handler.");
        var parts = _parts ??= StreamParts.Of(typeof(TContract).Assembly);
        return (TContract)parts.Wrap(slot.OpenStream(prelude));
    }
}
