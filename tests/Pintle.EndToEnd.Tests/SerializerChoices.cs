using Pintle.Shared;
using Pintle.Testing;

namespace Pintle.EndToEnd.Tests;

/// <summary>Which serializer is used, which are refused, and what a bad one does to its invocation and to the next.</summary>
public sealed class SerializerChoices
{
    [Theory]
    [InlineData("Handlers.Serializers::CamelCase", """{"name":"Ada"}""", """{"text":"Ada"}""")]
    [InlineData("Handlers.Serializers::Generated", """{"Name":"Ada"}""", """{"Text":"Ada"}""")]
    [InlineData("Handlers.Serializers::PlainText", "as it is", "as it is!")]
    [InlineData("Handlers.OddSerializers::WhoAmI", "{}", "\"DefaultLambdaJsonSerializer\"")]
    [InlineData("Handlers.OddSerializers::StreamWithSerializer", "{}", "SourceGeneratorLambdaJsonSerializer`1")]
    [InlineData("Handlers.OddSerializers::Virtual", """{"name":"Ada"}""", """{"text":"base Ada"}""")]
    [InlineData("Handlers.DerivedOddSerializers::Virtual", """{"name":"Ada"}""", """{"text":"derived Ada"}""")]
    public async Task The_methods_then_the_assemblys_serializer_is_used_and_shown_by_the_context(string handler, string payload, string expected)
    {
        var result = await Functions.InvokeOnceAsync("Handlers::" + handler, payload);

        Assert.True(!result.IsError && result.Text == expected, $"Expected {expected}, found:\n{result}");
    }

    [Theory]
    [InlineData("Handlers::Handlers.OddSerializers::NoType", "names no type")]
    [InlineData("Handlers::Handlers.OddSerializers::NoInterface", "Handlers.Person, which does not implement Amazon.Lambda.Core.ILambdaSerializer")]
    [InlineData("Handlers::Handlers.OddSerializers::NoPublicConstructor", "Handlers.HiddenConstructorSerializer, which has no public constructor")]
    [InlineData("Handlers::Handlers.Serializers::WithoutConstructor", "Handlers.NeedsArgumentSerializer, which has no public constructor")]
    [InlineData("OwnAttribute::OwnAttribute.Function::Handle", "has no property SerializerType")]
    [InlineData("OwnAttributeOfText::OwnAttribute.Function::Handle", "whose SerializerType is System.String")]
    public async Task A_malformed_attribute_is_refused(string handler, string found)
    {
        await using var function = await Functions.StartAsync(handler);

        Assert.True(function.Init is { End: InitEnd.Failed, ErrorType: "Runtime.InvalidSerializer", Exit.Code: (int)FaultCode.SerializerInvalid }, function.Init.ToString());
        Assert.Contains("\"errorType\": \"LambdaValidationException\"", Functions.Body(function.Init), StringComparison.Ordinal);
        Assert.Contains(found, Assert.Single(function.Init.Logs).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NoCore::NoCore.Function::Takes", "takes System.String")]
    [InlineData("NoCore::NoCore.Function::Returns", "returns System.Int32")]
    [InlineData("NoCore::NoCore.Function::ReturnsLater", "returns System.String")]
    public async Task A_type_without_any_serializer_is_refused(string handler, string found)
    {
        await using var function = await Functions.StartAsync(handler);

        Assert.True(function.Init is { End: InitEnd.Failed, ErrorType: "Runtime.SerializerMissing", Exit.Code: (int)FaultCode.SerializerMissing }, function.Init.ToString());
        Assert.Contains(found, Assert.Single(function.Init.Logs).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_serializer_whose_constructor_throws_is_the_functions_init_error()
    {
        await using var function = await Functions.StartAsync("Handlers::Handlers.OddSerializers::ConstructorThrows");

        Assert.True(function.Init is { End: InitEnd.Failed, ErrorType: "Function.InitError" }, function.Init.ToString());
        Assert.Contains("\"errorType\": \"TargetInvocationException\"", Functions.Body(function.Init), StringComparison.Ordinal);
        Assert.Contains("thrown by a serializer's constructor", Functions.Body(function.Init), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_serializer_that_nobody_needs_is_not_made()
    {
        var result = await Functions.InvokeOnceAsync("Handlers::Handlers.OddSerializers::Unused", "bytes");

        Assert.True(result is { IsError: false, Text: "bytes" }, result.ToString());
    }

    [Theory]
    [InlineData("WritesNothing", "text", "")]
    [InlineData("Disposes", "text", "text")]
    [InlineData("Seeks", "text", ": text")]
    public async Task A_response_is_what_the_serializer_left_in_its_stream(string method, string payload, string expected)
    {
        await using var function = await Functions.StartAsync($"Handlers::Handlers.OddSerializers::{method}");

        for (var i = 0; i < 3; i++)
        {
            var result = await function.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);
            Assert.True(!result.IsError && result.Text == expected, $"Expected \"{expected}\", found:\n{result}");
        }
    }

    [Fact]
    public async Task Nothing_of_a_half_written_response_is_sent_and_the_next_invocation_is_unharmed()
    {
        await using var function = await Functions.StartAsync("Handlers::Handlers.OddSerializers::WritesHalf");

        var whole = await function.InvokeAsync("fine", cancellationToken: TestContext.Current.CancellationToken);
        var failed = await function.InvokeAsync("fail", cancellationToken: TestContext.Current.CancellationToken);
        var next = await function.InvokeAsync("fine", cancellationToken: TestContext.Current.CancellationToken);

        Functions.AssertError(failed, "InvalidDataException", "failed after a half");
        Assert.DoesNotContain("half{", failed.Text, StringComparison.Ordinal);
        Assert.StartsWith("{\n", failed.Text, StringComparison.Ordinal);
        Assert.Equal(("half and half", "half and half"), (whole.Text, next.Text));
        Assert.Null(next.InitDuration);
    }
}
