using System.Net;

namespace Pintle.Emulator.Tests;

/// <summary>A request body that has begun and does not end before <see cref="Finish"/>.</summary>
internal sealed class OpenUpload : HttpContent
{
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Finish() => _finished.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync("{"u8.ToArray());
        await stream.FlushAsync();
        await _finished.Task;
        await stream.WriteAsync("}"u8.ToArray());
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        Finish();
        base.Dispose(disposing);
    }
}
