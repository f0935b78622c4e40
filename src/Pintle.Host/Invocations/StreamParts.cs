using System.Reflection;
using Pintle.Host.Handlers;
using Pintle.Host.Streaming;

namespace Pintle.Host.Invocations;

/// <summary>Makes ImplLambdaResponseStream objects of the function's own Amazon.Lambda.Core around streamed responses. Reflects once, and calls two constructors for each response.</summary>
internal abstract class StreamParts
{
    private const string ImplementationName = "Amazon.Lambda.Core.ResponseStreaming.ImplLambdaResponseStream";

    /// <exception cref="MissingMemberException">This Core has the factory but not the rest.</exception>
    public static StreamParts Of(Assembly core)
    {
        var implementation = core.GetType(ImplementationName) ?? throw Missing(ImplementationName);
        var delegates = core.GetType(ImplementationName + "+Delegates") ?? throw Missing(ImplementationName + "+Delegates");
        var parts = (StreamParts)Construction.Of(typeof(StreamParts<>).MakeGenericType(delegates));
        parts.Bind(implementation);
        return parts;
    }

    public abstract object Wrap(StreamedResponse response);

    protected abstract void Bind(Type implementation);

    protected static MissingMemberException Missing(string name) =>
        new($"Expected the function's Amazon.Lambda.Core to have {name}, but this version has not. Reference a version of Amazon.Lambda.Core that this layer knows, or return a buffered response.");
}

/// <typeparam name="TDelegates">ImplLambdaResponseStream.Delegates.</typeparam>
internal sealed class StreamParts<TDelegates> : StreamParts
    where TDelegates : class, new()
{
    private ConstructorInfo _implementation = null!;
    private Action<TDelegates, Func<long>> _setBytesWritten = null!;
    private Action<TDelegates, Func<bool>> _setHasError = null!;
    private Action<TDelegates, Action> _setDispose = null!;
    private Action<TDelegates, Func<byte[], int, int, CancellationToken, Task>> _setWriteAsync = null!;

    public override object Wrap(StreamedResponse response)
    {
        var delegates = new TDelegates();
        _setBytesWritten(delegates, () => response.BytesWritten);
        _setHasError(delegates, () => response.HasError);
        _setDispose(delegates, static () => { });
        _setWriteAsync(delegates, response.WriteAsync);
        return _implementation.Invoke([delegates]);
    }

    protected override void Bind(Type implementation)
    {
        _implementation = implementation.GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public, [typeof(TDelegates)]) ?? throw Missing($"{implementation.FullName}'s constructor");
        _setBytesWritten = Setter<Action<TDelegates, Func<long>>>("BytesWritten");
        _setHasError = Setter<Action<TDelegates, Func<bool>>>("HasError");
        _setDispose = Setter<Action<TDelegates, Action>>("Dispose");
        _setWriteAsync = Setter<Action<TDelegates, Func<byte[], int, int, CancellationToken, Task>>>("WriteAsync");
    }

    private static TSetter Setter<TSetter>(string name)
        where TSetter : Delegate =>
        typeof(TDelegates).GetProperty(name, BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)?.GetSetMethod(nonPublic: true)?.CreateDelegate<TSetter>()
        ?? throw Missing($"{typeof(TDelegates).FullName}.{name}");
}
