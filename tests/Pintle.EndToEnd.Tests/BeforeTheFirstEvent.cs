using Pintle.Emulator;
using Pintle.Testing;

namespace Pintle.EndToEnd.Tests;

/// <summary>What of a function runs before its first event: its initializers and constructors, as on AWS, and no converter, no attribute, no serializer's method, no module that only the event leads to.</summary>
public sealed class BeforeTheFirstEvent
{
    [Theory]
    [InlineData("Strict", """{"Text":"a"}""", "\"converter made in invocation, read in invocation\"")]
    [InlineData("ReadsStrict", """{"Text":"a"}""", "\"converter made in invocation, read in invocation\"")]
    [InlineData("Envelope", """{"Body":{"a":[{"Text":"b"}]}}""", "\"converter made in invocation, read in invocation\"")]
    [InlineData("Kinds", """{"$type":"strict","Body":{"Text":"a"}}""", "\"converter made in invocation, read in invocation\"")]
    [InlineData("Shouted", """{"Text":"a"}""", "\"attribute made in invocation, converter asked for in invocation\"")]
    [InlineData("Generated", """{"Text":"a"}""", "\"converter made in invocation, read in invocation\"")]
    [InlineData("Plain", """{"Text":"a"}""", "\"\"")]
    [InlineData("Parts", """{"Parts":{"a":{"Text":"b"}}}""", "\"an event, module in invocation\"")]
    [InlineData("Lazy", """{"Text":"a"}""", "\"static field in invocation\"")]
    [InlineData("Validated", """{"Text":"a"}""", "\"deserializer in invocation\"")]
    [InlineData("Setting", """{"Text":"a"}""", "\"setter in invocation\"")]
    [InlineData("Getting", """{"Text":"a"}""", "\"\"")]
    [InlineData("Constructing", """{"Text":"a"}""", "\"constructor in invocation\"")]
    [InlineData("Initializing", """{"Text":"a"}""", "\"initializer in invocation\"")]
    [InlineData("Derived", """{"Text":"a"}""", "\"base constructor in invocation\"")]
    [InlineData("Nested", """{"Items":[{"Text":"a"}],"Named":{"a":{}},"All":[{}]}""", "\"setter in invocation, constructor in invocation, initializer in invocation\"")]
    [InlineData("Finalized", """{"Text":"a"}""", "\"\"")]
    [InlineData("CalledBack", """{"Text":"a"}""", "\"callback in invocation\"")]
    [InlineData("Collected", """{"Texts":["a"]}""", "\"collection in invocation\"")]
    [InlineData("Compared", """{"Items":[{"Text":"a"}]}""", "\"compared in invocation\"")]
    [InlineData("WithStatic", """{"Text":"a"}""", "\"static field in invocation\"")]
    [InlineData("Overridden", """{"Text":"a"}""", "\"override in invocation\"")]
    [InlineData("Marked", """{"Text":"a"}""", "\"marked constructor in invocation\"")]
    [InlineData("Structure", """{"Value":{"Text":"a"}}""", "\"setter of a structure in invocation\"")]
    [InlineData("Composed", """{"Text":"a"}""", "\"setter in invocation\"")]
    [InlineData("ReadsSetting", """{"Text":"a"}""", "\"\"")]
    public async Task Nothing_of_the_functions_runs_that_the_event_calls_for(string method, string payload, string answer)
    {
        var result = await Functions.InvokeOnceAsync($"Untouched::Untouched.Function::{method}", payload);

        Assert.Equal(answer, result.Text);
    }

    [Fact]
    public async Task A_result_is_not_written_before_there_is_one()
    {
        var result = await Functions.InvokeOnceAsync("Untouched::Untouched.Function::ReturnsStrict", "{}");

        Assert.Equal("""{"Text":""}""", result.Text);
    }

    [Fact]
    public async Task A_member_that_is_computed_is_not_asked_for_before_there_is_a_result()
    {
        var result = await Functions.InvokeOnceAsync("Untouched::Untouched.Function::ReturnsComputed", "{}");

        Assert.Equal("""{"Before":"","Sum":""}""", result.Text);
    }

    [Fact]
    public async Task A_serializer_with_a_converter_of_the_functions_is_not_asked_for_a_type()
    {
        var result = await Functions.InvokeOnceAsync("Untouched::Untouched.Function::Converted", "\"4f1c7d0e-0000-0000-0000-000000000001\"");

        Assert.False(result.IsError, result.ToString());
        Assert.Contains("asked for Guid in invocation", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("in init", result.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Twice")]
    [InlineData("NotInContext")]
    public async Task What_a_serializer_refuses_is_the_error_of_each_invocation_and_not_of_the_init(string method)
    {
        await using var function = await Functions.StartAsync($"Untouched::Untouched.Function::{method}");

        for (var i = 0; i < 2; i++)
        {
            var result = await function.InvokeAsync("""{"Text":"a"}""", cancellationToken: TestContext.Current.CancellationToken);

            Assert.True(result is { Kind: AnswerKind.FunctionError, ErrorType: "JsonSerializerException" }, result.ToString());
        }
    }

    [Theory]
    [InlineData("Strict")]
    [InlineData("Validated")]
    [InlineData("Twice")]
    public async Task PINTLE_PREWARM_all_drops_what_the_serializer_throws(string method)
    {
        var options = await Functions.OptionsAsync($"Untouched::Untouched.Function::{method}");
        await using var function = await LambdaFunction.StartAsync(
            options with { Environment = new Dictionary<string, string> { ["PINTLE_PREWARM"] = "all" } }, TestContext.Current.CancellationToken);

        Assert.True(function.Init.End == InitEnd.Ready, function.Init.ToString());
        Assert.Empty(function.Logs);
    }

    [Fact]
    public async Task The_serializers_debug_switch_shows_the_event_and_the_response_and_nothing_else()
    {
        var options = await Functions.OptionsAsync("Handlers::Handlers.Values::Greet");
        await using var function = await LambdaFunction.StartAsync(
            options with { Environment = new Dictionary<string, string> { ["LAMBDA_NET_SERIALIZER_DEBUG"] = "true" } }, TestContext.Current.CancellationToken);
        Assert.Empty(function.Logs);

        var result = await function.InvokeAsync("""{"Name":"a","Age":1}""", cancellationToken: TestContext.Current.CancellationToken);

        Assert.False(result.IsError, result.ToString());
        Assert.Equal(2, result.Logs.Count);
    }

    [Theory]
    [InlineData("InConstructor::Read")]
    [InlineData("InStaticConstructor::Read")]
    [InlineData("InStaticConstructor::ReadStatic")]
    [InlineData("InFieldInitializer::Read")]
    [InlineData("InBaseConstructor::Read")]
    public async Task A_switch_that_the_functions_initializers_set_is_in_time_for_System_Text_Json(string handler)
    {
        var result = await Functions.InvokeOnceAsync($"Untouched::Untouched.{handler}", """{"Text":null}""");

        Assert.True(result is { Kind: AnswerKind.FunctionError, ErrorType: "JsonSerializerException" }, result.ToString());
    }

    /// <summary>A handler over streams, whose code reads JSON itself.</summary>
    [Fact]
    public async Task A_switch_that_the_handler_sets_is_in_time_for_System_Text_Json()
    {
        var result = await Functions.InvokeOnceAsync("Untouched::Untouched.InHandler::Read", "{}");

        Assert.Equal("refused", result.Text);
    }
}
