using System.Net;
using System.Net.Sockets;

namespace Pintle.RuntimeApi.Tests;

/// <summary>What a warm invocation allocates on the poller's thread: nothing, exactly.</summary>
public sealed class AllocationTests
{
    private const int Rounds = 250;

    /// <summary>The runtime itself may allocate once on this thread, when it swaps a method's code; an invocation that allocates does so in every batch.</summary>
    private const int Batches = 4;

    [Theory]
    [InlineData(20, 0, 0)]
    [InlineData(20, 0, 36)]
    [InlineData(50_000, 0, 256)]
    [InlineData(50_000, 7000, 36)]
    [InlineData(400_000, 10_000, 0)]
    public void A_warm_invocation_allocates_nothing_over_memory(int length, int chunk, int invocationId)
    {
        var body = Wire.Random(length);
        var id = invocationId == 0 ? "" : $"Lambda-Runtime-Invocation-Id: {new string('i', invocationId)}\r\n";
        var next = chunk == 0 ? Wire.Next(Wire.Text(body), id) : Wire.Chunked(body, chunk, $"Lambda-Runtime-Aws-Request-Id: {Wire.RequestId}\r\n{id}");
        using var client = Clients.Over(new ScriptedConnection(next, Wire.Accepted) { Records = false });

        var allocated = Measure(client);

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void A_warm_invocation_allocates_nothing_over_a_socket()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = new Thread(() => Serve(listener)) { IsBackground = true };
        serving.Start();
        long allocated;

        using (var client = Clients.At(((IPEndPoint)listener.LocalEndpoint).Port))
            allocated = Measure(client);

        Assert.True(serving.Join(TimeSpan.FromSeconds(30)), "the server did not see the client's end");
        Assert.Equal(0, allocated);
    }

    private static long Measure(RuntimeApiClient client)
    {
        using var invocation = new Invocation();
        for (var i = 0; i < 50; i++)
            Invoke(client, invocation);
        var least = long.MaxValue;
        for (var batch = 0; batch < Batches; batch++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Rounds; i++)
                Invoke(client, invocation);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private static void Invoke(RuntimeApiClient client, Invocation invocation)
    {
        var next = client.Next(invocation);
        var posted = next.IsOk ? client.PostResponse(invocation.RequestId, invocation.Body, invocation.InvocationId) : next;
        if (!posted.IsOk)
            throw new InvalidOperationException(posted.Describe());
    }

    private static void Serve(TcpListener listener)
    {
        using var peer = listener.AcceptSocket();
        var received = new byte[10_000];
        var next = Wire.Next("{\"a\":1}");
        // Requests are small and come whole; a GET and a POST take turns.
        while (peer.Receive(received) is > 0 and int count)
            _ = peer.Send(received.AsSpan(0, count).StartsWith("GET"u8) ? next : Wire.Accepted);
    }
}
