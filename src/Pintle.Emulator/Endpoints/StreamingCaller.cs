namespace Pintle.Emulator.Endpoints;

/// <summary>Who gets a streamed response as it arrives, at the speed at which it takes it. One that goes away is no error: the service goes on reading, so that the function can go on.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html</remarks>
internal sealed class StreamingCaller(Stream stream)
{
    private bool _isGone;

    /// <summary>Bytes of the response so far.</summary>
    public long Length { get; private set; }

    /// <summary>False when the response is over the limit; what is beyond it does not reach the caller.</summary>
    public async Task<bool> TryPassOnAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var left = (int)Math.Min(bytes.Length, Limits.MaxStreamedResponseBytes - Length);
        Length += bytes.Length;
        if (!_isGone && left > 0)
            await WriteAsync(bytes[..left], cancellationToken).ConfigureAwait(false);
        return left == bytes.Length;
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            _isGone = true;
        }
    }
}
