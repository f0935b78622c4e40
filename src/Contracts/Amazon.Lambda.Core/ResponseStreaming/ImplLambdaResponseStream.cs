namespace Amazon.Lambda.Core.ResponseStreaming;

/// <summary>A streaming response made of delegates, for runtimes that reach the interface only through reflection.</summary>
internal class ImplLambdaResponseStream : ILambdaResponseStream
{
    private readonly Delegates _innerDelegates;

    internal ImplLambdaResponseStream(Delegates innerDelegates) => _innerDelegates = innerDelegates;

    public long BytesWritten => _innerDelegates.BytesWritten();

    public bool HasError => _innerDelegates.HasError();

    public Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken = default) =>
        _innerDelegates.WriteAsync(buffer, offset, count, cancellationToken);

    public void Dispose() => _innerDelegates.Dispose();

    /// <summary>The four things that a runtime gives.</summary>
    internal class Delegates
    {
        internal Func<long> BytesWritten { get; set; }

        internal Func<bool> HasError { get; set; }

        internal Func<byte[], int, int, CancellationToken, Task> WriteAsync { get; set; }

        internal Action Dispose { get; set; }
    }
}
