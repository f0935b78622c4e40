using System.Globalization;
using Pintle.Shared;

namespace Pintle.EndToEnd.Tests;

/// <summary>Events whose headers no service should send: docs/errors.md says which end the process, and what a handler sees of the others.</summary>
public sealed class OddInvocations
{
    private const string Handler = "Handlers::Handlers.Endings::Delay";

    [Theory]
    [InlineData("")]
    [InlineData("Lambda-Runtime-Aws-Request-Id:\r\n")]
    [InlineData("Lambda-Runtime-Aws-Request-Id: r-1\r\nLambda-Runtime-Aws-Request-Id: r-1\r\n")]
    [InlineData("Lambda-Runtime-Aws-Request-Id: r-1\r\nlambda-runtime-aws-request-id: r-2\r\n")]
    [InlineData("Lambda-Runtime-Aws-Request-Id: ../init/error\r\n")]
    [InlineData("Lambda-Runtime-Aws-Request-Id: r-1 HTTP/1.1\r\n")]
    [InlineData("Lambda-Runtime-Aws-Request-Id: r-1\r\nLambda-Runtime-Deadline-Ms: soon\r\n")]
    [InlineData("Lambda-Runtime-Aws-Request-Id: r-1\r\nLambda-Runtime-Deadline-Ms: -1\r\n")]
    [InlineData("Lambda-Runtime-Aws-Request-Id: r-1\r\nLambda-Runtime-Deadline-Ms: 1e3\r\n")]
    [InlineData("Lambda-Runtime-Aws-Request-Id: r-1\r\nLambda-Runtime-Deadline-Ms: 9223372036854775808\r\n")]
    [InlineData("Lambda-Runtime-Aws-Request-Id: r-1\r\nLambda-Runtime-Deadline-Ms: 1\r\nLambda-Runtime-Deadline-Ms: 2\r\n")]
    public async Task End_the_process_where_they_make_no_sense(string headers)
    {
        await using var api = new Adversary((_, _) => AdversaryAnswer.Of("200 OK", "1", headers));

        await AssertRefusedAsync(api);
    }

    [Theory]
    [InlineData(129)]
    [InlineData(64 * 1024)]
    public async Task End_the_process_with_a_request_id_over_128_characters(int length)
    {
        await using var api = new Adversary((_, _) => AdversaryAnswer.Event("1", new string('a', length)));

        await AssertRefusedAsync(api);
    }

    /// <summary>Deadlines that have passed, lie in the year 9999, or are larger than any date.</summary>
    [Theory]
    [InlineData("", -1)]
    [InlineData("Lambda-Runtime-Deadline-Ms:\r\n", -1)]
    [InlineData("Lambda-Runtime-Deadline-Ms: 0\r\n", -1)]
    [InlineData("Lambda-Runtime-Deadline-Ms: 1\r\n", -1)]
    [InlineData("Lambda-Runtime-Deadline-Ms: 253402300799999\r\n", 1)]
    [InlineData("Lambda-Runtime-Deadline-Ms: 922337203685478\r\n", 1)]
    [InlineData("Lambda-Runtime-Deadline-Ms: 9223372036854775807\r\n", 1)]
    public async Task Have_the_remaining_time_that_their_deadline_leaves(string deadline, int sign)
    {
        await using var api = new Adversary((call, before) => call.Name != "next" ? AdversaryAnswer.Accepted : before == 0 ? AdversaryAnswer.Event("0", headers: deadline) : AdversaryAnswer.End);

        var end = await BareBootstrap.RunAsync(api.Address, Handler);

        Assert.Equal((int)FaultCode.RuntimeApiRefused, end.ExitCode);
        var response = Assert.Single(api.Calls, call => call.Name == "response");
        Assert.Equal(sign, Math.Sign(double.Parse(response.Text, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Of_one_request_id_twice_have_an_outcome_each()
    {
        await using var api = new Adversary((call, before) => call.Name != "next" ? AdversaryAnswer.Accepted : before < 2 ? AdversaryAnswer.Event($"\"{before}\"") : AdversaryAnswer.End);

        _ = await BareBootstrap.RunAsync(api.Address, "Handlers::Handlers.Streams::Echo");

        Assert.Equal([("r-1", "\"0\""), ("r-1", "\"1\"")], api.Calls.Where(call => call.Name == "response").Select(call => (call.RequestId, call.Text)));
    }

    private static async Task AssertRefusedAsync(Adversary api)
    {
        var end = await BareBootstrap.RunAsync(api.Address, Handler);

        Assert.Equal((int)FaultCode.RuntimeApiMalformed, end.ExitCode);
        Assert.Equal(["next"], api.Calls.Select(call => call.Name));
        Assert.InRange(Assert.Single(end.Lines).Length, 50, 600);
    }
}
