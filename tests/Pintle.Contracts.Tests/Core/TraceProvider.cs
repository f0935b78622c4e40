namespace Pintle.Contracts.Tests.Core;

public sealed class TraceProvider
{
    [Fact]
    public async Task Starts_with_the_variable_and_then_holds_one_id_for_the_process() => Assert.Equal(
        ["at first: from-variable", "in another flow: inner", "back: inner"],
        await ProbeProcess.Run("trace", ("_X_AMZN_TRACE_ID", "from-variable")));

    [Fact]
    public async Task Has_no_id_where_nothing_set_one() => Assert.Equal("at first: none", (await ProbeProcess.Run("trace"))[0]);

    [Fact]
    public async Task Holds_one_id_for_each_flow_where_invocations_share_the_process() => Assert.Equal(
        ["at first: none", "in another flow: inner", "back: outer"],
        await ProbeProcess.Run("trace", ("AWS_LAMBDA_MAX_CONCURRENCY", "2"), ("_X_AMZN_TRACE_ID", "from-variable")));
}
