using System.Text.Json;
using Pintle.Cli.Benchmarking;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary><c>pintle bench --suite</c>: which functions are measured in which forms, and what is shown of them.</summary>
public sealed class BenchSuiteTests(UnsharedFiles files) : IClassFixture<UnsharedFiles>
{
    private const string Order = """{"id":"a1","quantity":3,"price":9.5}""";

    [Fact]
    public async Task Measures_each_function_in_each_form_and_goes_on_after_one_that_fails()
    {
        using var scratch = new ScratchFolder();
        var other = (await BuiltLayer.GetAsync()).Directory;
        _ = scratch.Write("order.json", Order);
        var suite = Write(scratch, ("fails", "Fail", "{}"), ("place", "Place", "order.json"));

        var run = await Run.PintleAsync(["bench", "--suite", suite, "--layer", files.Layer, "--memory", "512", "--runs", "1", "--invocations", "2", "--against", other, "--json"]);

        Assert.True(run.ExitCode == 1 && run.Messages.Contains("fails: ", StringComparison.Ordinal), run.ToString());
        using var json = JsonDocument.Parse(run.Output);
        var function = Assert.Single(json.RootElement.GetProperty("functions").EnumerateArray());
        Assert.Equal(("place", "Orders::Orders.Function::Place"), (function.GetProperty("name").GetString(), function.GetProperty("handler").GetString()));
        var programs = function.GetProperty("programs").EnumerateArray().ToDictionary(each => each.GetProperty("name").GetString()!, each => each.GetProperty("jitted").GetInt32());
        Assert.Equal(["as published", "rehearsed", "built", other], programs.Keys);
        Assert.True(programs["built"] < programs["as published"] && programs["as published"] == programs[other], run.ToString());
        Assert.Empty(function.GetProperty("missing").EnumerateObject());
    }

    [Theory]
    [InlineData("Expected --only to name functions of", "--only", "nobody")]
    [InlineData("Expected --as to be of published, rehearsed, built, found 'fast'", "--as", "built,fast")]
    [InlineData("Expected --handler without --suite", "--handler", "H")]
    [InlineData("Expected --html without --suite", "--html", "page.html")]
    [InlineData("128 to 10240 MB", "--memory", "1")]
    public async Task An_option_that_does_not_fit_is_exit_code_2(string said, params string[] options)
    {
        using var scratch = new ScratchFolder();

        var run = await Run.PintleAsync(["bench", "--suite", Write(scratch, ("place", "Place", Order)), "--layer", files.Layer, .. options]);

        Assert.True(run.ExitCode == 2 && run.Output.Length == 0 && run.Messages.ReplaceLineEndings(" ").Contains(said, StringComparison.Ordinal), run.ToString());
    }

    [Theory]
    [InlineData("Expected --only only with --suite", "--only", "place")]
    [InlineData("Expected --as only with --suite", "--as", "built")]
    [InlineData("there is no file at", "--suite", "no-such-file.json")]
    public async Task An_option_without_a_suite_is_exit_code_2(string said, params string[] options)
    {
        var run = await Run.PintleAsync(["bench", .. options]);

        Assert.True(run.ExitCode == 2 && run.Output.Length == 0 && run.Messages.ReplaceLineEndings(" ").Contains(said, StringComparison.Ordinal), run.ToString());
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_names_its_function()
    {
        using var scratch = new ScratchFolder();

        var run = await Run.PintleAsync(["bench", "--suite", Write(scratch, ("place", "Place", "no-such-event.json")), "--layer", files.Layer]);

        Assert.True(run.ExitCode == 2 && run.Messages.ReplaceLineEndings(" ").Contains("place: Expected testEvent to name a file or to be JSON", StringComparison.Ordinal), run.ToString());
    }

    /// <summary>Every ratio is the form's figure over that of the function as published; the last row has the median of all functions and the worst.</summary>
    [Fact]
    public void Shows_times_as_published_and_ratios_beside_them()
    {
        SuiteEntry[] suite = [Entry("one", built: 20), Entry("two", built: 40) with { Missing = new Dictionary<string, string> { ["rehearsed"] = "it polls by itself" } }];
        using var output = new StringWriter();
        using var messages = new StringWriter();

        SuiteTable.Write(suite, new Terminal(Terminal.Console(output, isPlain: true), Terminal.Console(messages, isPlain: true)));

        Assert.Matches(@"one +10\.00 +50\.0 +30\.0 +2 *\n", output.ToString().ReplaceLineEndings("\n"));
        Assert.Matches(@"built +0\.50 +0\.40 +1\.00 +1 *\n", output.ToString().ReplaceLineEndings("\n"));
        Assert.Matches(@"built: median; worst +0\.75; 1\.00 +0\.60; 0\.80 +1\.00; 1\.00", output.ToString().ReplaceLineEndings("\n"));
        Assert.Contains("two was not measured rehearsed: it polls by itself", messages.ToString(), StringComparison.Ordinal);

        static SuiteEntry Entry(string name, double built) => new(
            name,
            BenchFigures.Result(
                new Series("as published", 128, [BenchFigures.Run(40, 50), BenchFigures.Run(40, 50)], ["a", "b"], BenchFigures.Function),
                new Series("built", 128, [BenchFigures.Run(built - (built / 4), built), BenchFigures.Run(built - (built / 4), built)], ["a"], BenchFigures.Function)),
            new Dictionary<string, string>());
    }

    private string Write(ScratchFolder scratch, params (string Name, string Method, string Event)[] functions) => scratch.Write("pintle.json", JsonSerializer.Serialize(new
    {
        functions = functions.ToDictionary(each => each.Name, each => new { code = files.Function, handler = $"Orders::Orders.Function::{each.Method}", testEvent = each.Event }),
    }));
}
