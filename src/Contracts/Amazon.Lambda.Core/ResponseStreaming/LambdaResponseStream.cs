using System.Runtime.Versioning;

namespace Amazon.Lambda.Core.ResponseStreaming;

/// <summary>The response of the invocation that is running, sent while it is written. Disposing it ends nothing: the runtime does, when the handler returns.</summary>
[RequiresPreviewFeatures(LambdaResponseStreamFactory.PreviewMessage)]
public class LambdaResponseStream : Stream
{
    private readonly ILambdaResponseStream _responseStream;

    internal LambdaResponseStream(ILambdaResponseStream responseStream) => _responseStream = responseStream;

    public long BytesWritten => _responseStream.BytesWritten;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    /// <summary>As <see cref="BytesWritten"/>.</summary>
    public override long Length => BytesWritten;

    public override long Position
    {
        get => throw new NotSupportedException(WriteOnly.Message);
        set => throw new NotSupportedException(WriteOnly.Message);
    }

    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken = default) =>
        _responseStream.WriteAsync(buffer, offset, count, cancellationToken);

    public Task WriteAsync(byte[] buffer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(buffer);

        return WriteAsync(buffer, 0, buffer.Length, cancellationToken);
    }

    /// <summary>Does nothing: every write is on its way when it returns.</summary>
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotImplementedException(WriteOnly.Message);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        throw new NotImplementedException(WriteOnly.Message);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotImplementedException(WriteOnly.Message);

    public override void SetLength(long value) => throw new NotSupportedException(WriteOnly.Message);
}

/// <summary>What is said to a function that does more to a streaming response than write it.</summary>
file static class WriteOnly
{
    public const string Message = "A streaming response can only be written, from its beginning to its end.";
}
