using System.Net;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>Options that have no effect where they stand are refused, not overlooked.</summary>
public sealed class ServeOptionTests
{
    private const string Template = "Parameters: { Stage: { Type: String } }\nResources: { F: { Type: AWS::Lambda::Function, Properties: { Code: ., Handler: H } } }";

    [Theory]
    [InlineData("--handler", "H")]
    [InlineData("--name", "N")]
    [InlineData("--http", "rest-api")]
    [InlineData("--stream", null)]
    [InlineData("--env", "A=1")]
    [InlineData("--memory", "512")]
    [InlineData("--timeout", "30")]
    [InlineData("--engine", "pintle")]
    public async Task What_says_something_on_one_function_is_refused_beside_a_file(string option, string? value)
    {
        using var scratch = new ScratchFolder();
        var file = scratch.Write("template.yaml", Template);

        var run = await Run.PintleAsync([.. new[] { "serve", file, "--layer", scratch.Path, option, value }.OfType<string>()]);

        Assert.True(run.ExitCode == 2 && run.Output.Length == 0 && run.Messages.ReplaceLineEndings(" ").Contains($"Expected {option} only with --function", StringComparison.Ordinal), run.ToString());
    }

    [Theory]
    [InlineData("template.yaml", "--target-framework net10.0", "only where a project is published")]
    [InlineData("template.yaml", "--parameter-overrides Other=1", "found 'Other'")]
    [InlineData("template.yaml", "--parameter-overrides Stage", "NAME=VALUE")]
    [InlineData("template.yaml", "--http-port G=1", "one of F, as NAME=PORT")]
    [InlineData("pintle.json", "--layer .", "only where the file names no layer")]
    [InlineData("pintle.json", "--parameter-overrides Stage=1", "only with a template")]
    public async Task What_has_no_effect_with_this_file_is_refused(string name, string options, string said)
    {
        using var scratch = new ScratchFolder();
        _ = scratch.Write("template.yaml", Template);
        _ = scratch.Write("pintle.json", """{ "layer": ".", "functions": { "F": { "code": ".", "handler": "H" } } }""");

        var run = await Run.PintleAsync(["serve", Path.Combine(scratch.Path, name), .. options.Split(' ')]);

        Assert.True(run.ExitCode == 2 && run.Output.Length == 0 && run.Messages.ReplaceLineEndings(" ").Contains(said, StringComparison.Ordinal), run.ToString());
    }

    [Theory]
    [InlineData("template.yaml")]
    [InlineData("--parameter-overrides Stage=1")]
    public async Task A_file_s_own_are_refused_with_a_function(string more)
    {
        using var scratch = new ScratchFolder();

        var run = await Run.PintleAsync(["serve", "--function", scratch.Path, "--handler", "H", "--layer", scratch.Path, .. more.Split(' ')]);

        Assert.True(run.ExitCode == 2 && run.Output.Length == 0 && run.Messages.ReplaceLineEndings(" ").Contains("only without --function", StringComparison.Ordinal), run.ToString());
    }

    [Fact]
    public async Task The_port_of_a_function_s_URL_can_be_fixed()
    {
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = $"{((IPEndPoint)taken.LocalEndpoint).Port}";

        var run = await Run.PintleAsync("serve", "--function", await PublishedFunctions.OrdersAsync(), "--handler", "Orders::Orders.Function::Echo", "--layer", (await BuiltLayer.GetAsync()).Directory, "--http-port", port);

        Assert.True(run.ExitCode == 2 && run.Messages.ReplaceLineEndings(" ").Contains($"port {port} of 127.0.0.1 to be free", StringComparison.Ordinal), run.ToString());
    }
}
