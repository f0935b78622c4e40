using System.Text.Json;
using Pintle.Testing;

namespace Pintle.EndToEnd.Tests;

/// <summary>Every member of ILambdaContext, as a handler sees it.</summary>
public sealed class InvocationContexts
{
    [Fact]
    public async Task Show_what_the_service_sent_and_what_the_environment_says()
    {
        var options = await Functions.OptionsAsync("Handlers::Handlers.ContextDump::Dump");
        await using var function = await LambdaFunction.StartAsync(options with { FunctionName = "orders", FunctionVersion = "7", MemoryMB = 640 }, TestContext.Current.CancellationToken);

        var result = await function.InvokeAsync("{}", new InvocationOptions
        {
            TraceId = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1",
            TenantId = "tenant-1",
            ClientContext = """{"client":{"app_title":"title","app_version_name":"name","app_version_code":"code","app_package_name":"package","installation_id":"installation"},"custom":{"k":"v"},"env":{"locale":"en"}}""",
            CognitoIdentity = """{"cognitoIdentityId":"identity","cognitoIdentityPoolId":"pool"}""",
        }, TestContext.Current.CancellationToken);

        Assert.False(result.IsError, result.ToString());
        using var json = JsonDocument.Parse(result.Payload);
        var seen = json.RootElement;
        Assert.Equal(result.RequestId, Text("AwsRequestId"));
        Assert.Equal("orders", Text("FunctionName"));
        Assert.Equal("7", Text("FunctionVersion"));
        Assert.Equal("640", seen.GetProperty("MemoryLimitInMB").GetRawText());
        Assert.EndsWith(":function:orders", Text("InvokedFunctionArn"), StringComparison.Ordinal);
        Assert.Equal("/aws/lambda/orders", Text("LogGroupName"));
        Assert.NotEmpty(Text("LogStreamName"));
        Assert.InRange(seen.GetProperty("RemainingMilliseconds").GetDouble(), 1, options.Timeout.TotalMilliseconds);
        Assert.Equal("tenant-1", Text("TenantId"));
        foreach (var trace in (string[])["TraceId", "CurrentTraceId", "TraceIdVariable"])
            Assert.StartsWith("Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700", Text(trace), StringComparison.Ordinal);
        Assert.Equal("Amazon.Lambda.Serialization.SystemTextJson.DefaultLambdaJsonSerializer", Text("Serializer"));
        Assert.Equal(("identity", "pool"), (Text("IdentityId"), Text("IdentityPoolId")));
        Assert.Equal(("package", "title", "code", "name", "installation"), (Text("AppPackageName"), Text("AppTitle"), Text("AppVersionCode"), Text("AppVersionName"), Text("InstallationId")));
        Assert.Equal("v", seen.GetProperty("Custom").GetProperty("k").GetString());
        Assert.Equal("en", seen.GetProperty("Environment").GetProperty("locale").GetString());

        string Text(string name) => seen.GetProperty(name).GetString()!;
    }

    [Fact]
    public async Task Have_no_null_where_the_service_sent_nothing()
    {
        var result = await Functions.InvokeOnceAsync("Handlers::Handlers.ContextDump::Dump", "{}");

        Assert.False(result.IsError, result.ToString());
    }

    [Fact]
    public async Task Report_a_malformed_client_context_to_the_handler_that_reads_it()
    {
        await using var function = await Functions.StartAsync("Handlers::Handlers.ContextDump::Dump");

        var malformed = await function.InvokeAsync("{}", new InvocationOptions { ClientContext = "{not JSON" }, TestContext.Current.CancellationToken);
        var next = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(malformed.IsError, malformed.ToString());
        Assert.False(next.IsError, next.ToString());
    }
}
