using System.Text;
using Pintle.Cli.Cloud.Changing;

namespace Pintle.Aws.Tests;

/// <summary>Two answers to the same event, of which the texts of one or both are none: they parse, and throw only when they are read.</summary>
public sealed class EventCheckTests
{
    [Theory]
    [InlineData("""{"errorType":"\ud800"}""", """{"errorType":"\ud801"}""", null)]
    [InlineData("""{"errorType":"\ud800"}""", """{"errorType":"A"}""", "the test event's error was of type Unhandled before and A after")]
    [InlineData("""{"\ud800":1}""", """{"errorType":"A"}""", "the test event's error was of type Unhandled before and A after")]
    public void Errors_are_compared_by_their_types_where_these_are_texts(string before, string after, string? said) =>
        Assert.Equal(said, EventCheck.Difference(Answer(before, "Unhandled"), Answer(after, "Unhandled")));

    [Theory]
    [InlineData("""{"a":"\ud800"}""", """{"a":"\ud800"}""", true)]
    [InlineData("""{"a":"\ud800"}""", """{"a": "\ud800"}""", false)]
    [InlineData("""{"a":1}""", """{ "a": 1 }""", true)]
    public void Answers_are_the_same_as_JSON_or_to_the_byte(string before, string after, bool isSame) =>
        Assert.Equal(isSame, EventCheck.Difference(Answer(before, null), Answer(after, null)) is null);

    private static InvokeResult Answer(string payload, string? error) => new(Encoding.UTF8.GetBytes(payload), error, "", null);
}
