using System.Text;
using Pintle.Bootstrap.Ahead;
using Pintle.Bootstrap.Tests.Hosting;
using Pintle.Shared;

namespace Pintle.Bootstrap.Tests.Ahead;

/// <summary>The list of what is read ahead is advice: whatever stands in it, the start goes on.</summary>
public sealed class ReadAheadTests
{
    private const string Magic = "pintle-startup-pages 1\n";

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("something else\n")]
    [InlineData("pintle-startup-pages 2\npintle/dotnet/libcoreclr.so\n0 4096\n")]
    [InlineData(Magic)]
    [InlineData(Magic + "\n\n\n")]
    [InlineData(Magic + "0 4096\n")]
    [InlineData(Magic + "pintle/dotnet/libcoreclr.so")]
    [InlineData(Magic + "pintle/dotnet/libcoreclr.so\n0 4096")]
    [InlineData(Magic + "pintle/dotnet/libcoreclr.so\n0 4096\n8192 1048576\n")]
    [InlineData(Magic + "pintle/dotnet/missing.so\n0 4096\n")]
    [InlineData(Magic + "pintle/dotnet\n0 4096\n")]
    [InlineData(Magic + "../../../../../../etc/hostname\n0 4096\n")]
    [InlineData(Magic + "pintle/dotnet/libcoreclr.so\n9223372036854771712 9223372036854771712\n")]
    [InlineData(Magic + "pintle/dotnet/libcoreclr.so\n-4096 4096\n4096 -4096\n0 0\nx y\n")]
    public async Task A_list_of_any_kind_leaves_the_start_as_it_is(string list)
    {
        await using var scenario = new Scenario();
        await File.WriteAllTextAsync($"{scenario.Layer.Root}/{StartupPagesFormat.RelativePath}", list, TestContext.Current.CancellationToken);
        scenario.Api.Events.Enqueue(ApiAnswer.Event("r-1", "{}"u8));

        var outcome = await scenario.RunAsync();

        Assert.Equal([Outcome.Next, "POST /2018-06-01/runtime/invocation/r-1/response", Outcome.Next], outcome.RequestLines);
        outcome.IsFault(FaultCode.RuntimeApiRefused, "500 ScriptEnded");
    }

    [Theory]
    [InlineData("0 4096", true, 0, 4096)]
    [InlineData("503808 8192", true, 503808, 8192)]
    [InlineData("", false, 0, 0)]
    [InlineData("4096", false, 4096, 0)]
    [InlineData("4096 ", false, 4096, 0)]
    [InlineData("+4096 4096", false, 0, 0)]
    [InlineData("-0 4096", false, 0, 0)]
    [InlineData("0 +4096", false, 0, 0)]
    [InlineData("4096 0", false, 4096, 0)]
    [InlineData("0 9223372036854771712", false, 0, 9223372036854771712)]
    [InlineData("pintle/dotnet/libcoreclr.so", false, 0, 0)]
    public void A_range_is_an_offset_and_a_length(string line, bool isRange, long offset, long count) =>
        Assert.Equal((isRange, offset, count), (ReadAhead.TryParse(Encoding.ASCII.GetBytes(line), out var foundOffset, out var foundCount), foundOffset, foundCount));
}
