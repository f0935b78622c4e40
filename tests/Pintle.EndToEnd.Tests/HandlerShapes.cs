namespace Pintle.EndToEnd.Tests;

/// <summary>Each shape of a handler, through the real bootstrap.</summary>
public sealed class HandlerShapes
{
    private const string Person = """{"Name":"Ada","Age":36}""";
    private const string Id = "<request id>";

    public static TheoryData<string, string, string> Shapes => new()
    {
        { "Streams::Echo", "[1,2]", "[1,2]" },
        { "Streams::EchoStatic", "[1,2]", "[1,2]" },
        { "Streams::EchoWithContext", "x", Id + " x" },
        { "Streams::EchoStaticWithContext", "x", Id + " x" },
        { "Streams::EchoAsync", "x", "x" },
        { "Streams::EchoAsyncWithContext", "x", Id + " x" },
        { "Streams::EchoMemory", "x", "x" },
        { "Streams::Rest", "abc", "bc" },
        { "Streams::Pieces", "abc", "abc" },
        { "Streams::FromNothing", "ignored", "made from nothing" },
        { "Streams::Length", "four", "4" },
        { "Streams::Swallow", "x", "" },
        { "Streams::SwallowAsync", "x", "" },
        { "Values::Greet", Person, """{"Text":"Hello, Ada (36)"}""" },
        { "Values::GreetStatic", Person, """{"Text":"Hello, Ada (36)"}""" },
        { "Values::GreetWithContext", Person, $$"""{"Text":"Hello, Ada","RequestId":"{{Id}}"}""" },
        { "Values::GreetStaticWithContext", Person, $$"""{"Text":"Hello, Ada","RequestId":"{{Id}}"}""" },
        { "Values::GreetAsync", Person, """{"Text":"Hello, Ada (36)"}""" },
        { "Values::GreetAsyncWithContext", Person, $$"""{"Text":"Hello, Ada","RequestId":"{{Id}}"}""" },
        { "Values::GreetValueTask", Person, """{"Text":"Hello, Ada (36)"}""" },
        { "Values::Upper", "\"abc\"", "\"ABC\"" },
        { "Values::UpperAsync", "\"abc\"", "\"ABC\"" },
        { "Values::Increment", "41", "42" },
        { "Values::IncrementAsync", "41", "42" },
        { "Values::Doubled", "[1,2,3]", "[2,4,6]" },
        { "Values::AgeOf", Person, "\"36\"" },
        { "Values::Null", Person, "null" },
        { "Values::IsNull", "null", "true" },
        { "Values::Forget", Person, "" },
        { "Values::ForgetAsync", Person, "" },
        { "NoInput::Text", "not even JSON", "\"no input\"" },
        { "NoInput::TextStatic", "", "\"no input\"" },
        { "NoInput::RequestId", "{}", "\"" + Id + "\"" },
        { "NoInput::RequestIdStatic", "{}", "\"" + Id + "\"" },
        { "NoInput::CountAsync", "{}", "1" },
        { "NoInput::Nothing", "{}", "" },
        { "NoInput::NothingAsync", "{}", "" },
        { "NoInput::NothingValueTask", "{}", "" },
        { "Serializers::CamelCase", """{"name":"Ada"}""", """{"text":"Ada"}""" },
        { "Serializers::Generated", Person, """{"Text":"Ada"}""" },
        { "Serializers::PlainText", "as it is", "as it is!" },
        { "Serializers::OnContext", "{}", "\"CamelCaseLambdaJsonSerializer\"" },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Answers(string method, string payload, string expected)
    {
        var result = await Functions.InvokeOnceAsync($"Handlers::Handlers.{method}", payload);

        Assert.True(!result.IsError && result.Text == expected.Replace(Id, result.RequestId, StringComparison.Ordinal), $"Expected {expected}, found:\n{result}");
    }

    [Fact]
    public async Task A_function_without_any_package_of_Amazons_runs()
    {
        var result = await Functions.InvokeOnceAsync("NoCore::NoCore.Function::Echo", "bytes");

        Assert.False(result.IsError, result.ToString());
    }
}
