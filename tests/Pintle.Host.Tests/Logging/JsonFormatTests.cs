using System.Text;
using System.Text.Json;
using CsCheck;
using Pintle.Host.Logging;

namespace Pintle.Host.Tests.Logging;

public sealed class JsonFormatTests
{
    private const string Head = "{\"timestamp\":\"2026-01-02T03:04:05.006Z\",\"level\":\"Information\"";
    private static readonly DateTime Time = new(2026, 1, 2, 3, 4, 5, 6, DateTimeKind.Utc);

    public static TheoryData<object?, string> Values => new()
    {
        { "text", "\"text\"" },
        { true, "true" },
        { 7, "7" },
        { -7L, "-7" },
        { 7.25, "7.25" },
        { 7.5f, "7.5" },
        { 7.10m, "7.10" },
        { (byte)7, "7" },
        { (sbyte)-7, "-7" },
        { (short)-7, "-7" },
        { (ushort)7, "7" },
        { 7u, "7" },
        { ulong.MaxValue, "18446744073709551615" },
        { double.NaN, "\"NaN\"" },
        { 'c', "\"c\"" },
        { DayOfWeek.Monday, "\"Monday\"" },
        { new DateTime(2026, 1, 2, 3, 4, 5, 6, DateTimeKind.Utc), "\"2026-01-02T03:04:05.006Z\"" },
        { new DateOnly(2026, 1, 2), "\"2026-01-02\"" },
        { new TimeOnly(3, 4, 5, 6), "\"03:04:05.006\"" },
        { new byte[] { 1, 255 }, "\"01FF\"" },
        { new List<object?> { 1, "two", null }, "[1,\"two\",null]" },
        { new Dictionary<string, object?> { ["a"] = 1, ["b"] = null }, """{"a":1,"b":null}""" },
        { new Point(1, 2), "\"Point { X = 1, Y = 2 }\"" },
    };

    [Fact]
    public void Is_one_line_of_time_level_and_message() => Assert.Equal(Head + ""","message":"first\nsecond"}""", Format("first\nsecond"));

    [Theory]
    [MemberData(nameof(Values))]
    public void Has_each_value_of_the_template_as_a_property(object? value, string json) =>
        Assert.EndsWith($",\"x\":{json}}}", Format("{x}", value), StringComparison.Ordinal);

    [Fact]
    public void Leaves_null_out() => Assert.Equal(Head + ""","message":"{x} 2","y":2}""", Format("{x} {y}", null, 2));

    [Fact]
    public void Names_numbered_holes_by_their_number() => Assert.Equal(Head + ""","message":"b a","1":"b","0":"a"}""", Format("{1} {0}", "a", "b"));

    [Fact]
    public void Has_a_formatted_value_as_text() => Assert.Equal(Head + ""","message":"007 00A","x":"007","y":"00A"}""", Format("{x:000} {y:X3}", 7, 10));

    [Fact]
    public void Serializes_the_value_of_a_hole_with_an_at_sign() =>
        Assert.Equal(Head + ""","message":"at Point { X = 1, Y = 2 }","p":{"X":1,"Y":2}}""", Format("at {@p}", new Point(1, 2)));

    [Fact]
    public void Takes_the_text_of_a_value_that_cannot_be_serialized() => Assert.EndsWith(""","x":"System.Action"}""", Format("{@x}", (Action)(() => { })), StringComparison.Ordinal);

    [Fact]
    public void Adds_an_exception_as_type_message_and_lines()
    {
        var json = Format(Severity.Error, "failed", [], new InvalidOperationException("sold out", new FormatException("inner")));

        Assert.Equal("""
            {"timestamp":"2026-01-02T03:04:05.006Z","level":"Error","message":"failed","errorType":"System.InvalidOperationException","errorMessage":"sold out","stackTrace":["System.InvalidOperationException: sold out","---\u003E System.FormatException: inner","--- End of inner exception stack trace ---"]}
            """, json);
    }

    [Fact]
    public void Survives_values_and_exceptions_that_throw()
    {
        var json = Format(Severity.Error, "{x}", [new Endless()], new HostileException());

        using var document = JsonDocument.Parse(json);
        Assert.EndsWith("(reading it threw InvalidTimeZoneException)", document.RootElement.GetProperty("x").GetString(), StringComparison.Ordinal);
        Assert.Equal("Pintle.Host.Tests.HostileException", document.RootElement.GetProperty("errorType").GetString());
    }

    [Fact]
    public void Escapes_every_text_as_System_Text_Json_does() => Gen.String[Gen.Char, 0, 40].Sample(text =>
    {
        var json = new StringBuilder();

        JsonText.Append(json, text);

        Assert.Equal(JsonSerializer.Serialize(text), json.ToString());
    });

    private static string Format(string template, params object?[] arguments) => Format(Severity.Information, template, arguments, null);

    private static string Format(Severity severity, string template, object?[] arguments, Exception? exception)
    {
        var json = new StringBuilder();
        JsonFormat.Append(json, new LogRecord(severity, template, arguments, exception) { Time = Time, Scope = null });
        return json.ToString();
    }

    public sealed record Point(int X, int Y);

    private sealed class Endless : List<int>, System.Collections.IEnumerable
    {
        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => throw new InvalidTimeZoneException();
    }
}
