using System.Text.Json.Nodes;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>The page in a browser while a function cannot be served.</summary>
public sealed class ServePageTests
{
    private const string Playwright = "playwright-core@1.65.1";
    private const string Project = """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><GenerateRuntimeConfigurationFiles>true</GenerateRuntimeConfigurationFiles></PropertyGroup></Project>""";

    [Fact]
    public async Task Says_which_function_is_not_served_and_why_offers_nothing_of_it_and_shows_it_come_back()
    {
        var chromium = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(path => Path.Combine(path, "chromium")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(chromium is null, "Needs Chromium: apt-get install chromium.");
        using var scratch = new ScratchFolder();
        _ = scratch.Write("broken/Broken.csproj", Project);
        var source = scratch.Write("broken/Function.cs", Function("one\" +"));
        var mended = scratch.Write("mended", Function("two"));
        await using var serve = await ServeProcess.StartAsync(3, "--watch", scratch.Write("template.yaml", $$"""
            Transform: AWS::Serverless-2016-10-31
            Resources:
              Broken: { Type: AWS::Serverless::Function, Properties: { CodeUri: broken/, Handler: "Broken::Broken.Function::Answer", FunctionUrlConfig: { AuthType: NONE } } }
              Whole: { Type: AWS::Serverless::Function, Properties: { CodeUri: {{await PublishedFunctions.OrdersAsync()}}, Handler: "Orders::Orders.Function::Echo", FunctionUrlConfig: { AuthType: NONE } } }
              Failing: { Type: AWS::Serverless::Function, Properties: { CodeUri: {{await PublishedFunctions.OrdersAsync()}}, Handler: "Orders::Orders.Function::Missing" } }
            """));
        var screenshots = Directory.CreateDirectory(Path.Combine(Repository.Artifacts, "screenshots")).FullName;

        var seen = await NodeAsync(serve.Address, screenshots, chromium!, source, mended);

        Assert.True(seen["problems"]!.AsArray().Count == 0, seen.ToJsonString());
        Assert.Equal("""{"chosen":"Whole","functions":["Broken (not served)","Whole","Failing"],"links":[["Broken function URL, not served",false],["Whole function URL",true],["Failing function URL",true]],"unserved":"","canSend":true,"lanes":["Whole #1 ready","Failing #1 exited"],"payload":"Send an event to see what the function answers."}""", seen["first"]!.ToJsonString());
        Assert.Matches(@"^Broken is not served: expected Broken\.csproj to publish, but it does not: Function\.cs\(\d+,\d+\): error CS\d+: .+ Correct it: it is built again when it changes\.$", seen["broken"]!["unserved"]!.GetValue<string>());
        Assert.Equal(("Broken", false, "Broken is not served, so nothing can be sent to it."), (seen["broken"]!["chosen"]!.GetValue<string>(), seen["broken"]!["canSend"]!.GetValue<bool>(), seen["broken"]!["payload"]!.GetValue<string>()));
        Assert.Matches(@"^Failing #1\s+0 invocations\s+exited: init failed: ", seen["failing"]!.GetValue<string>());
        Assert.Empty(seen["afterKeys"]!.AsArray());
        Assert.All(seen["sizes"]!.AsArray(), size => Assert.True(size!["overflow"]!.GetValue<int>() == 0 && size["out"]!.AsArray().Count == 0, size.ToJsonString()));
        Assert.Equal("""{"chosen":"Broken","functions":["Broken","Whole","Failing"],"links":[["Broken function URL",true],["Whole function URL",true],["Failing function URL",true]],"unserved":"","canSend":true,"lanes":["Broken #1 ready","Whole #1 ready","Failing #1 exited"],"payload":"Send an event to see what the function answers."}""", seen["mended"]!.ToJsonString());
        Assert.Equal("\"two\"", seen["answer"]!.GetValue<string>());
    }

    private static string Function(string answer) =>
        $$"""namespace Broken; public class Function { public Stream Answer(Stream input) => new MemoryStream(System.Text.Encoding.UTF8.GetBytes("\"{{answer}}\"")); }""";

    private static async Task<JsonNode> NodeAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await NodePackages.RunAsync(Playwright, Path.Combine(AppContext.BaseDirectory, "Scripts", "unserved.mjs"), arguments);
        Assert.True(exitCode == 0, $"unserved.mjs ended with {exitCode}\n{output}\n{errors}");
        return JsonNode.Parse(output)!;
    }
}
