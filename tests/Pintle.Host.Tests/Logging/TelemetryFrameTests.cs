using System.Text;
using Pintle.Host.Logging;

namespace Pintle.Host.Tests.Logging;

public sealed class TelemetryFrameTests
{
    [Fact]
    public void Begins_with_type_length_and_microseconds_in_network_order()
    {
        var header = new byte[TelemetryFrame.HeaderSize];

        TelemetryFrame.WriteHeader(header, 258, isJson: false, DateTime.UnixEpoch.AddTicks(12_345_678));

        // 1,234,567 microseconds are 0x12D687.
        Assert.Equal([0xa5, 0x5a, 0x00, 0x03, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0x12, 0xd6, 0x87], header);
    }

    [Fact]
    public void Says_in_its_type_that_it_is_JSON()
    {
        var header = new byte[TelemetryFrame.HeaderSize];

        TelemetryFrame.WriteHeader(header, 0, isJson: true, DateTime.UnixEpoch);

        Assert.Equal([0xa5, 0x5a, 0x00, 0x02], header[..4]);
    }

    [Fact]
    public void Takes_what_fits_into_one_event()
    {
        Assert.Equal(5, TelemetryFrame.Fit("hello"u8));
        Assert.Equal(TelemetryFrame.MostBytes, TelemetryFrame.Fit(new byte[TelemetryFrame.MostBytes]));
        Assert.Equal(TelemetryFrame.MostBytes, TelemetryFrame.Fit(new byte[TelemetryFrame.MostBytes + 1]));
    }

    [Theory]
    [InlineData("ü", 1)]
    [InlineData("€", 1)]
    [InlineData("€", 2)]
    [InlineData("😀", 1)]
    [InlineData("😀", 3)]
    public void Cuts_no_character_in_two(string character, int bytesBefore)
    {
        // So many bytes of the character would still fit.
        var text = Encoding.UTF8.GetBytes(new string('a', TelemetryFrame.MostBytes - bytesBefore) + character);

        Assert.Equal(TelemetryFrame.MostBytes - bytesBefore, TelemetryFrame.Fit(text));
    }
}
