using System.Runtime.CompilerServices;
using Pintle.Host.Invocations;
using Pintle.Host.Streaming;

namespace Pintle.Host.Handlers;

/// <summary>
/// Never called: names one instantiation of each generic part over a reference type, so that crossgen2 compiles the body that all reference types share.
/// A part that is missing here is jitted at every start; the test of jitted methods finds it.
/// </summary>
internal static class Precompiled
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static object[] Roots() =>
    [
        new BoundHandler<object, object> { Input = new SerializedReader<object>(), Call = new InputCall<object, object>(), Output = new SerializedWriter<object>() },
        new BoundHandler<object, ValueTask> { Input = new SerializedReader<object>(), Call = new InputCall<object, ValueTask>(), Output = new ValueTaskWriter() },
        new BoundHandler<object, ValueTask<object>> { Input = new SerializedReader<object>(), Call = new InputContextCall<object, ValueTask<object>>(), Output = new ValueTaskOfWriter<object>() },
        new InputAction<object>(),
        new StructureCall<object, object>(new InputCall<object, object>()),
        new PlainCall<object>(),
        new PlainCall<ValueTask>(),
        new PlainCall<ValueTask<object>>(),
        new PlainAction(),
        new InputCall<object, ValueTask<object>>(),
        new InputContextCall<object, object>(),
        new InputContextCall<object, ValueTask>(),
        new InputContextAction<object>(),
        new ContextCall<object>(),
        new ContextCall<ValueTask>(),
        new ContextCall<ValueTask<object>>(),
        new ContextAction(),
        new TaskOfWriter<object>(),
        new StreamWriter<Stream>(),
        new StreamFactory<object>(),
        new StreamParts<object>(),
        new HandlerParts<object, object>(),
        new HandlerParts<object, ValueTask>(),
        new HandlerParts<object, ValueTask<object>>(),
    ];
}
