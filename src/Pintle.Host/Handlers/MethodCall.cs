using System.Reflection;
using System.Runtime.CompilerServices;
using Pintle.Host.Invocations;

namespace Pintle.Host.Handlers;

/// <summary>Calls the handler's method through a delegate that was bound once: no reflection per call.</summary>
internal abstract class MethodCall<TIn, TOut>
{
    /// <param name="method">The handler's method.</param>
    /// <param name="target">The handler's object; null for a static method.</param>
    public abstract void Bind(MethodInfo method, object? target);

    // I6 of docs/architecture.md.
    public abstract TOut Invoke(TIn input, Slot slot);

    /// <summary>Another of the same kind, to be bound.</summary>
    public MethodCall<TIn, TOut> Copy() => (MethodCall<TIn, TOut>)MemberwiseClone();
}

/// <summary>
/// Calls the method of a structure on a fresh copy each time, as AWS's loop does: what an invocation changes in it is gone with the invocation. Binds for each call, which costs a
/// microsecond and some bytes that other handlers do not pay.
/// </summary>
internal sealed class StructureCall<TIn, TOut>(MethodCall<TIn, TOut> inner) : MethodCall<TIn, TOut>
{
    private MethodInfo _method = null!;
    private object _structure = null!;

    public override void Bind(MethodInfo method, object? target)
    {
        _method = method;
        _structure = target!;
    }

    public override TOut Invoke(TIn input, Slot slot)
    {
        var call = inner.Copy();
        // A boxed structure of its own.
        call.Bind(_method, RuntimeHelpers.GetObjectValue(_structure));
        return call.Invoke(input, slot);
    }
}

internal sealed class InputCall<TIn, TOut> : MethodCall<TIn, TOut>
{
    private Func<TIn, TOut> _method = null!;

    public override void Bind(MethodInfo method, object? target) => _method = method.CreateDelegate<Func<TIn, TOut>>(target);

    public override TOut Invoke(TIn input, Slot slot) => _method(input);
}

internal sealed class InputAction<TIn> : MethodCall<TIn, Nothing>
{
    private Action<TIn> _method = null!;

    public override void Bind(MethodInfo method, object? target) => _method = method.CreateDelegate<Action<TIn>>(target);

    public override Nothing Invoke(TIn input, Slot slot)
    {
        _method(input);
        return null!;
    }
}

internal sealed class PlainCall<TOut> : MethodCall<Nothing, TOut>
{
    private Func<TOut> _method = null!;

    public override void Bind(MethodInfo method, object? target) => _method = method.CreateDelegate<Func<TOut>>(target);

    public override TOut Invoke(Nothing input, Slot slot) => _method();
}

internal sealed class PlainAction : MethodCall<Nothing, Nothing>
{
    private Action _method = null!;

    public override void Bind(MethodInfo method, object? target) => _method = method.CreateDelegate<Action>(target);

    public override Nothing Invoke(Nothing input, Slot slot)
    {
        _method();
        return null!;
    }
}
