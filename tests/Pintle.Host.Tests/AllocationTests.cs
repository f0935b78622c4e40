using Amazon.Lambda.Core;
using Pintle.Host.Handlers;
using Pintle.Shared;

namespace Pintle.Host.Tests;

/// <summary>What one warm invocation costs the garbage collector, to the byte. A figure that changes is a decision: change it here with its reason.</summary>
[Collection(InvocationFixture.Collection)]
public sealed class AllocationTests
{
    private const int Warm = 200;

    /// <summary>The runtime itself may allocate once on this thread, when it swaps a method's code; an invocation that allocates does so in every batch.</summary>
    private const int Batches = 4;

    [Fact]
    public void A_stream_handler_costs_its_event_stream() => Assert.Equal(Figures.EventStream, Measure(nameof(Target.Echo)));

    [Fact]
    public void A_context_costs_itself_and_its_request_id() =>
        Assert.Equal(Figures.EventStream + Figures.Context + Figures.RequestId, Measure(nameof(Target.EchoWithContext)));

    [Fact]
    public void A_handler_of_nothing_costs_nothing() => Assert.Equal(0, Measure(nameof(Target.Nothing)));

    private static unsafe long Measure(string name)
    {
        var method = HandlerMethod.Find(typeof(Target), name);
        var handler = HandlerBinder.Bind(HandlerShape.Of(typeof(Target), method), new Target(), new SerializerSelection(method, typeof(object).Assembly));
        using var invocation = new InvocationFixture("{\"id\":\"a1\"}");
        for (var i = 0; i < Warm; i++)
            Invoke(handler, invocation);

        var bytes = long.MaxValue;
        for (var batch = 0; batch < Batches; batch++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Warm; i++)
                Invoke(handler, invocation);
            bytes = Math.Min(bytes, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, bytes % Warm);
        return bytes / Warm;
    }

    private static unsafe void Invoke(BoundHandler handler, InvocationFixture invocation)
    {
        invocation.Slot.Begin(invocation.Invocation);
        handler.Invoke(invocation.Slot);
        HostReply reply = default;
        invocation.Slot.ReplyWithResponse(&reply);
        invocation.Slot.EndStream(&reply);
        invocation.Slot.End();
    }

    /// <summary>Bytes on a 64-bit runtime.</summary>
    private static class Figures
    {
        public const long EventStream = 88;
        public const long Context = 88;

        /// <summary>A string: 22 bytes and two for each character, rounded up to eight.</summary>
        public const long RequestId = 32;
    }

    private sealed class Target
    {
#pragma warning disable CA1822 // Handlers are instance methods.
        public Stream Echo(Stream stream) => stream;

        public Stream EchoWithContext(Stream stream, ILambdaContext context) => context is null ? Stream.Null : stream;

        public void Nothing() { }
#pragma warning restore CA1822
    }
}
