namespace Pintle.EndToEnd.Tests;

/// <summary>Streams that a handler returns, and the event's: whose they are, and what can be done with them.</summary>
public sealed class ReturnedStreams
{
    [Theory]
    [InlineData("Memory", "kept")]
    [InlineData("Subclass", "kept")]
    [InlineData("Later", "kept")]
    [InlineData("SubclassLater", "kept")]
    [InlineData("ValueTask", "kept")]
    [InlineData("OfFile", "kept")]
    [InlineData("Buffered", "kept")]
    [InlineData("Disposals", "0")]
    [InlineData("RestOfEvent", "bcdef")]
    [InlineData("ChangedEvent", "aXYZe")]
    [InlineData("LimitsOfEvent", "\"True False True UnauthorizedAccessException NotSupportedException NotSupportedException True\"")]
    public async Task Answer_every_invocation(string method, string expected)
    {
        await using var function = await Functions.StartAsync($"Handlers::Handlers.KeptStreams::{method}");

        for (var i = 0; i < 3; i++)
        {
            var result = await function.InvokeAsync("abcdef", cancellationToken: TestContext.Current.CancellationToken);
            Assert.True(!result.IsError && result.Text == expected, $"Expected {expected}, found:\n{result}");
        }
    }

    [Fact]
    public async Task Are_copied_from_where_they_stand_and_never_rewound()
    {
        await using var function = await Functions.StartAsync("Handlers::Handlers.KeptStreams::AsItStands");

        foreach (var expected in (string[])["kept", "", ""])
            Assert.Equal(expected, (await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken)).Text);
    }

    [Theory]
    [InlineData("Unreadable", "NotSupportedException")]
    [InlineData("Closed", "ObjectDisposedException")]
    public async Task Fail_the_invocation_where_they_cannot_be_read(string method, string errorType)
    {
        await using var function = await Functions.StartAsync($"Handlers::Handlers.KeptStreams::{method}");

        for (var i = 0; i < 2; i++)
            Functions.AssertError(await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken), errorType, "");
    }
}
