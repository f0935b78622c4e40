using System.Security.Cryptography;
using Amazon.Lambda.Core.ResponseStreaming;

namespace Streaming;

/// <summary>Does what the event's first byte says, so that one process sees every kind of outcome in any order. What it answers is the event, so that whoever sent it can tell it from all others.</summary>
public sealed class Mixed
{
    private const int Piece = 100_000;

    /// <summary>'f' fails with the event's digest, 's' streams it in pieces, 'w' waits before it gives it back, 'a' does so from a thread of the pool; everything else is given back at once.</summary>
    public async Task<Stream> Handle(Stream input)
    {
        var bytes = ((MemoryStream)input).ToArray();
        switch (bytes.Length == 0 ? '\0' : (char)bytes[0])
        {
            case 'f':
                throw new InvalidOperationException(Convert.ToHexString(SHA256.HashData(bytes)));
            case 's':
                using (var response = LambdaResponseStreamFactory.CreateStream())
                {
                    for (var at = 0; at < bytes.Length; at += Piece)
                        await response.WriteAsync(bytes.AsMemory(at, Math.Min(Piece, bytes.Length - at)));
                }

                return Stream.Null;
            case 'w':
                await Task.Delay(200);
                break;
            case 'a':
                await Task.Yield();
                break;
        }

        return new MemoryStream(bytes);
    }
}
