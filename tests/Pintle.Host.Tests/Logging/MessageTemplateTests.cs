using System.Text;
using Pintle.Host.Logging;

namespace Pintle.Host.Tests.Logging;

public sealed class MessageTemplateTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("no hole", "no hole")]
    [InlineData("order {id} costs {price}", "order a1 costs 9.5")]
    [InlineData("{id}{price}", "a19.5")]
    [InlineData("{id}\n{price}", "a1\n9.5")]
    [InlineData("{id} {price:F2}", "a1 9.50")]
    [InlineData("{id} { price : 000.000 }", "a1 009.500")]
    [InlineData("{id:F2}", "a1")]
    [InlineData("{@id} {$price}", "a1 9.5")]
    public void Fills_named_holes_in_order(string template, string expected) => Assert.Equal(expected, Fill(template, "a1", 9.5));

    [Theory]
    [InlineData("{1} before {0}", "9.5 before a1")]
    [InlineData("{0} {0} {1}", "a1 a1 9.5")]
    [InlineData("{1:F2} {0}", "9.50 a1")]
    [InlineData("{0} {1} {2}", "a1 9.5 {2}")]
    public void Fills_numbered_holes_by_number(string template, string expected) => Assert.Equal(expected, Fill(template, "a1", 9.5));

    [Theory]
    [InlineData("{1} {2}", "a1 9.5")]
    [InlineData("{0} and {named}", "a1 and 9.5")]
    [InlineData("{5}", "a1")]
    [InlineData("{0} {2}", "a1 9.5")]
    [InlineData("{-1} {0}", "a1 9.5")]
    [InlineData("{99999999999}", "a1")]
    public void Takes_numbers_with_a_gap_as_names(string template, string expected) => Assert.Equal(expected, Fill(template, "a1", 9.5));

    [Theory]
    [InlineData("{a} {b} {c}", "a1 9.5 {c}")]
    [InlineData("{", "{")]
    [InlineData("}", "}")]
    [InlineData("{}", "{}")]
    [InlineData("open {id", "open {id")]
    [InlineData("} {id} {", "} a1 {")]
    public void Leaves_a_hole_that_has_no_value_or_no_end(string template, string expected) => Assert.Equal(expected, Fill(template, "a1", 9.5));

    /// <summary>string.Format has no braces in a format: such a one is left out.</summary>
    [Theory]
    [InlineData("{\"a\":1,\"b\":{id}}", "7}")]
    [InlineData("{a:{b}", "7")]
    [InlineData("{a:{{b}} {b}", "7} 8.25")]
    [InlineData("{a{b}", "7")]
    [InlineData("{a:000.0} {b:'{'0}", "007.0 8.25")]
    [InlineData("{1:F1{} {0}", "8.25 7")]
    public void Leaves_out_a_format_with_a_brace(string template, string expected) => Assert.Equal(expected, Fill(template, 7, 8.25));

    [Fact]
    public void Formats_as_string_Format_does()
    {
        Assert.Equal("own F2 True", Fill("{a:F2}", new Own("own")));
        Assert.Equal("span F2", Fill("{a:F2}", new OwnSpan()));
        Assert.Equal("plain  plain", Fill("{a:F2} {b:null} {c}", new Own(null), new Own(""), new Own("own")));
    }

    [Theory]
    [InlineData("{{literal}} {id}", "{{literal}} a1")]
    [InlineData("{{{id}}}", "{{a1}}")]
    [InlineData("{id}}}", "a1}}")]
    public void Keeps_doubled_braces_doubled(string template, string expected) => Assert.Equal(expected, Fill(template, "a1"));

    [Fact]
    public void Leaves_the_hole_of_null_and_of_collections() =>
        Assert.Equal("{a} {b} {c:X}", Fill("{a} {b} {c:X}", null, new List<int> { 1, 2 }, new Dictionary<string, int> { ["k"] = 1 }));

    [Fact]
    public void Writes_dates_and_times_in_one_form()
    {
        var time = new DateTime(2026, 3, 4, 5, 6, 7, 89, DateTimeKind.Utc);

        Assert.Equal("2026-03-04T05:06:07.089Z 2026-03-04T05:06:07.089Z 2026-03-04 05:06:07.089 March",
            Fill("{a} {b} {c} {d} {e:MMMM}", time, new DateTimeOffset(time), DateOnly.FromDateTime(time), TimeOnly.FromDateTime(time), time));
    }

    [Fact]
    public void Writes_bytes_in_hexadecimal_and_at_most_sixteen_of_them() => Assert.Equal("01FF 0102 00000000000000000000000000000000... (17 bytes)",
        Fill("{a} {b} {c}", new byte[] { 1, 255 }, new ReadOnlyMemory<byte>([1, 2]), new Memory<byte>(new byte[17])));

    [Fact]
    public void Never_throws_for_a_value()
    {
        Assert.Equal("5 left", Fill("{count:Q} left", 5));
        Assert.Equal("Pintle.Host.Tests.Logging.MessageTemplateTests+Hostile (its own ToString threw InvalidTimeZoneException)", Fill("{a}", new Hostile()));
        Assert.Equal("Pintle.Host.Tests.Logging.MessageTemplateTests+Hostile (its own ToString threw InvalidTimeZoneException)", Fill("{a:F2}", new Hostile()));
    }

    private static string Fill(string template, params object?[] arguments)
    {
        var message = new StringBuilder();
        MessageTemplate.Parse(template).Fill(message, arguments);
        return message.ToString();
    }

    /// <summary>Null refuses the format; an empty text gives null.</summary>
    private sealed class Own(string? text) : IFormattable
    {
        public string ToString(string? format, IFormatProvider? formatProvider) =>
            text is null ? throw new FormatException() : text.Length == 0 ? null! : $"{text} {format} {formatProvider is null}";

        public override string ToString() => "plain";
    }

    private sealed class OwnSpan : ISpanFormattable
    {
        public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
        {
            var text = $"span {format}";
            charsWritten = text.Length;
            return text.TryCopyTo(destination);
        }

        public string ToString(string? format, IFormatProvider? formatProvider) => "text";
    }

    private sealed class Hostile
    {
        public override string ToString() => throw new InvalidTimeZoneException();
    }
}
