using System.Text;
using Pintle.Host.Invocations;

namespace Pintle.Host.Tests.Invocations;

[Collection(InvocationFixture.Collection)]
public sealed class SlotTests
{
    [Fact]
    public void Cuts_a_kept_event_off_when_the_invocation_ends()
    {
        var invocation = new InvocationFixture("secret");
        var kept = invocation.Slot.Event;
        Assert.Equal("secret", Encoding.UTF8.GetString(kept.ToArray()));

        invocation.Dispose();

        Assert.Throws<ObjectDisposedException>(() => kept.ToArray());
        Assert.Null(Slot.Current);
    }

    [Fact]
    public void Keeps_the_request_id_safe_to_read_for_a_thread_that_still_has_the_slot()
    {
        // A thread of the function's that logs while its invocation ends has read Slot.Current just before.
        var invocation = new InvocationFixture("{}");
        var slot = Slot.Current!;

        invocation.Dispose();

        Assert.Null(Record.Exception(() => slot.RequestId));
    }

    [Fact]
    public void Has_the_event_as_one_stream()
    {
        using var invocation = new InvocationFixture("{}");

        Assert.Same(invocation.Slot.Event, invocation.Slot.Event);
    }

    [Fact]
    public unsafe void Starts_each_invocation_with_an_empty_response()
    {
        using var invocation = new InvocationFixture("{}");
        invocation.Slot.Response.Write("before"u8);

        invocation.Slot.Begin(invocation.Invocation);

        Assert.Equal("", invocation.Response);
    }
}
