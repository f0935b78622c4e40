using System.Text;
using System.Text.Json;
using Pintle.Host.Errors;
using Pintle.Shared;

namespace Pintle.Host.Tests.Errors;

[Collection(InvocationFixture.Collection)]
public sealed unsafe class InvocationErrorTests
{
    [Fact]
    public void Replaces_what_the_handler_wrote_before_it_failed()
    {
        using var invocation = new InvocationFixture("{}");
        invocation.Slot.Response.Write("half a resp"u8);
        HostReply reply = default;

        InvocationError.Report(new InvalidOperationException("sold out"), invocation.Slot, &reply);

        Assert.Equal(HostReplyKind.Error, reply.Kind);
        Assert.Equal("{\n  \"errorType\": \"InvalidOperationException\",\n  \"errorMessage\": \"sold out\"\n}\n", Encoding.UTF8.GetString(reply.Body.Span));
        Assert.Equal("InvalidOperationException", Encoding.UTF8.GetString(reply.ErrorType.Span));
        using var cause = JsonDocument.Parse(Encoding.UTF8.GetString(reply.XRayCause.Span));
        Assert.Equal("sold out", cause.RootElement.GetProperty("exceptions")[0].GetProperty("message").GetString());
    }

    [Fact]
    public void Survives_an_exception_whose_members_throw()
    {
        using var invocation = new InvocationFixture("{}");
        HostReply reply = default;

        InvocationError.Report(new HostileException(), invocation.Slot, &reply);

        Assert.Equal("HostileException", Encoding.UTF8.GetString(reply.ErrorType.Span));
        using var body = JsonDocument.Parse(Encoding.UTF8.GetString(reply.Body.Span));
        Assert.Equal("HostileException", body.RootElement.GetProperty("errorType").GetString());
    }

    [Fact]
    public void Keeps_nothing_of_a_longer_error_before_it()
    {
        using var invocation = new InvocationFixture("{}");
        HostReply reply = default;
        InvocationError.Report(new InvalidOperationException(new string('x', 5000)), invocation.Slot, &reply);

        InvocationError.Report(new FormatException("y"), invocation.Slot, &reply);

        Assert.Equal("FormatException", Encoding.UTF8.GetString(reply.ErrorType.Span));
        Assert.Equal("{\n  \"errorType\": \"FormatException\",\n  \"errorMessage\": \"y\"\n}\n", Encoding.UTF8.GetString(reply.Body.Span));
    }
}
