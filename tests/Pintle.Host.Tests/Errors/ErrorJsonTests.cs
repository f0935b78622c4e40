using System.Diagnostics;
using System.Text;
using System.Text.Json;
using CsCheck;
using Pintle.Host.Errors;

namespace Pintle.Host.Tests.Errors;

/// <summary>The layout is that of Amazon's loop, byte by byte; the JSON is judged by System.Text.Json.</summary>
public sealed class ErrorJsonTests
{
    private const int MostBytes = 256 * 1024;
    private const string TooLarge = "{\"errorMessage\": \"Exception exceeded maximum payload size of 256KB.\"}";

    [Fact]
    public void Of_one_exception() => Assert.Equal(
        """
        {
          "errorType": "InvalidOperationException",
          "errorMessage": "sold out"
        }

        """,
        Json(new InvalidOperationException("sold out")));

    [Fact]
    public void Without_a_message() => Assert.Equal(
        """
        {
          "errorType": "SilentException"
        }

        """,
        Json(new SilentException()));

    [Fact]
    public void Of_an_exception_with_a_cause() => Assert.Equal(
        """
        {
          "errorType": "InvalidOperationException",
          "errorMessage": "outer",
          "cause":   {
            "errorType": "TimeoutException",
            "errorMessage": "middle",
            "cause":     {
              "errorType": "FormatException",
              "errorMessage": "inner"
            }
          }
        }

        """,
        Json(new InvalidOperationException("outer", new TimeoutException("middle", new FormatException("inner")))));

    [Fact]
    public void Of_an_aggregate() => Assert.Equal(
        """
        {
          "errorType": "AggregateException",
          "errorMessage": "both (1) (2)",
          "cause":   {
            "errorType": "TimeoutException",
            "errorMessage": "1"
          },
          "causes": [    {
              "errorType": "TimeoutException",
              "errorMessage": "1"
            },
            {
              "errorType": "FormatException",
              "errorMessage": "2"
            }
          ]
        }

        """,
        Json(new AggregateException("both", new TimeoutException("1"), new FormatException("2"))));

    [Fact]
    public void With_a_stack_trace()
    {
        var exception = Assert.Throws<FormatException>(() => int.Parse("x", System.Globalization.CultureInfo.InvariantCulture));
        var lines = new StackTrace(exception, fNeedFileInfo: true).ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"    \"{line.Trim()}\"");

        Assert.Equal(
            $"{{\n  \"errorType\": \"FormatException\",\n  \"errorMessage\": \"{exception.Message}\",\n  \"stackTrace\": [\n{string.Join(",\n", lines)}\n  ]\n}}\n",
            Json(exception));
    }

    [Theory]
    [InlineData("\"", "\\\"")]
    [InlineData("\\", @"\\")]
    [InlineData("/", "/")]
    [InlineData("\b\f\n\r\t", @"\b\f\n\r\t")]
    [InlineData("\0\u0001\u001f", @"\u0000\u0001\u001F")]
    [InlineData("\u007f\u0080", "\u007f\u0080")]
    [InlineData("\u0085\u2028\u2029", @"\u0085\u2028\u2029")]
    [InlineData("äß☃𝄞", "äß☃𝄞")]
    [InlineData("<a href='x'>&amp;</a>", "<a href='x'>&amp;</a>")]
    [InlineData("  both ends \u00a0", "both ends")]
    [InlineData(" \n ", @"\n")]
    [InlineData("", "")]
    public void Escapes_what_JSON_and_log_viewers_need(string text, string escaped) => Assert.Equal(escaped, ErrorJson.Escape(text));

    [Fact]
    public void Is_valid_JSON_and_one_line_for_each_element_whatever_the_message() => Gen.String.Sample(message =>
    {
        var json = Json(new InvalidOperationException(message));

        using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(json));
        Assert.Equal(Trimmed(WellFormed(message)), document.RootElement.GetProperty("errorMessage").GetString());
        Assert.Equal(4, json.Count(character => character == '\n'));
        Assert.DoesNotContain(json, character => character is '\r' or '\u0085' or '\u2028' or '\u2029');
    });

    [Theory]
    [InlineData("x", 1)]
    [InlineData("ä", 2)]
    [InlineData("\u0001", 6)]
    public void Holds_less_than_256_KB(string character, int bytes)
    {
        var frame = Json(new InvalidOperationException("")).Length;
        var room = MostBytes - 1 - frame;
        var most = room / bytes;
        var rest = new string('.', room - (most * bytes));
        var fitting = string.Concat(Enumerable.Repeat(character, most)) + rest;

        Assert.Equal(MostBytes - 1, Encoding.UTF8.GetByteCount(Json(new InvalidOperationException(fitting))));
        Assert.Equal(TooLarge, Json(new InvalidOperationException(fitting + ".")));
    }

    [Fact]
    public void Leaves_out_a_cause_that_does_not_fit_and_says_so()
    {
        using var document = Parse(new InvalidOperationException("outer", new TimeoutException(new string('x', MostBytes))));

        Assert.Equal("outer", document.RootElement.GetProperty("errorMessage").GetString());
        Assert.Equal("Exception exceeded maximum payload size of 256KB.", document.RootElement.GetProperty("cause").GetProperty("errorMessage").GetString());
        Assert.False(document.RootElement.GetProperty("cause").TryGetProperty("errorType", out _));
    }

    [Fact]
    public void Leaves_out_the_rest_of_an_aggregate_that_does_not_fit_and_says_so()
    {
        var large = new string('x', 100_000);
        using var document = Parse(new AggregateException("many", new TimeoutException("small"), new TimeoutException(large), new TimeoutException(large), new TimeoutException(large)).WithoutMessage());

        var causes = document.RootElement.GetProperty("causes").EnumerateArray().Select(cause => cause.GetProperty("errorMessage").GetString()!).ToArray();
        Assert.Equal(["small", large, large, "Exception exceeded maximum payload size of 256KB."], causes);
    }

    [Fact]
    public void Leaves_out_a_first_cause_that_does_not_fit_and_says_so()
    {
        using var document = Parse(new AggregateException(new TimeoutException(new string('x', MostBytes)), new TimeoutException("small")).WithoutMessage());

        Assert.Equal("Exception exceeded maximum payload size of 256KB.", document.RootElement.GetProperty("cause").GetProperty("errorMessage").GetString());
        Assert.Equal("Exception exceeded maximum payload size of 256KB.", Assert.Single(document.RootElement.GetProperty("causes").EnumerateArray()).GetProperty("errorMessage").GetString());
    }

    private static string Json(Exception exception) => ErrorJson.Write(ErrorReport.Of(exception));

    private static JsonDocument Parse(Exception exception)
    {
        var bytes = Encoding.UTF8.GetBytes(Json(exception));
        Assert.InRange(bytes.Length, 1, MostBytes);
        return JsonDocument.Parse(bytes);
    }

    /// <summary>Half a surrogate pair is no text; UTF-8 has a mark for it.</summary>
    private static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>Without white space at the ends, except for what is escaped.</summary>
    private static string Trimmed(string text)
    {
        var start = 0;
        while (start < text.Length && IsCut(text[start]))
            start++;
        var end = text.Length;
        while (end > start && IsCut(text[end - 1]))
            end--;
        return text[start..end];
    }

    private static bool IsCut(char character) => char.IsWhiteSpace(character) && character is not ('\u0085' or '\u2028' or '\u2029') && character >= ' ';
}

/// <summary>AggregateException's own message holds those of all its exceptions.</summary>
file static class Aggregates
{
    public static Exception WithoutMessage(this AggregateException aggregate) => new QuietAggregate(aggregate.InnerExceptions);

    private sealed class QuietAggregate(IEnumerable<Exception> exceptions) : AggregateException(exceptions)
    {
        public override string Message => "quiet";
    }
}
