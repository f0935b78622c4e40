using System.Linq.Expressions;
using System.Reflection;
using Amazon.Lambda.Core.ResponseStreaming;

namespace Pintle.Contracts.Tests.Core;

/// <summary>The runtime's side of response streaming, wired up by name only, as a runtime has to that was not compiled against these internals.</summary>
internal sealed class StreamingRuntime : IDisposable
{
    private const string Namespace = "Amazon.Lambda.Core.ResponseStreaming.";

    /// <summary>What each opened stream was opened with.</summary>
    public List<byte[]> Preludes { get; } = [];

    public MemoryStream Written { get; } = new();

    public bool IsDisposed { get; private set; }

    public StreamingRuntime()
    {
        var contract = Internals.Type(Namespace + "ILambdaResponseStream");
        var prelude = Expression.Parameter(typeof(byte[]), "prelude");
        var open = Expression.Convert(Expression.Invoke(Expression.Constant((Func<byte[], object>)Open), prelude), contract);
        var factory = Expression.Lambda(typeof(Func<,>).MakeGenericType(typeof(byte[]), contract), open, prelude).Compile();

        Internals.Call(typeof(LambdaResponseStreamFactory), "SetLambdaResponseStream", factory);
    }

    public void Dispose() => Internals.Field(typeof(LambdaResponseStreamFactory), "_streamFactory").SetValue(null, null);

    /// <summary>The internal stream that a LambdaResponseStream wraps, made of four delegates.</summary>
    private object Open(byte[] prelude)
    {
        Preludes.Add(prelude);
        var delegatesType = Internals.Type(Namespace + "ImplLambdaResponseStream+Delegates");
        var delegates = Activator.CreateInstance(delegatesType, nonPublic: true)!;
        Set("BytesWritten", (Func<long>)(() => Written.Length));
        Set("HasError", (Func<bool>)(() => false));
        Set("Dispose", (Action)(() => IsDisposed = true));
        Set("WriteAsync", (Func<byte[], int, int, CancellationToken, Task>)Written.WriteAsync);

        return Activator.CreateInstance(
            Internals.Type(Namespace + "ImplLambdaResponseStream"), BindingFlags.Instance | BindingFlags.NonPublic, binder: null, [delegates], culture: null)!;

        void Set(string property, Delegate value) =>
            delegatesType.GetProperty(property, BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(delegates, value);
    }
}
