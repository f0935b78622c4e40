namespace Amazon.Lambda.Core.ResponseStreaming;

/// <summary>A runtime's side of one streaming response.</summary>
internal interface ILambdaResponseStream : IDisposable
{
    long BytesWritten { get; }

    bool HasError { get; }

    Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken = default);
}
