using System.Runtime.InteropServices;
using Pintle.RuntimeApi;

namespace Pintle.Bootstrap.Invocations;

/// <summary>
/// Where the host's calls for a streamed response go: each slot's connection and invocation, which the slot's poller attaches once. The poller itself is inside the host's Invoke at such a
/// time, so its connection is free. Knows nothing of the end of a response; the poller sends that.
/// </summary>
internal static unsafe class ResponseStreams
{
    private const int Taken = 0;
    private const int NotTaken = 1;

    private static (RuntimeApiClient Client, Invocation Invocation)[] s_slots = [];

    /// <summary>Before the first <see cref="Attach"/>.</summary>
    public static void Prepare(int slots) => s_slots = new (RuntimeApiClient, Invocation)[slots];

    public static void Attach(int slot, RuntimeApiClient client, Invocation invocation) => s_slots[slot] = (client, invocation);

    [UnmanagedCallersOnly]
    public static int Begin(int slot, byte* prelude, nint length)
    {
        var (client, invocation) = s_slots[slot];
        return client.BeginStream(invocation.RequestId, new ReadOnlySpan<byte>(prelude, (int)length), invocation.InvocationId) ? Taken : NotTaken;
    }

    [UnmanagedCallersOnly]
    public static int Write(int slot, byte* data, nint length) =>
        s_slots[slot].Client.SendChunk(new ReadOnlySpan<byte>(data, (int)length)) ? Taken : NotTaken;
}
