namespace Pintle.Host.Tests;

public sealed class MessageTemplateTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("no hole", "no hole")]
    [InlineData("order {id} costs {price}", "order a1 costs 9.5")]
    [InlineData("{id}{price}", "a19.5")]
    [InlineData("{1} before {0}", "9.5 before a1")]
    [InlineData("{0} {0}", "a1 a1")]
    [InlineData("{0} and {named}", "a1 and 9.5")]
    [InlineData("{price:F2}", "a1")]
    [InlineData("{id} {price:F2}", "a1 9.50")]
    [InlineData("{id} {price:000.000}", "a1 009.500")]
    [InlineData("{@id} {$price}", "a1 9.5")]
    [InlineData("{{literal}} {id}", "{literal} a1")]
    [InlineData("{{{id}}}", "{a1}")]
    [InlineData("{id}}}", "a1}")]
    [InlineData("{", "{")]
    [InlineData("}", "}")]
    [InlineData("open {id", "open {id")]
    [InlineData("} {id} {", "} a1 {")]
    [InlineData("{a} {b} {c} {d}", "a1 9.5  {d}")]
    [InlineData("{5}", "{5}")]
    [InlineData("{}", "a1")]
    [InlineData("{99999999999}", "a1")]
    [InlineData("{id}\n{price}", "a1\n9.5")]
    public void Fills_holes_by_order_or_by_number(string template, string expected) => Assert.Equal(expected, MessageTemplate.Fill(template, ["a1", 9.5, null]));

    [Fact]
    public void Leaves_the_text_alone_where_there_is_nothing_to_fill_in()
    {
        Assert.Equal("", MessageTemplate.Fill(null, ["x"]));
        Assert.Equal("{id} {{", MessageTemplate.Fill("{id} {{", null));
        Assert.Equal("{id} {{", MessageTemplate.Fill("{id} {{", []));
    }

    [Fact]
    public void Writes_numbers_and_dates_for_no_culture()
    {
        var date = new DateTime(2026, 3, 4, 5, 6, 7, DateTimeKind.Utc);

        Assert.Equal("1234.5 03/04/2026 05:06:07 2026-03-04", MessageTemplate.Fill("{a} {b} {c:yyyy-MM-dd}", [1234.5, date, date]));
    }

    [Fact]
    public void Writes_the_value_plainly_where_its_format_is_none() =>
        // A log call must not end the invocation that makes it.
        Assert.Equal("5 left", MessageTemplate.Fill("{count:Q} left", [5]));
}
