using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pintle.Emulator.Tests.Queues;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary><c>pintle serve</c> between a queue and a function, with the real runtime.</summary>
public sealed partial class ServeQueueTests
{
    private const string Work = "Handlers::Handlers.Queues::Work";
    private const string Sdk = "@aws-sdk/client-sqs@3.1169.0";

    [Theory(Timeout = 600_000)]
    [InlineData("pintle.json", "orders", "dead")]
    [InlineData("template.yaml", ".pintle/queues/Orders", ".pintle/queues/Dead")]
    public async Task Of_a_batch_from_a_folder_what_failed_stays_until_it_is_a_dead_letter(string file, string folder, string dead)
    {
        using var scratch = new ScratchFolder();
        Send(scratch, folder, "good-1", "bad-1", "good-2");
        var config = file == "pintle.json"
            ? await ConfigAsync(scratch, new JsonObject { ["from"] = folder, ["reportsItemFailures"] = true, ["visibilityTimeout"] = 2, ["maxReceiveCount"] = 2, ["deadLetterFolder"] = dead })
            : scratch.Write(file, $$"""
                Resources:
                  Dead: { Type: AWS::SQS::Queue }
                  Orders: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 2, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 2 } } }
                  Work:
                    Type: AWS::Serverless::Function
                    Properties:
                      CodeUri: {{await PublishedFunctions.TestFunctionAsync("Handlers")}}
                      Handler: {{Work}}
                      Timeout: 2
                      Events: { Queue: { Type: SQS, Properties: { Queue: !GetAtt Orders.Arn, FunctionResponseTypes: [ReportBatchItemFailures] } } }
                """);
        await using var serve = await ServeProcess.StartAsync(0, config);

        _ = await serve.MessageAsync("is a dead letter now");
        Send(scratch, folder, "good-3");
        _ = await serve.MessageAsync("worked on good-3.");
        var (exitCode, messages) = await serve.SignalAsync("INT");

        Assert.True(exitCode == 0, messages);
        Assert.Equal("bad-1", await File.ReadAllTextAsync(Path.Combine(scratch.Path, dead, "bad-1.txt"), TestContext.Current.CancellationToken));
        Assert.Empty(Left(scratch, folder));
        Assert.Equal(["good-1", "good-2", "good-3"], Worked(messages).Order(StringComparer.Ordinal));
    }

    /// <summary>Each batch of one: at most the two that were in progress at the kill may have been worked on and come again.</summary>
    [Fact]
    public async Task Killed_in_the_middle_it_loses_no_message_and_doubles_none_that_was_not_in_progress()
    {
        using var scratch = new ScratchFolder();
        string[] bodies = [.. Enumerable.Range(100, 40).Select(number => $"m{number}")];
        Send(scratch, "orders", bodies);
        var config = await ConfigAsync(scratch, new JsonObject { ["from"] = "orders", ["batchSize"] = 1, ["visibilityTimeout"] = 3 });
        var first = await ServeProcess.StartAsync(0, config);
        _ = await first.MessageAsync("worked on m105.");
        var (_, before) = await first.SignalAsync("KILL");
        var left = Left(scratch, "orders").Select(File.ReadAllText).ToArray();
        await using var second = await ServeProcess.StartAsync(0, config);

        // Those that were worked on and not deleted are among them.
        foreach (var body in left)
            _ = await second.MessageAsync($"worked on {body}.");
        var (exitCode, after) = await second.SignalAsync("INT");

        Assert.True(exitCode == 0, after);
        var worked = Worked(before).Concat(Worked(after)).ToArray();
        Assert.Equal(bodies, worked.Distinct().Order(StringComparer.Ordinal));
        Assert.True(worked.Length - bodies.Length <= 2, $"{worked.Length} of {bodies.Length}\n{before}\n{after}");
        Assert.Empty(Left(scratch, "orders"));
        await first.DisposeAsync();
    }

    /// <summary>AWS's own client fills the queue, and checks its answers' digests.</summary>
    [Fact(Timeout = 600_000)]
    public async Task Messages_that_AWS_s_SDK_sent_to_a_queue_s_address_reach_the_function()
    {
        using var scratch = new ScratchFolder();
        await using var queue = await LocalQueue.OpenAsync(new LocalQueue { Visibility = TimeSpan.FromSeconds(5), MaxReceiveCount = 1 });
        await SendAsync(queue.Url, "good-1", "bad-1", "good-2");
        await using var serve = await ServeProcess.StartAsync(0, await ConfigAsync(scratch, new JsonObject { ["from"] = queue.Url, ["reportsItemFailures"] = true, ["visibilityTimeout"] = 2 }));

        await queue.Buried.Task.WaitAsync(TestContext.Current.CancellationToken);
        var (exitCode, messages) = await serve.SignalAsync("INT");

        Assert.True(exitCode == 0, messages);
        Assert.Equal(["good-1", "good-2"], Worked(messages).Order(StringComparer.Ordinal));
        Assert.Equal("bad-1", Assert.Single(queue.DeadLetters));
        Assert.Empty(queue.Bodies);
        Assert.DoesNotContain(queue.Asked, asked => asked.StartsWith("refused", StringComparison.Ordinal));
    }

    /// <summary>One receipt is all that a message has there: what is taken while nobody works on it is lost to the function.</summary>
    [Fact]
    public async Task A_folder_keeps_its_messages_until_its_function_compiles_and_none_is_received_before()
    {
        using var scratch = new ScratchFolder();
        Send(scratch, ".pintle/queues/Orders", "good-1", "good-2", "good-3");
        WriteProject(scratch, compiles: false);
        await using var serve = await ServeProcess.StartAsync(0, "--watch", scratch.Write("template.yaml", $$"""
            Resources:
              Dead: { Type: AWS::SQS::Queue }
              Orders: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 1, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 1 } } }
              Work:
                Type: AWS::Serverless::Function
                Properties: { CodeUri: work/, Handler: "Work::Work.Function::Run", Timeout: 1, Events: { Queue: { Type: SQS, Properties: { Queue: !GetAtt Orders.Arn } } } }
              Other:
                Type: AWS::Serverless::Function
                Properties: { CodeUri: {{await PublishedFunctions.OrdersAsync()}}, Handler: "Orders::Orders.Function::Echo" }
            """));

        var said = await serve.MessageAsync("gets messages from");
        Send(scratch, ".pintle/queues/Orders", "good-4");
        WriteProject(scratch, compiles: false);
        _ = await serve.MessageAsync("Work: still not served.");
        var left = Left(scratch, ".pintle/queues").Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray();
        WriteProject(scratch, compiles: true);
        string[] worked = [.. await Task.WhenAll(Enumerable.Range(1, 4).Select(number => serve.MessageAsync($"worked on good-{number}.")))];
        var (exitCode, messages) = await serve.SignalAsync("INT");

        Assert.True(exitCode == 0, messages);
        Assert.EndsWith("when it is served; they stay there until then", said, StringComparison.Ordinal);
        Assert.Contains("--function-name Other ", serve.Advice, StringComparison.Ordinal);
        Assert.Equal(["good-1.txt", "good-2.txt", "good-3.txt", "good-4.txt"], left);
        Assert.All(worked, line => Assert.Contains(" Receipt 1", line, StringComparison.Ordinal));
        Assert.Empty(Left(scratch, ".pintle/queues"));
    }

    [Fact]
    public async Task A_queue_with_an_address_is_not_asked_for_messages_until_its_function_compiles()
    {
        using var scratch = new ScratchFolder();
        await using var queue = await LocalQueue.OpenAsync(new LocalQueue { Visibility = TimeSpan.FromSeconds(1), MaxReceiveCount = 1 });
        foreach (var body in (string[])["good-1", "good-2"])
            queue.Send(body);
        WriteProject(scratch, compiles: false);
        await using var serve = await ServeProcess.StartAsync(0, "--watch", scratch.Write("pintle.json", new JsonObject
        {
            ["functions"] = new JsonObject
            {
                ["work"] = new JsonObject { ["code"] = "work", ["handler"] = "Work::Work.Function::Run", ["timeout"] = 1, ["http"] = "none", ["queues"] = new JsonArray(new JsonObject { ["from"] = queue.Url }) },
            },
        }.ToJsonString()));

        WriteProject(scratch, compiles: false);
        _ = await serve.MessageAsync("work: still not served.");
        string[] asked = [.. queue.Asked];
        WriteProject(scratch, compiles: true);
        string[] worked = [.. await Task.WhenAll(Enumerable.Range(1, 2).Select(number => serve.MessageAsync($"worked on good-{number}.")))];
        var (exitCode, messages) = await serve.SignalAsync("INT");

        Assert.True(exitCode == 0, messages);
        Assert.Equal("AmazonSQS.GetQueueAttributes", Assert.Single(asked.Distinct()));
        Assert.All(worked, line => Assert.Contains(" Receipt 1", line, StringComparison.Ordinal));
        Assert.Empty(queue.DeadLetters);
        Assert.Empty(queue.Bodies);
    }

    [Theory]
    [InlineData("""{"from":"orders","batchSize":11}""", "at least a second")]
    [InlineData("""{"from":"orders","visibilityTimeout":0.5}""", "at least the function's timeout")]
    [InlineData("""{"from":"orders","maxReceiveCount":0}""", "1 to 1000 receipts")]
    [InlineData("""{"from":""}""", "a folder or a URL")]
    [InlineData("""{"from":"ftp://127.0.0.1/orders"}""", "a folder or a queue's URL")]
    [InlineData("""{"from":"http://127.0.0.1:1/1/orders"}""", "but nobody did")]
    [InlineData("""{"from":"http://127.0.0.1:1/1/orders","maxReceiveCount":3}""", "redrive policy")]
    [InlineData("""{"form":"orders"}""", "$.functions.work.queues[0]")]
    public async Task A_queue_that_cannot_be_is_exit_code_2(string queue, string named)
    {
        using var scratch = new ScratchFolder();
        var layer = await BuiltLayer.GetAsync();

        var run = await Run.PintleAsync("serve", await ConfigAsync(scratch, JsonNode.Parse(queue)!), "--layer", layer.Directory);

        Assert.True(run.ExitCode == 2 && run.Messages.ReplaceLineEndings(" ").Contains(named, StringComparison.Ordinal), run.ToString());
    }

    private static async Task<string> ConfigAsync(ScratchFolder scratch, JsonNode queue) => scratch.Write("pintle.json", new JsonObject
    {
        ["functions"] = new JsonObject
        {
            ["work"] = new JsonObject { ["code"] = await PublishedFunctions.TestFunctionAsync("Handlers"), ["handler"] = Work, ["timeout"] = 2, ["environments"] = 2, ["http"] = "none", ["queues"] = new JsonArray(queue) },
        },
    }.ToJsonString());

    private static void WriteProject(ScratchFolder scratch, bool compiles)
    {
        if (!File.Exists(Path.Combine(scratch.Path, "work/Work.csproj")))
            _ = scratch.Write("work/Work.csproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><GenerateRuntimeConfigurationFiles>true</GenerateRuntimeConfigurationFiles></PropertyGroup></Project>""");
        _ = scratch.Write("work/Function.cs", $$"""
            using System.Text.Json.Nodes;
            namespace Work;
            public class Function
            {
                public void Run(Stream input)
                {
                    foreach (var record in JsonNode.Parse(input)!["Records"]!.AsArray())
                        Console.WriteLine($"worked on {record!["body"]}. Receipt {record["attributes"]!["ApproximateReceiveCount"]}"){{(compiles ? ";" : "")}}
                }
            }
            """);
    }

    /// <summary>Under another name first, as a sender should.</summary>
    private static void Send(ScratchFolder scratch, string folder, params string[] bodies)
    {
        foreach (var body in bodies)
            File.Move(scratch.Write($"{folder}/.{body}", body), Path.Combine(scratch.Path, folder, $"{body}.txt"));
    }

    private static async Task SendAsync(string url, params string[] bodies)
    {
        var (exitCode, output, errors) = await NodePackages.RunAsync(Sdk, Path.Combine(AppContext.BaseDirectory, "Scripts", "queue.mjs"), [url, .. bodies]);
        Assert.True(exitCode == 0, $"{output}\n{errors}");
    }

    private static string[] Left(ScratchFolder scratch, string folder) => Directory.GetFiles(Path.Combine(scratch.Path, folder), "*", SearchOption.AllDirectories);

    private static string[] Worked(string messages) => [.. Line().Matches(messages).Select(match => match.Groups["body"].Value)];

    [GeneratedRegex(@"worked on (?<body>[a-z0-9-]+)\.", RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}
