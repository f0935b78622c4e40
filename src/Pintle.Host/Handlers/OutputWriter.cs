using Amazon.Lambda.Core;
using Pintle.Host.Invocations;
using Pintle.Host.Prewarm;

namespace Pintle.Host.Handlers;

/// <summary>Writes what the method returned into the slot's response.</summary>
internal abstract class OutputWriter<TOut>
{
    // I7 of docs/architecture.md.
    public abstract void Write(TOut output, Slot slot);

    public virtual void Prewarm(Slot slot) { }
}

/// <summary>void: an empty response body.</summary>
internal sealed class NothingWriter : OutputWriter<Nothing>
{
    public override void Write(Nothing output, Slot slot) { }
}

/// <summary>
/// Stream or a subclass: copied from where it stands. The stream stays the handler's, which may keep it for its next answer (RuntimeSupport, StreamSerializer): it is never disposed and never rewound.
/// A null stream is the handler's error, as in AWS's loop.
/// </summary>
internal sealed class StreamWriter<TStream> : OutputWriter<TStream>
    where TStream : Stream
{
    public override void Write(TStream output, Slot slot)
    {
#pragma warning disable CA2201 // The type is what the caller sees, and it is the one that AWS's loop ends in.
        if (output is null)
            throw new NullReferenceException("The handler returned null where a Stream was expected. Return Stream.Null for an empty response.");
#pragma warning restore CA2201
        output.CopyTo(slot.Response);
    }
}

internal sealed class SerializedWriter<TOut> : OutputWriter<TOut>, ISerialized
{
    private ILambdaSerializer _serializer = null!;

    public void Use(object serializer) => _serializer = (ILambdaSerializer)serializer;

    public override void Write(TOut output, Slot slot) => _serializer.Serialize(output, slot.Response);

    public override void Prewarm(Slot slot)
    {
        if (Prewarming.Wanted(typeof(TOut), _serializer))
            _serializer.Serialize(Prewarming.Read<TOut>(_serializer, isWritten: true), slot.Response);
        else if (PrewarmThread.Reaches)
            PrewarmThread.Reach(_serializer.Serialize<TOut>);
    }
}

/// <summary>Task: waited for; an empty response body. The first exception surfaces as it is, not in an AggregateException.</summary>
internal sealed class TaskWriter : OutputWriter<Task>
{
    public override void Write(Task output, Slot slot) => output.GetAwaiter().GetResult();
}

internal sealed class TaskOfWriter<T> : OutputWriter<Task<T>>, IWraps
{
    private OutputWriter<T> _result = null!;

    public void Wrap(object result) => _result = (OutputWriter<T>)result;

    public override void Write(Task<T> output, Slot slot) => _result.Write(output.GetAwaiter().GetResult(), slot);

    public override void Prewarm(Slot slot) => _result.Prewarm(slot);
}

/// <summary>ValueTask: awaited, where AWS's loop serializes the structure itself.</summary>
internal sealed class ValueTaskWriter : OutputWriter<ValueTask>
{
    public override void Write(ValueTask output, Slot slot) => output.AsTask().GetAwaiter().GetResult();
}

internal sealed class ValueTaskOfWriter<T> : OutputWriter<ValueTask<T>>, IWraps
{
    private OutputWriter<T> _result = null!;

    public void Wrap(object result) => _result = (OutputWriter<T>)result;

    public override void Write(ValueTask<T> output, Slot slot) => _result.Write(output.AsTask().GetAwaiter().GetResult(), slot);

    public override void Prewarm(Slot slot) => _result.Prewarm(slot);
}

/// <summary>A writer of a task, which hands the task's result to the writer of that type. A task in it is a value like any other.</summary>
internal interface IWraps
{
    /// <param name="result">An OutputWriter of the task's result type.</param>
    void Wrap(object result);
}
