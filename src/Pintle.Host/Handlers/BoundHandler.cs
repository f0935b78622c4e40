using Pintle.Host.Invocations;
using Pintle.Host.Logging;

namespace Pintle.Host.Handlers;

/// <summary>A handler that is ready to be called: reads its input from the slot, calls the method, writes its output into the slot's response.</summary>
internal abstract class BoundHandler
{
    /// <summary>Runs on the poller's thread until the output is complete; an asynchronous handler is waited for. Whatever the handler throws comes out unwrapped.</summary>
    public abstract void Invoke(Slot slot);

    /// <summary>
    /// Does in the init phase, where Lambda gives full CPU, what the first invocation would do first: warm the serializer for the handler's types. What it throws is dropped: the first invocation throws it
    /// again, and its caller is told.
    /// </summary>
    // S10 of docs/architecture.md.
    public abstract void Prewarm(Slot slot);
}

/// <summary>
/// The closed form of a handler: three parts, each chosen once. All reference types share one precompiled body of each generic part (see <see cref="Precompiled"/>), so that
/// nothing of the host is jitted whatever the function's types are.
/// </summary>
/// <typeparam name="TIn">The parameter's type, Stream, or <see cref="Nothing"/>.</typeparam>
/// <typeparam name="TOut">The return type as declared (a Task stays a Task), or <see cref="Nothing"/> for void.</typeparam>
internal sealed class BoundHandler<TIn, TOut> : BoundHandler
{
    public required InputReader<TIn> Input { private get; init; }
    public required MethodCall<TIn, TOut> Call { private get; init; }
    public required OutputWriter<TOut> Output { private get; init; }

    public override void Invoke(Slot slot) => Output.Write(Call.Invoke(Input.Read(slot), slot), slot);

    public override void Prewarm(Slot slot)
    {
        try
        {
            Input.Prewarm();
        }
        catch (Exception e)
        {
            HostTrace.Error($"the serializer was not made ready for the event: {e.GetType().Name}");
        }
        try
        {
            Output.Prewarm(slot);
        }
        catch (Exception e)
        {
            HostTrace.Error($"the serializer was not made ready for the response: {e.GetType().Name}");
        }
        slot.Response.Reset();
    }
}

/// <summary>Stands where a handler has no input or no output. A reference type, so that it shares the precompiled generic code.</summary>
internal sealed class Nothing;
