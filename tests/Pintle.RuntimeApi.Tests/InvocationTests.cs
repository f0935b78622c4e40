namespace Pintle.RuntimeApi.Tests;

public sealed class InvocationTests
{
    [Fact]
    public void Has_all_of_lambdas_headers()
    {
        const string Headers = "Lambda-Runtime-Deadline-Ms: 1542409706888\r\nLambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:1:function:f\r\n"
            + "Lambda-Runtime-Trace-Id: Root=1-a;Parent=b;Sampled=1\r\nLambda-Runtime-Client-Context: {\"client\":{}}\r\n"
            + "Lambda-Runtime-Cognito-Identity: {\"identityId\":\"\xc3\xa9\"}\r\nLambda-Runtime-Aws-Tenant-Id: tenant-1\r\nLambda-Runtime-Unheard-Of: x\r\nDate: now\r\n";
        using var invocation = new Invocation();

        Read(invocation, Wire.Next("{}", Headers));

        Assert.Equal(Wire.RequestId, Wire.Text(invocation.RequestId));
        Assert.Equal(1542409706888, invocation.DeadlineMs);
        Assert.Equal("arn:aws:lambda:us-east-1:1:function:f", Wire.Text(invocation.InvokedFunctionArn));
        Assert.Equal("Root=1-a;Parent=b;Sampled=1", Wire.Text(invocation.TraceId));
        Assert.Equal("{\"client\":{}}", Wire.Text(invocation.ClientContext));
        Assert.Equal("{\"identityId\":\"\xc3\xa9\"}", Wire.Text(invocation.CognitoIdentity));
        Assert.Equal("tenant-1", Wire.Text(invocation.TenantId));
        Assert.Equal("{}", Wire.Text(invocation.Body));
    }

    [Fact]
    public void Keeps_nothing_of_the_invocation_before()
    {
        using var invocation = new Invocation();
        Read(invocation, Wire.Next("{\"first\":1}", "Lambda-Runtime-Trace-Id: t\r\nLambda-Runtime-Deadline-Ms: 5\r\nLambda-Runtime-Client-Context: c\r\n"));

        Read(invocation, Wire.Next("2"));

        Assert.Equal("2", Wire.Text(invocation.Body));
        Assert.Equal(0, invocation.DeadlineMs);
        Assert.True(invocation.TraceId.IsEmpty && invocation.ClientContext.IsEmpty && invocation.TenantId.IsEmpty);
    }

    [Fact]
    public void Is_empty_after_a_refusal()
    {
        using var invocation = new Invocation();
        using var client = Clients.Over(new ScriptedConnection(Wire.Next("{}", "Lambda-Runtime-Trace-Id: t\r\n"), Wire.Response("403 Forbidden", "", "{\"errorType\":\"X\"}")));
        Assert.True(client.Next(invocation).IsOk);

        Assert.Equal(RuntimeApiResultKind.Refused, client.Next(invocation).Kind);

        Assert.True(invocation.RequestId.IsEmpty && invocation.Body.IsEmpty && invocation.TraceId.IsEmpty);
    }

    [Theory]
    [InlineData("", "Lambda-Runtime-Aws-Request-Id is missing or empty")]
    [InlineData("Lambda-Runtime-Aws-Request-Id:\r\n", "Lambda-Runtime-Aws-Request-Id is missing or empty")]
    [InlineData("Lambda-Runtime-Aws-Request-Id: a/../b\r\n", "\"a/../b\" is not 1 to 128 letters")]
    [InlineData("Lambda-Runtime-Aws-Request-Id: ..\r\n", "\"..\" is not 1 to 128 letters")]
    [InlineData("Lambda-Runtime-Aws-Request-Id: a b\r\n", "\"a b\" is not 1 to 128 letters")]
    [InlineData("Lambda-Runtime-Aws-Request-Id: a\r\nLambda-Runtime-Deadline-Ms: soon\r\n", "Lambda-Runtime-Deadline-Ms \"soon\" is not a number")]
    [InlineData("Lambda-Runtime-Aws-Request-Id: a\r\nLambda-Runtime-Deadline-Ms: -1\r\n", "Lambda-Runtime-Deadline-Ms \"-1\" is not a number")]
    [InlineData("Lambda-Runtime-Aws-Request-Id: a\r\nLambda-Runtime-Deadline-Ms: 1.5\r\n", "Lambda-Runtime-Deadline-Ms \"1.5\" is not a number")]
    [InlineData("Lambda-Runtime-Aws-Request-Id: a\r\nLambda-Runtime-Deadline-Ms: 99999999999999999999\r\n", "is not a number")]
    public void Is_none_without_headers_that_make_sense(string headers, string reason)
    {
        using var invocation = new Invocation();
        using var client = Clients.Over(new ScriptedConnection(Wire.Response("200 OK", headers, "{\"secret\":1}")));

        var result = client.Next(invocation);

        Assert.Equal(RuntimeApiResultKind.Malformed, result.Kind);
        Assert.Contains(reason, result.Describe(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", result.Describe(), StringComparison.Ordinal);
        Assert.True(invocation.RequestId.IsEmpty && invocation.Body.IsEmpty);
    }

    [Fact]
    public void Takes_a_request_id_of_128_characters_and_no_more()
    {
        using var client = Clients.Over(
            new ScriptedConnection(Wire.Response("200 OK", $"Lambda-Runtime-Aws-Request-Id: {new string('a', 128)}\r\n", ""), Wire.Response("200 OK", $"Lambda-Runtime-Aws-Request-Id: {new string('a', 129)}\r\n", "")));
        using var invocation = new Invocation();

        Assert.True(client.Next(invocation).IsOk);
        Assert.Equal(RuntimeApiResultKind.Malformed, client.Next(invocation).Kind);
    }

    [Fact]
    public unsafe void Stands_still_in_memory()
    {
        using var invocation = new Invocation();
        Read(invocation, Wire.Next(Wire.Random(3_000_000)));
        var before = Address(invocation);

        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);

        Assert.Equal(before, Address(invocation));

        static nint Address(Invocation invocation)
        {
            fixed (byte* body = invocation.Body)
                return (nint)body;
        }
    }

    private static void Read(Invocation into, byte[] answer)
    {
        using var client = Clients.Over(new ScriptedConnection(answer));
        var result = client.Next(into);
        Assert.True(result.IsOk, result.Describe());
    }
}
