using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pintle.Emulator;
using Pintle.Testing;

namespace Pintle.EndToEnd.Tests;

/// <summary>An invocation error to the byte: the request's head, the error JSON, the X-Ray cause, and their limits.</summary>
public sealed partial class ErrorBodies
{
    private const string OwnFrames = """
            "at Pintle.Host.Handlers.PlainAction.Invoke(Nothing input, Slot slot)",
            "at Pintle.Host.Handlers.BoundHandler`2.Invoke(Slot slot)",
            "at Pintle.Host.Exports.Invoke(Int32 slotNumber, HostInvocation* invocation, HostReply* reply)"
        """;

    [Fact]
    public async Task An_exception_is_posted_as_these_bytes()
    {
        var error = await ErrorOfAsync("ThrowsOwn", "{}");

        Assert.Equal(
            $$"""
            {
              "errorType": "OrderRejectedException",
              "errorMessage": "an exception of the function's own",
              "stackTrace": [
                "at Handlers.Failures.ThrowsOwn() in /_/tests/Functions/Handlers/Failures.cs:line N",
            {{OwnFrames}}
              ]
            }

            """,
            LineNumber().Replace(Encoding.UTF8.GetString(error.Body.Span), "line N"));
        Assert.Equal(("POST", 202), (error.Method, error.Status));
        Assert.Matches("^/2018-06-01/runtime/invocation/[0-9a-f-]{36}/error$", error.Path);
        Assert.Equal(
            ["Host", "User-Agent", "Lambda-Runtime-Invocation-Id", "Content-Type", "Lambda-Runtime-Function-Error-Type", "Lambda-Runtime-Function-XRay-Error-Cause", "Content-Length"],
            error.Headers.Select(header => header.Key));
        Assert.Equal("application/vnd.aws.lambda.error+json", error.Header("Content-Type"));
        Assert.Equal("OrderRejectedException", error.Header("Lambda-Runtime-Function-Error-Type"));
        Assert.Equal($"{error.BodyLength}", error.Header("Content-Length"));
    }

    [Fact]
    public async Task The_X_Ray_cause_is_this_line()
    {
        var error = await ErrorOfAsync("ThrowsOwn", "{}");

        Assert.Equal(
            "{  \"working_directory\": \"/var/task\",  \"exceptions\": [     {    \"type\": \"OrderRejectedException\",    \"message\": \"an exception of the function's own\",    \"stack\":       ["
            + "      {      \"path\": \"/_/tests/Functions/Handlers/Failures.cs\",      \"label\": \"Failures.ThrowsOwn\",      \"line\": N      },"
            + "      {      \"label\": \"PlainAction.Invoke\"      },      {      \"label\": \"BoundHandler`2.Invoke\"      },      {      \"label\": \"Exports.Invoke\"      }      ]    } ],"
            + "  \"paths\":     [\"/_/tests/Functions/Handlers/Failures.cs\"    ]  }",
            CauseLine().Replace(WithTaskRoot(error.Header("Lambda-Runtime-Function-XRay-Error-Cause")!), "\"line\": N"));
    }

    [Fact]
    public async Task What_reflection_invoked_comes_wrapped_with_its_cause()
    {
        using var json = JsonDocument.Parse((await ErrorOfAsync("ThrowsInReflection", "{}")).Body);

        Assert.Equal("TargetInvocationException", json.RootElement.GetProperty("errorType").GetString());
        Assert.Equal("OrderRejectedException", json.RootElement.GetProperty("cause").GetProperty("errorType").GetString());
        Assert.Equal("an exception of the function's own", json.RootElement.GetProperty("cause").GetProperty("errorMessage").GetString());
    }

    [Fact]
    public async Task An_exception_that_tells_nothing_has_its_type_and_who_threw()
    {
        var error = await ErrorOfAsync("ThrowsUntold", "{}");

        Assert.Equal(
            """
            {
              "errorType": "UntoldException",
              "errorMessage": "(the exception's own Message threw InvalidOperationException)"
            }

            """, Encoding.UTF8.GetString(error.Body.Span));
    }

    [Fact]
    public async Task Quotes_line_ends_and_lone_surrogates_stay_valid_JSON_and_one_header_line()
    {
        var error = await ErrorOfAsync("ThrowsAwkward", "{}");

        Assert.Contains("\"errorMessage\": \"\\\"quoted\\\"\\\\ \\n\\r\\t\\f\\b\\u0001 \\u0085\\u2028\\u2029 \u00e9 \ud834\udd1e \ufffd\",\n", Encoding.UTF8.GetString(error.Body.Span), StringComparison.Ordinal);
        using var cause = JsonDocument.Parse(error.Header("Lambda-Runtime-Function-XRay-Error-Cause")!);
        Assert.StartsWith("\"quoted\"\\ \n\r\t", cause.RootElement.GetProperty("exceptions")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("200", true)]
    [InlineData("300", true)]
    [InlineData("1100", false)]
    public async Task An_X_Ray_cause_of_a_megabyte_is_left_out(string kilobytes, bool isSent)
    {
        var error = await ErrorOfAsync("ThrowsLong", kilobytes);

        Assert.Equal(isSent, error.Header("Lambda-Runtime-Function-XRay-Error-Cause") is not null);
        Assert.Equal((202, "InvalidOperationException"), (error.Status, error.Header("Lambda-Runtime-Function-Error-Type")));
    }

    /// <summary>The first of two equal errors, so that a reused buffer would show.</summary>
    private static async Task<RuntimeApiExchange> ErrorOfAsync(string method, string payload)
    {
        var options = await Functions.OptionsAsync($"Handlers::Handlers.Failures::{method}");
        await using var function = await LambdaFunction.StartAsync(options with { Exchanges = new RuntimeApiExchanges(maxBodyBytes: 256 * 1024) }, TestContext.Current.CancellationToken);
        for (var i = 0; i < 2; i++)
        {
            var result = await function.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);
            Assert.True(result is { Kind: AnswerKind.FunctionError } && (i == 0) == result.InitDuration.HasValue, result.ToString());
        }
        var errors = function.RuntimeApiExchanges.Where(each => each.Path.EndsWith("/error", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, errors.Count);
        Assert.Equal(errors[0].Header("Lambda-Runtime-Function-Error-Type"), errors[1].Header("Lambda-Runtime-Function-Error-Type"));
        Assert.Equal(MessageOf(errors[0]), MessageOf(errors[1]));
        return errors[0];
    }

    private static string? MessageOf(RuntimeApiExchange error)
    {
        using var json = JsonDocument.Parse(error.Body);
        return json.RootElement.GetProperty("errorMessage").GetString();
    }

    /// <summary>Without a sandbox of its own the task root is a folder of this machine.</summary>
    private static string WithTaskRoot(string cause) => WorkingDirectory().Replace(cause, "\"working_directory\": \"/var/task\"");

    [GeneratedRegex(@"line \d+")]
    private static partial Regex LineNumber();

    [GeneratedRegex(@"""line"": \d+")]
    private static partial Regex CauseLine();

    [GeneratedRegex("\"working_directory\": \"[^\"]+\"")]
    private static partial Regex WorkingDirectory();
}
