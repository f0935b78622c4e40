using System.Text;
using Pintle.Host.Logging;

namespace Pintle.Host.Tests.Logging;

[Collection(InvocationFixture.Collection)]
public sealed class TextFormatTests
{
    private static readonly DateTime Time = new(2026, 1, 2, 3, 4, 5, 6, DateTimeKind.Utc);

    [Theory]
    [InlineData(0, "trce")]
    [InlineData(1, "dbug")]
    [InlineData(2, "info")]
    [InlineData(3, "warn")]
    [InlineData(4, "fail")]
    [InlineData(5, "crit")]
    [InlineData(9, "9")]
    public void Is_time_request_id_level_and_message_with_tabs_between(int severity, string label) =>
        Assert.Equal($"2026-01-02T03:04:05.006Z\t\t{label}\thello", Format(new((Severity)severity, "hello", null, null) { Time = Time }));

    [Fact]
    public void Has_the_request_id_of_the_invocation()
    {
        using var invocation = new InvocationFixture("{}");

        Assert.Equal("2026-01-02T03:04:05.006Z\tr-1\tinfo\thello", Format(new(Severity.Information, "hello", null, null) { Time = Time, Scope = invocation.Slot }));
    }

    [Fact]
    public void Leaves_a_message_without_arguments_as_it_is() => Assert.EndsWith("\tinfo\t{id} {{", Format(new(Severity.Information, "{id} {{", [], null)), StringComparison.Ordinal);

    [Fact]
    public void Puts_an_exception_on_lines_below_the_message()
    {
        var exception = new InvalidOperationException("sold out");

        Assert.EndsWith("\tfail\tfailed for 7\nSystem.InvalidOperationException: sold out", Format(new(Severity.Error, "failed for {id}", [7], exception)), StringComparison.Ordinal);
        Assert.EndsWith("\tfail\tSystem.InvalidOperationException: sold out", Format(new(Severity.Error, null, null, exception)), StringComparison.Ordinal);
    }

    [Fact]
    public void Survives_an_exception_whose_ToString_throws() =>
        Assert.EndsWith("\tfail\tPintle.Host.Tests.HostileException (its own ToString threw InvalidTimeZoneException)", Format(new(Severity.Error, null, null, new HostileException())), StringComparison.Ordinal);

    [Fact]
    public void Is_the_message_alone_where_it_has_no_prefix()
    {
        var text = new StringBuilder();

        TextFormat.Append(text, new(Severity.Error, "order {id}", ["a1"], new InvalidOperationException("sold out")), withPrefix: false);

        Assert.Equal("order a1\nSystem.InvalidOperationException: sold out", text.ToString());
    }

    private static string Format(LogRecord record)
    {
        var text = new StringBuilder();
        TextFormat.Append(text, record, withPrefix: true);
        return text.ToString();
    }
}
