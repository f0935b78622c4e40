using System.Text.Json;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

public sealed class InvokeCommandTests
{
    private const string Place = "Orders::Orders.Function::Place";

    [Fact]
    public async Task Prints_the_response_alone_on_standard_output()
    {
        using var scratch = new ScratchFolder();
        var file = scratch.Write("order.json", """{"id":"a1","quantity":3,"price":9.5}""");

        var run = await InvokeAsync(Place, "--event", file);

        Assert.True(run.ExitCode == 0 && run.Output == "{\"id\":\"a1\",\"total\":28.5}" + Environment.NewLine, run.ToString());
        Assert.Contains("Init Duration: ", run.Messages, StringComparison.Ordinal);
        Assert.Contains("Max Memory Used: ", run.Messages, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aws", "Pintle.AwsEngine")]
    [InlineData("pintle", "Profiles")]
    public async Task Runs_the_handler_by_the_loop_that_is_asked_for(string engine, string entry)
    {
        var layer = await BuiltLayer.GetBothAsync();
        using var scratch = new ScratchFolder();
        var word = scratch.Write("event.json", "\"entry\"");

        var run = await Run.PintleAsync("invoke", "--layer", layer.Directory, "--function", await PublishedFunctions.TestFunctionAsync("Profiles"), "--handler", "Profiles::Profiles.Function::Handle", "--event", word, "--engine", engine);

        Assert.True(run.ExitCode == 0 && run.Output.TrimEnd() == entry, run.ToString());
    }

    [Fact]
    public async Task A_function_error_is_exit_code_1()
    {
        var run = await InvokeAsync("Orders::Orders.Function::Fail");

        Assert.True(run.ExitCode == 1 && run.Output.Contains("InvalidOperationException", StringComparison.Ordinal), run.ToString());
    }

    [Fact]
    public async Task An_init_error_is_exit_code_1_and_says_what_to_do()
    {
        var run = await InvokeAsync("Orders::Orders.Function::Missing");

        // The invocation runs the init phase again, and it fails and logs again; the reader sees it once.
        Assert.True(run.ExitCode == 1 && run.Messages.Split("Correct the handler's third part").Length == 2, run.ToString());
    }

    [Fact]
    public async Task Cold_starts_and_repetitions_are_all_in_the_JSON()
    {
        var run = await InvokeAsync("Orders::Orders.Function::Echo", "--cold", "2", "--repeat", "2", "--json");

        using var json = JsonDocument.Parse(run.Output);
        var isCold = json.RootElement.GetProperty("invocations").EnumerateArray().Select(each => each.GetProperty("initDurationMs").ValueKind == JsonValueKind.Number);
        Assert.Equal([true, false, true, false], isCold);
        Assert.All(json.RootElement.GetProperty("invocations").EnumerateArray(), each => Assert.Equal("{}", each.GetProperty("payload").GetRawText()));
    }

    [Fact]
    public async Task An_event_may_stand_on_the_command_line()
    {
        var run = await InvokeAsync(Place, "--event", """{"id":"b2","quantity":2,"price":4}""");

        Assert.True(run.ExitCode == 0 && run.Output == "{\"id\":\"b2\",\"total\":8}" + Environment.NewLine, run.ToString());
    }

    [Fact]
    public async Task A_sample_reaches_the_function_as_it_is()
    {
        var run = await InvokeAsync("Orders::Orders.Function::Echo", "--sample", "sqs");

        Assert.True(run.ExitCode == 0, run.ToString());
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("aws:sqs", json.RootElement.GetProperty("Records")[0].GetProperty("eventSource").GetString());
    }

    [Fact]
    public async Task A_variable_and_the_memory_reach_the_function()
    {
        var function = await PublishedFunctions.TestFunctionAsync("Handlers");

        var view = await InvokeAsync("Handlers::Handlers.ProcessView::Look", ["--function", function, "--env", "DOTNET_GCHeapHardLimit=0x7654321"]);
        var context = await InvokeAsync("Handlers::Handlers.ContextDump::Dump", ["--function", function, "--memory", "256"]);

        Assert.True(view.ExitCode == 0 && view.Output.Contains("0x7654321", StringComparison.Ordinal), view.ToString());
        Assert.True(context.ExitCode == 0 && context.Output.Contains("\"MemoryLimitInMB\":256", StringComparison.Ordinal), context.ToString());
    }

    [Fact]
    public async Task A_timeout_is_exit_code_1()
    {
        var run = await InvokeAsync("Handlers::Handlers.Endings::Sleep", "--function", await PublishedFunctions.TestFunctionAsync("Handlers"), "--event", "600000", "--timeout", "0.5", "--json");

        Assert.True(run.ExitCode == 1 && run.Output.Contains("Task timed out after 0.50 seconds", StringComparison.Ordinal), run.ToString());
    }

    [Fact]
    public async Task An_event_over_the_limit_is_exit_code_2()
    {
        using var scratch = new ScratchFolder();
        var file = scratch.Write("large.json", "\"" + new string('a', 6 * 1024 * 1024) + "\"");

        var run = await InvokeAsync(Place, "--event", file);

        Assert.True(run.ExitCode == 2 && run.Output.Length == 0 && run.Messages.Contains("6291456", StringComparison.Ordinal), run.ToString());
    }

    [Theory]
    [InlineData("--env", "NOEQUALS", "NAME=VALUE")]
    [InlineData("--env", "=VALUE", "NAME=VALUE")]
    [InlineData("--event", """{"id":""", "line 1, byte 7")]
    [InlineData("--sample", "sqs2", "eventbridge")]
    [InlineData("--timeout", "0", "900 seconds")]
    [InlineData("--timeout", "NaN", "a number of seconds")]
    [InlineData("--timeout", "1e300", "a number of seconds")]
    [InlineData("--env", "AWS_REGION=x", "AWS_REGION")]
    [InlineData("--event", "no-such-file.json", "no-such-file.json")]
    [InlineData("--memory", "1", "128")]
    [InlineData("--layer", "no-such-layer.zip", "no-such-layer.zip")]
    public async Task A_setting_that_Lambda_would_refuse_is_exit_code_2(string option, string value, string named)
    {
        var run = await InvokeAsync(Place, option, value);

        Assert.True(run.ExitCode == 2 && run.Output.Length == 0 && run.Messages.Contains(named, StringComparison.Ordinal), run.ToString());
    }

    private static async Task<Run> InvokeAsync(string handler, params string[] options)
    {
        var layer = await BuiltLayer.GetAsync();
        string[] given = options.Contains("--layer") ? [] : ["--layer", layer.Directory];
        string[] function = options.Contains("--function") ? [] : ["--function", await PublishedFunctions.OrdersAsync()];
        return await Run.PintleAsync(["invoke", "--handler", handler, .. function, .. given, .. options]);
    }
}
