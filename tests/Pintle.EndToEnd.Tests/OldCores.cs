using System.Text.Json;
using Pintle.Testing;

namespace Pintle.EndToEnd.Tests;

/// <summary>A package with the first Amazon.Lambda.Core: no Serializer, TraceId or TenantId on the context, no levels on the logger, no LambdaTraceProvider.</summary>
public sealed class OldCores
{
    [Fact]
    public async Task Every_member_of_the_old_context_has_its_value()
    {
        await using var function = await Functions.StartAsync("OldFunction::OldFunction.Function::Context");

        for (var i = 0; i < 2; i++)
        {
            var result = await function.InvokeAsync("\"x\"", new InvocationOptions
            {
                ClientContext = """{"client":{"app_title":"title"},"custom":{"k":"v"}}""",
                CognitoIdentity = """{"cognitoIdentityId":"identity","cognitoIdentityPoolId":"pool"}""",
            }, TestContext.Current.CancellationToken);

            Assert.False(result.IsError, result.ToString());
            Assert.Equal(
                [result.RequestId, "function", "$LATEST", "arn:aws:lambda:us-east-1:123456789012:function:function", "/aws/lambda/function", "512", "True", "identity", "title", "v"],
                JsonSerializer.Deserialize<string[]>(result.Payload.Span) ?? []);
        }
    }

    [Fact]
    public async Task Its_logger_and_its_LambdaLogger_reach_the_log()
    {
        await using var function = await Functions.StartAsync("OldFunction::OldFunction.Function::Context");

        _ = await function.InvokeAsync("\"x\"", new InvocationOptions { ClientContext = """{"client":{},"custom":{"k":"v"}}""" }, TestContext.Current.CancellationToken);

        foreach (var text in (string[])["log", "line: x", "static"])
            Assert.True(function.Logs.Any(line => line.Text.EndsWith(text, StringComparison.Ordinal)), $"Expected {text} in:\n{string.Join('\n', function.Logs)}");
    }

    [Theory]
    [InlineData("Echo", "bytes", "bytes")]
    [InlineData("Upper", "\"x\"", "\"X\"")]
    public async Task Values_and_streams_pass(string method, string payload, string expected)
    {
        var result = await Functions.InvokeOnceAsync($"OldFunction::OldFunction.Function::{method}", payload);

        Assert.True(!result.IsError && result.Text == expected, $"Expected {expected}, found:\n{result}");
    }

    [Fact]
    public async Task An_exception_is_the_invocations_error()
    {
        var result = await Functions.InvokeOnceAsync("OldFunction::OldFunction.Function::Throws", "\"x\"");

        Functions.AssertError(result, "InvalidOperationException", "thrown for function");
    }
}
