using Amazon.Lambda.Core;
using Pintle.Host.Invocations;
using Pintle.Host.Prewarm;

namespace Pintle.Host.Handlers;

/// <summary>Makes the handler's input from the event.</summary>
internal abstract class InputReader<TIn>
{
    // I5 of docs/architecture.md.
    public abstract TIn Read(Slot slot);

    public virtual void Prewarm() { }
}

/// <summary>The event as it came: a parameter of type Stream exactly.</summary>
internal sealed class EventReader : InputReader<Stream>
{
    public override Stream Read(Slot slot) => slot.Event;
}

internal sealed class NothingReader : InputReader<Nothing>
{
    public override Nothing Read(Slot slot) => null!;
}

internal sealed class SerializedReader<TIn> : InputReader<TIn>, ISerialized
{
    private ILambdaSerializer _serializer = null!;

    public void Use(object serializer) => _serializer = (ILambdaSerializer)serializer;

    public override TIn Read(Slot slot) => _serializer.Deserialize<TIn>(slot.Event);

    public override void Prewarm()
    {
        if (!Prewarming.Wanted(typeof(TIn), _serializer))
        {
            if (PrewarmThread.Reaches)
                PrewarmThread.Reach(_serializer.Deserialize<TIn>);
            return;
        }
        _ = Prewarming.Read<TIn>(_serializer, isWritten: false);
    }
}

/// <summary>A part that needs the function's serializer. Where the part is made, the serializer is untyped: its interface may not be loaded there.</summary>
internal interface ISerialized
{
    void Use(object serializer);
}
