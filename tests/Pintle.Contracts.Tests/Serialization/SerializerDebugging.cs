namespace Pintle.Contracts.Tests.Serialization;

/// <summary>LAMBDA_NET_SERIALIZER_DEBUG: the one switch that puts events and responses into the log.</summary>
public sealed class SerializerDebugging
{
    private const string Sent = "sent: \"event answered\"";

    [Theory]
    [InlineData("true")]
    [InlineData("TRUE")]
    public async Task Shows_events_and_responses_when_it_is_on(string value)
    {
        var lines = await ProbeProcess.Run("serializer", ("LAMBDA_NET_SERIALIZER_DEBUG", value));

        Assert.Equal(3, lines.Length);
        Assert.EndsWith("System.String: \"event\"", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("System.String: \"event answered\"", lines[1], StringComparison.Ordinal);
        Assert.Equal(Sent, lines[2]);
    }

    [Fact]
    public async Task Shows_nothing_when_it_is_off() => Assert.Equal([Sent], await ProbeProcess.Run("serializer"));
}
