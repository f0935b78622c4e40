using System.Reflection;
using Amazon.Lambda.Core;
using Pintle.Host.Invocations;
using Pintle.Host.LambdaCore;

namespace Pintle.Host.Handlers;

// Apart from MethodCall.cs on purpose: these types mention ILambdaContext, and a function without Amazon.Lambda.Core must never load them.

internal sealed class InputContextCall<TIn, TOut> : MethodCall<TIn, TOut>
{
    private Func<TIn, ILambdaContext, TOut> _method = null!;

    public override void Bind(MethodInfo method, object? target) => _method = method.CreateDelegate<Func<TIn, ILambdaContext, TOut>>(target);

    public override TOut Invoke(TIn input, Slot slot) => _method(input, new InvocationContext(slot));
}

internal sealed class InputContextAction<TIn> : MethodCall<TIn, Nothing>
{
    private Action<TIn, ILambdaContext> _method = null!;

    public override void Bind(MethodInfo method, object? target) => _method = method.CreateDelegate<Action<TIn, ILambdaContext>>(target);

    public override Nothing Invoke(TIn input, Slot slot)
    {
        _method(input, new InvocationContext(slot));
        return null!;
    }
}

internal sealed class ContextCall<TOut> : MethodCall<Nothing, TOut>
{
    private Func<ILambdaContext, TOut> _method = null!;

    public override void Bind(MethodInfo method, object? target) => _method = method.CreateDelegate<Func<ILambdaContext, TOut>>(target);

    public override TOut Invoke(Nothing input, Slot slot) => _method(new InvocationContext(slot));
}

internal sealed class ContextAction : MethodCall<Nothing, Nothing>
{
    private Action<ILambdaContext> _method = null!;

    public override void Bind(MethodInfo method, object? target) => _method = method.CreateDelegate<Action<ILambdaContext>>(target);

    public override Nothing Invoke(Nothing input, Slot slot)
    {
        _method(new InvocationContext(slot));
        return null!;
    }
}
