using Amazon.Lambda.Core;

namespace Pintle.Contracts.Tests.Core;

public sealed class LambdaContextDefaults
{
    [Fact]
    public void Members_that_an_older_runtime_does_not_know_are_null()
    {
        ILambdaContext context = new OldContext();

        Assert.Null(context.TenantId);
        Assert.Null(context.TraceId);
        Assert.Null(context.Serializer);
    }

    /// <summary>Implements what has no default, and so compiles only as long as nothing else loses its own.</summary>
    private sealed class OldContext : ILambdaContext
    {
        public string AwsRequestId => "";

        public IClientContext ClientContext => throw new NotSupportedException();

        public string FunctionName => "";

        public string FunctionVersion => "";

        public ICognitoIdentity Identity => throw new NotSupportedException();

        public string InvokedFunctionArn => "";

        public ILambdaLogger Logger => new PlainLogger();

        public string LogGroupName => "";

        public string LogStreamName => "";

        public int MemoryLimitInMB => 0;

        public TimeSpan RemainingTime => TimeSpan.Zero;
    }
}
