using Pintle.Testing;

namespace Pintle.EndToEnd.Tests;

/// <summary>Functions whose serializer or converter stands only what an event says: each works for the event that it is made for, and each fault belongs to its invocation.</summary>
public sealed class StrictSerializers
{
    [Theory]
    [InlineData("Newtonsoft::NewtonsoftFunctions.Function::Plain", """{"name":"tea","price":1.25,"quantity":4}""", """{"Of":"tea","Total":5.00}""")]
    [InlineData("Newtonsoft::NewtonsoftFunctions.Function::Area", """{"kind":"circle","radius":1}""", "3.14")]
    [InlineData("Newtonsoft::NewtonsoftFunctions.Function::Grow", """{"kind":"square","side":2}""", """{"kind":"square","area":16.0}""")]
    [InlineData("Newtonsoft::NewtonsoftFunctions.Function::Calls", """{"kind":"square","side":2}""", "\"read 1, written 0 of Square\"")]
    [InlineData("Newtonsoft::NewtonsoftFunctions.Function::Twice", """{"cents":120,"currency":"EUR"}""", "\"240 EUR\"")]
    [InlineData("Newtonsoft::NewtonsoftFunctions.Function::CamelCase", """{"name":"tea","price":2,"quantity":3}""", """{"of":"tea","total":6.0}""")]
    [InlineData("Newtonsoft::NewtonsoftFunctions.Function::CallsBack", """{"name":"a"}""", "\"1 of a\"")]
    [InlineData("Newtonsoft::NewtonsoftFunctions.Function::Checks", """{"name":"a"}""", "\"1 of a\"")]
    [InlineData("Newtonsoft::NewtonsoftFunctions.Function::Reads", """{"name":"a"}""", "\"0 and 0 of a\"")]
    [InlineData("Newtonsoft::NewtonsoftFunctions.Configured::Reads", """{"name":"a"}""", "\"1 of a\"")]
    [InlineData("Newtonsoft::NewtonsoftFunctions.Function::Anything", """{"a":1,"b":2}""", """{"had":2}""")]
    [InlineData("Handlers::Handlers.StrictSerializers::Validated", """{"Name":"Ada"}""", """{"Text":"Ada"}""")]
    [InlineData("Handlers::Handlers.StrictSerializers::ValidatedGenerated", """{"Name":"Ada"}""", """{"Text":"Ada"}""")]
    [InlineData("Handlers::Handlers.StrictSerializers::Counted", """{"Name":"Ada"}""", "\"Ada: read 1, written 0\"")]
    [InlineData("Handlers::Handlers.StrictSerializers::NullSeenIn", "\"text\"", "\"text\"")]
    [InlineData("Handlers::Handlers.StrictSerializers::NullSeenOut", "\"text\"", "\"text\"")]
    [InlineData("Handlers::Handlers.StrictSerializers::CallsOf", "\"text\"", "\"text: read 1, written 0\"")]
    public async Task Work_with_and_without_prewarming(string handler, string payload, string expected)
    {
        foreach (var isPrewarmed in (bool[])[true, false])
        {
            var result = await InvokeAsync(handler, payload, isPrewarmed);

            Assert.True(!result.IsError && result.Text == expected, $"Expected {expected}, prewarmed: {isPrewarmed}, found:\n{result}");
        }
    }

    [Theory]
    [InlineData("NotGenerated", "\"text\"", "JsonSerializerException", "Handlers.Strict")]
    [InlineData("ThrowsFirst", """{"Name":"Ada"}""", "InvalidOperationException", "thrown for Ada")]
    [InlineData("CollidingIn", """{"name":"Ada"}""", "JsonSerializerException", "collides")]
    [InlineData("CollidingOut", """{"Name":"Ada"}""", "InvalidOperationException", "thrown for Ada")]
    public async Task Fail_in_their_invocation_with_and_without_prewarming(string method, string payload, string errorType, string message)
    {
        foreach (var isPrewarmed in (bool[])[true, false])
            Functions.AssertError(await InvokeAsync($"Handlers::Handlers.StrictSerializers::{method}", payload, isPrewarmed), errorType, message);
    }

    private static async Task<InvocationResult> InvokeAsync(string handler, string payload, bool isPrewarmed)
    {
        var options = await Functions.OptionsAsync(handler);
        Dictionary<string, string> variables = isPrewarmed ? [] : new() { ["PINTLE_PREWARM"] = "off" };
        await using var function = await LambdaFunction.StartAsync(options with { Environment = variables }, TestContext.Current.CancellationToken);
        return await function.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);
    }
}
