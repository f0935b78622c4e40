using System.Globalization;
using System.Text;
using Pintle.Bootstrap.Tests.Hosting;
using Pintle.Shared;

namespace Pintle.Bootstrap.Tests;

/// <summary>The table of docs/errors.md, "What a refused call does", by enumeration: every status from 200 to 599 on every call.</summary>
public sealed class RefusalMatrixTests
{
    private static IEnumerable<int> Statuses => Enumerable.Range(200, 400);

    /// <summary>A hundred a row, each in a process of its own.</summary>
    public static TheoryData<int> Hundreds => [200, 300, 400, 500];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_costs_its_invocation_only_does_so_in_one_process_for_every_such_status(bool isError)
    {
        int[] statuses = [.. Statuses.Where(status => status is not (200 or 202 or 400 or 403) && status < 500)];
        await using var scenario = new Scenario();
        if (isError)
            scenario.Fails = "handler";
        foreach (var status in statuses)
        {
            scenario.Api.Events.Enqueue(ApiAnswer.Event($"r-{status}", "{}"u8));
            scenario.Api.Posts.Enqueue(Answer(status));
        }

        var outcome = await scenario.RunAsync();

        Assert.Equal((int)FaultCode.RuntimeApiRefused, outcome.ExitCode);
        Assert.Equal(statuses.Select(status => $"r-{status}"), outcome.Requests.Where(request => request.Line.StartsWith("POST", StringComparison.Ordinal)).Select(request => request.Line.Split('/')[^2]));
        Assert.Equal(statuses.Length + 1, outcome.Lines.Length);
        foreach (var (status, line) in statuses.Zip(outcome.Lines))
            Assert.Contains(status == 413 && !isError ? "was refused as too large" : $"found {status}", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_ends_the_process_does_so_for_every_such_status(bool isError) =>
        await ForEachAsync(Statuses.Where(status => status is 400 or 403 or >= 500), async status =>
        {
            await using var scenario = new Scenario();
            if (isError)
                scenario.Fails = "handler";
            scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "{}"u8));
            scenario.Api.Posts.Enqueue(Answer(status));

            var outcome = await scenario.RunAsync();

            outcome.IsFault(FaultCode.RuntimeApiRefused, $"found {status}");
            Assert.Equal([Outcome.Next, $"POST /2018-06-01/runtime/invocation/r-1/{(isError ? "error" : "response")}"], outcome.RequestLines);
        });

    [Theory]
    [MemberData(nameof(Hundreds))]
    public async Task Next_ends_the_process_for_every_status_but_200(int hundred) =>
        await ForEachAsync(Enumerable.Range(hundred, 100).Where(status => status != 200), async status =>
        {
            await using var scenario = new Scenario();
            scenario.Api.Events.Enqueue(Answer(status));

            var outcome = await scenario.RunAsync();

            outcome.IsFault(FaultCode.RuntimeApiRefused, $"expected status 200, found {status}");
            Assert.Equal([Outcome.Next], outcome.RequestLines);
        });

    [Theory]
    [MemberData(nameof(Hundreds))]
    public async Task An_init_error_that_is_refused_is_noted_and_the_fault_stays(int hundred) =>
        await ForEachAsync(Enumerable.Range(hundred, 100).Where(status => status is not (200 or 202)), async status =>
        {
            await using var scenario = new Scenario();
            scenario.Environment["_HANDLER"] = "";
            scenario.Api.Posts.Enqueue(Answer(status));

            var outcome = await scenario.RunAsync();

            Assert.Equal((int)FaultCode.HandlerUnset, outcome.ExitCode);
            Assert.Equal([Outcome.InitError], outcome.RequestLines);
            Assert.Equal(2, outcome.Lines.Length);
            Assert.StartsWith($"pintle: the init error could not be posted: Runtime API POST /runtime/init/error: expected status 202, found {status}", outcome.Lines[1], StringComparison.Ordinal);
        });

    /// <summary>204 and 304 have no body, whatever their headers say.</summary>
    private static ApiAnswer Answer(int status) => status is 204 or 304
        ? new ApiAnswer(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} No\r\n\r\n")))
        : ApiAnswer.Refused(status, "No");

    private static async Task ForEachAsync(IEnumerable<int> statuses, Func<int, Task> act)
    {
        foreach (var status in statuses)
            await act(status);
    }
}
