using System.Net;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>Functions of one template over one project, and one that does not compile beside one that does, while somebody works on them.</summary>
public sealed class ServeSharedProjectTests
{
    private const string Project = """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><GenerateRuntimeConfigurationFiles>true</GenerateRuntimeConfigurationFiles></PropertyGroup></Project>""";

    private const string Shared = """
        Transform: AWS::Serverless-2016-10-31
        Resources:
          First: { Type: AWS::Serverless::Function, Properties: { CodeUri: shared/, Handler: "Shared::Shared.Function::First" } }
          Second: { Type: AWS::Serverless::Function, Properties: { CodeUri: shared/, Handler: "Shared::Shared.Function::Second" } }
        """;

    private const string Separate = """
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Broken: { Type: AWS::Serverless::Function, Properties: { CodeUri: broken/, Handler: "Shared::Shared.Function::First", FunctionUrlConfig: { AuthType: NONE } } }
          Whole: { Type: AWS::Serverless::Function, Properties: { CodeUri: whole/, Handler: "Shared::Shared.Function::First" } }
        """;

    [Fact]
    public async Task Are_published_once_swapped_together_and_told_once_of_what_does_not_compile()
    {
        using var scratch = new ScratchFolder();
        Write(scratch, "shared", "one");
        await using var serve = await ServeProcess.StartAsync(0, scratch.Write("template.yaml", Shared), "--watch");
        using var http = new HttpClient();

        var before = await BothAsync(http, serve);
        Write(scratch, "shared", "two");
        var swapped = await BothAsync(http, serve, swaps: 1);
        Write(scratch, "shared", "three\" +");
        _ = await serve.MessageAsync("First, Second: the last build that worked goes on");
        var kept = await BothAsync(http, serve);
        Write(scratch, "shared", "four");
        var mended = await BothAsync(http, serve, swaps: 2);
        var (exitCode, messages) = await serve.SignalAsync("INT");

        Assert.Equal(["\"First one\" \"Second one\"", "\"First two\" \"Second two\"", "\"First two\" \"Second two\"", "\"First four\" \"Second four\""], [before, swapped, kept, mended]);
        Assert.Equal((0, 1, 3, 1), (exitCode, Count(messages, "publishing Shared.csproj"), Count(messages, "First, Second: building"), Count(messages, "ended with exit code")));
        Assert.Equal(2, Count(messages, "error CS"));
    }

    [Fact]
    public async Task One_that_does_not_compile_keeps_no_other_from_being_served_says_so_to_its_callers_and_comes_back()
    {
        using var scratch = new ScratchFolder();
        Write(scratch, "broken", "one\" +");
        Write(scratch, "whole", "one");
        await using var serve = await ServeProcess.StartAsync(1, scratch.Write("template.yaml", Separate), "--watch");
        using var http = new HttpClient();

        var whole = await AnswerAsync(http, serve, "Whole");
        var refused = await PostAsync(http, new Uri($"{serve.Address}/2015-03-31/functions/Broken/invocations"));
        var page = await PostAsync(http, new Uri(serve.Fronts[0].Url));
        Write(scratch, "broken", "two");
        _ = await serve.MessageAsync("Broken: swapped");
        var back = await AnswerAsync(http, serve, "Broken");

        Assert.Equal(("\"First one\"", "\"First two\""), (whole, back));
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.ServiceUnavailable), (refused.Status, page.Status));
        Assert.All([refused.Text, page.Text], text => Assert.Matches(@"Broken is not served: expected Shared\.csproj to publish, but it does not: Function\.cs\(\d+,\d+\): error CS\d+: [^""\[]+\. Correct it: it is built again when it changes\.""", text));
    }

    [Fact]
    public async Task Where_none_compiles_and_nothing_is_watched_there_is_nothing_to_serve()
    {
        using var scratch = new ScratchFolder();
        Write(scratch, "shared", "one\" +");

        var run = await Run.PintleAsync("serve", scratch.Write("template.yaml", Shared), "--layer", (await BuiltLayer.GetAsync()).Directory);

        Assert.True(run.ExitCode == 2 && run.Output.Length == 0 && Count(run.Messages, "ended with exit code") == 1, run.ToString());
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static void Write(ScratchFolder scratch, string folder, string answer)
    {
        if (!File.Exists(Path.Combine(scratch.Path, folder, "Shared.csproj")))
            _ = scratch.Write($"{folder}/Shared.csproj", Project);
        _ = scratch.Write($"{folder}/Function.cs", $$"""
            namespace Shared;
            public class Function
            {
                const string Answer = "{{answer}}";
                public Stream First(Stream input) => new MemoryStream(System.Text.Encoding.UTF8.GetBytes($"\"First {Answer}\""));
                public Stream Second(Stream input) => new MemoryStream(System.Text.Encoding.UTF8.GetBytes($"\"Second {Answer}\""));
            }
            """);
    }

    private static async Task<string> BothAsync(HttpClient http, ServeProcess serve, int swaps = 0)
    {
        foreach (var name in (string[])["First", "Second"])
        {
            if (swaps > 0)
                _ = await serve.MessageAsync($"{name}: swapped", swaps);
        }
        return $"{await AnswerAsync(http, serve, "First")} {await AnswerAsync(http, serve, "Second")}";
    }

    private static async Task<string> AnswerAsync(HttpClient http, ServeProcess serve, string function) => (await PostAsync(http, new Uri($"{serve.Address}/2015-03-31/functions/{function}/invocations"))).Text;

    private static async Task<(HttpStatusCode Status, string Text)> PostAsync(HttpClient http, Uri address)
    {
        using var content = new StringContent("{}");
        using var answer = await http.PostAsync(address, content, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
