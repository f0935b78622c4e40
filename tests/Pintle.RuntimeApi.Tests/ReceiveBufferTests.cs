namespace Pintle.RuntimeApi.Tests;

public sealed class ReceiveBufferTests
{
    [Fact]
    public void Growing_keeps_what_was_received()
    {
        using var buffer = new ReceiveBuffer(100, 10_000);
        var first = Wire.Random(100);
        first.CopyTo(buffer.Free);
        buffer.Commit(100);

        buffer.Grow(101);

        Assert.Equal(400, buffer.Capacity);
        Assert.Equal(first, buffer.Bytes);
        Assert.Equal(300, buffer.Free.Length);
    }

    [Fact]
    public void Never_grows_over_its_limit()
    {
        using var buffer = new ReceiveBuffer(100, 150);

        buffer.Grow(101);
        Assert.Equal(150, buffer.Capacity);
        buffer.Reserve(1000);
        Assert.Equal(150, buffer.Capacity);
        buffer.Commit(150);

        Assert.True(buffer.Free.IsEmpty);
    }

    [Fact]
    public void Removing_moves_the_rest_down()
    {
        using var buffer = new ReceiveBuffer(100, 100);
        "head|hole|rest"u8.CopyTo(buffer.Free);
        buffer.Commit(14);

        buffer.Remove(4, 9);

        Assert.Equal("head|rest", Wire.Text(buffer.Bytes));
    }

    [Theory]
    [InlineData(101)]
    [InlineData(-1)]
    public void A_connection_that_claims_more_than_it_was_given_is_a_bug(int count)
    {
        using var buffer = new ReceiveBuffer(100, 100);

        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Commit(count));
    }

    [Fact]
    public void Shrinking_gives_the_memory_back_to_the_system()
    {
        const int Large = 64 * 1024 * 1024;
        using var buffer = new ReceiveBuffer(4096, Large);
        buffer.Reserve(Large);
        buffer.Free.Fill(1);
        var address = Address(buffer);
        Assert.True(Resident(address) >= Large, $"expected {Large} bytes resident, found {Resident(address)}");

        for (var i = 0; i < WireLimits.ShrinkAfterInvocations; i++)
            buffer.Reset();

        Assert.Equal(4096, buffer.Capacity);
        Assert.True(Resident(Address(buffer)) < Large / 2, $"found {Resident(Address(buffer))} bytes still resident");
    }

    [Fact]
    public void A_disposed_invocation_is_empty_and_takes_no_other()
    {
        using var client = Clients.Over(new ScriptedConnection(Wire.Next("{}")));
        var invocation = new Invocation();
        Assert.True(client.Next(invocation).IsOk);

        invocation.Dispose();
        invocation.Dispose();

        Assert.True(invocation.Body.IsEmpty && invocation.RequestId.IsEmpty);
        Assert.Throws<ObjectDisposedException>(() => client.Next(invocation));
    }

    private static unsafe nint Address(ReceiveBuffer buffer)
    {
        fixed (byte* start = buffer.Free)
            return (nint)start - buffer.Filled;
    }

    /// <summary>proc(5): Rss, in KiB, of the mapping that holds the address. Mappings that touch may be shown as one, so the figure may include others' pages.</summary>
    private static long Resident(nint address)
    {
        var isInside = false;
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            var first = line.Split(' ')[0];
            var range = first.Split('-');
            if (range.Length == 2 && !first.EndsWith(':'))
                isInside = Convert.ToInt64(range[0], 16) <= address && address < Convert.ToInt64(range[1], 16);
            else if (isInside && first == "Rss:")
                return long.Parse(line.AsSpan(4).TrimEnd(" kB").Trim(), provider: null) * 1024;
        }

        return 0;
    }
}
