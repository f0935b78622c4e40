namespace Pintle.Host.Handlers;

/// <summary>Makes the call that fits a shape and joins it with its reader and writer. Untyped from outside, because the types are known only at run time.</summary>
internal abstract class HandlerParts
{
    /// <param name="shape">The handler's signature.</param>
    /// <param name="target">The handler's object; null for a static method.</param>
    /// <param name="reader">An InputReader of the shape's input.</param>
    /// <param name="writer">An OutputWriter of the shape's output.</param>
    public abstract BoundHandler Assemble(HandlerShape shape, object? target, object reader, object writer);
}

internal sealed class HandlerParts<TIn, TOut> : HandlerParts
{
    public override BoundHandler Assemble(HandlerShape shape, object? target, object reader, object writer)
    {
        var call = shape.TakesContext ? CallWithContext() : Call();
        if (target is ValueType)
            call = new StructureCall<TIn, TOut>(call);
        call.Bind(shape.Method, target);
        return new BoundHandler<TIn, TOut> { Input = (InputReader<TIn>)reader, Call = call, Output = (OutputWriter<TOut>)writer };
    }

    private static MethodCall<TIn, TOut> Call()
    {
        if (typeof(TIn) != typeof(Nothing))
            return typeof(TOut) != typeof(Nothing) ? new InputCall<TIn, TOut>() : (MethodCall<TIn, TOut>)(object)new InputAction<TIn>();
        return (MethodCall<TIn, TOut>)(object)(typeof(TOut) != typeof(Nothing) ? new PlainCall<TOut>() : new PlainAction());
    }

    /// <summary>A method of its own, so that a function without Amazon.Lambda.Core never comes near the types.</summary>
    private static MethodCall<TIn, TOut> CallWithContext()
    {
        if (typeof(TIn) != typeof(Nothing))
            return typeof(TOut) != typeof(Nothing) ? new InputContextCall<TIn, TOut>() : (MethodCall<TIn, TOut>)(object)new InputContextAction<TIn>();
        return (MethodCall<TIn, TOut>)(object)(typeof(TOut) != typeof(Nothing) ? new ContextCall<TOut>() : new ContextAction());
    }
}
