using Amazon.Lambda.Core;
using Moq;

namespace Pintle.Contracts.Tests.Core;

public sealed class LambdaContextDefaults
{
    [Fact]
    public void Members_that_an_older_runtime_does_not_know_are_null()
    {
        var context = new Mock<ILambdaContext> { CallBase = true }.Object;

        Assert.Null(context.TenantId);
        Assert.Null(context.TraceId);
        Assert.Null(context.Serializer);
    }
}
