using System.Text.Json;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>Counts and shapes of what <c>pintle bench</c> measures; times are the machine's own affair.</summary>
public sealed class BenchCommandTests(UnsharedFiles files) : IClassFixture<UnsharedFiles>
{
    private const string Echo = "Orders::Orders.Function::Echo";

    [Fact]
    public async Task Measures_each_program_as_often_as_it_was_told()
    {
        using var scratch = new ScratchFolder();
        var page = Path.Combine(scratch.Path, "bench.html");
        var layer = (await BuiltLayer.GetAsync()).Directory;

        var run = await BenchAsync(Echo, "--against", layer, "--against", await PublishedFunctions.OrdersAsync(), "--against", "DOTNET_TieredPGO=0", "--html", page, "--json");

        Assert.True(run.ExitCode == 0, run.ToString());
        using var json = JsonDocument.Parse(run.Output);
        var programs = json.RootElement.GetProperty("programs").EnumerateArray().ToList();
        Assert.Equal(["this layer", layer, await PublishedFunctions.OrdersAsync(), "DOTNET_TieredPGO=0"], programs.Select(each => each.GetProperty("name").GetString()));
        Assert.All(programs, each => Assert.Equal((2, 512), (each.GetProperty("each").GetArrayLength(), each.GetProperty("memoryMB").GetInt32())));
        Assert.Contains("From start to first response", await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_what_is_jitted_and_tells_the_phases_apart()
    {
        var run = await BenchAsync(Echo, "--json");

        Assert.True(run.ExitCode == 0, run.ToString());
        using var json = JsonDocument.Parse(run.Output);
        var program = json.RootElement.GetProperty("programs")[0];
        Assert.True(program.GetProperty("jitted").GetInt32() == 2, run.ToString());
        var phases = program.GetProperty("phases").EnumerateArray().ToList();
        Assert.Equal(["exec", "clr", "host", "next", "response"], phases.Select(phase => phase.GetProperty("name").GetString()));
        Assert.All(phases.Zip(phases.Skip(1)), pair => Assert.Equal(pair.First.GetProperty("toMs").GetDouble(), pair.Second.GetProperty("fromMs").GetDouble()));
        Assert.All(program.GetProperty("each").EnumerateArray(), each => Assert.True(each.GetProperty("minorFaults").GetInt64() > 0 && each.GetProperty("residentMiB").GetDouble() > 1, run.ToString()));
    }

    [Fact]
    public async Task Reads_what_a_start_needs_where_the_cache_is_dropped()
    {
        var run = await BenchAsync(Echo, "--cold-cache", "--json");

        Assert.True(run.ExitCode == 0, run.ToString());
        using var json = JsonDocument.Parse(run.Output);
        foreach (var start in json.RootElement.GetProperty("programs")[0].GetProperty("each").EnumerateArray())
        {
            var files = start.GetProperty("readFiles").EnumerateArray().Select(file => file.GetProperty("file").GetString()!).ToList();
            Assert.True(files.Contains("libcoreclr.so") && files.Contains("System.Private.CoreLib.dll") && files.Contains("Orders.dll"), run.ToString());
        }
    }

    [Fact]
    public async Task Prints_a_table_and_a_bar_for_each_amount_of_memory()
    {
        var run = await BenchAsync(Echo, "--memory", "128,512");

        Assert.True(run.ExitCode == 0 && run.Output.Contains("this layer, 128 MB", StringComparison.Ordinal) && run.Output.Contains("this layer, 512 MB", StringComparison.Ordinal) == CanLimit, run.ToString());
        Assert.True(CanLimit || run.Messages.Contains("not its share of the processor", StringComparison.Ordinal), run.ToString());
        Assert.Matches(" e+c+h+n+r+\n", run.Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_function_that_fails_is_exit_code_1()
    {
        var run = await BenchAsync("Orders::Orders.Function::Fail");

        Assert.True(run.ExitCode == 1 && run.Messages.Contains("InvalidOperationException", StringComparison.Ordinal) && run.Output.Length == 0, run.ToString());
    }

    [Theory]
    [InlineData("--memory", "100", "128 to 10240 MB")]
    [InlineData("--memory", "128,128", "different amounts")]
    [InlineData("--runs", "0", "1 or more")]
    [InlineData("--against", "no-such-program --option", "no such program")]
    public async Task A_setting_that_makes_no_sense_is_exit_code_2(string option, string value, string named)
    {
        var run = await BenchAsync(Echo, option, value);

        Assert.True(run.ExitCode == 2 && run.Output.Length == 0 && run.Messages.ReplaceLineEndings(" ").Contains(named, StringComparison.Ordinal), run.ToString());
    }

    private static bool CanLimit { get; } = CpuShare.WhyNot() is null;

    private Task<Run> BenchAsync(string handler, params string[] options) => Run.PintleAsync(
    [
        "bench", "--layer", files.Layer, "--function", files.Function, "--handler", handler, "--event", """{"id":"a1","quantity":3,"price":9.5}""",
        "--invocations", "3", "--no-bare", .. options.Contains("--runs") ? (string[])[] : ["--runs", "2"], .. options,
    ]);
}
