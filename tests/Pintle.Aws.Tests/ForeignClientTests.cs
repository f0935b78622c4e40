using System.Diagnostics;
using System.Text.Json.Nodes;
using FakeAws;
using Pintle.TestSupport;

namespace Pintle.Aws.Tests;

/// <summary>Other people's clients against the fake: what they complete is the protocol, and what they read is what pintle says.</summary>
public sealed class ForeignClientTests
{
    [Fact]
    public async Task The_AWS_CLI_publishes_attaches_and_agrees_with_status()
    {
        var aws = RequiredTools.Find("aws", "awscli");
        await using var cloud = await Cloud.StartAsync(isForeign: true);
        var orders = cloud.Here.Add("orders");
        _ = cloud.Here.Add("billing");
        var zip = cloud.Layer();

        var arn = (await RunAsync(aws, cloud, "publish-layer-version", "--layer-name", "pintle", "--zip-file", $"fileb://{zip}", "--compatible-runtimes", "provided.al2023", "--compatible-architectures", "x86_64", "--query", "LayerVersionArn", "--output", "text")).Trim();
        _ = await RunAsync(aws, cloud, "update-function-configuration", "--function-name", "orders", "--runtime", "provided.al2023", "--layers", arn);

        // What somebody else published is found by its content, and becomes known.
        Assert.Equal(arn, (await cloud.PublishAsync(zip)).Require(0).Output.Trim());
        await RequireAgreementAsync(aws, cloud);
        Assert.Equal([arn], orders.Layers);

        // The next layer, and a check that fails: back to where it was, by everybody's account.
        (await cloud.PublishAsync(cloud.Layer("10.0.8"))).Require(0);
        (await cloud.RunAsync("rollout", "--check", "exit 7")).Require(1);
        await RequireAgreementAsync(aws, cloud);
        Assert.Equal([arn], orders.Layers);
    }

    /// <summary>What status says is what the AWS CLI reads.</summary>
    private static async Task RequireAgreementAsync(string aws, Cloud cloud)
    {
        var status = JsonNode.Parse((await cloud.RunAsync("status", "--json", "--advisories", "advisories")).Require(1).Output)!;
        var listed = JsonNode.Parse(await RunAsync(aws, cloud, "list-functions"))!["Functions"]!.AsArray();
        Assert.Equal(listed.Select(each => (each!["FunctionName"]!.GetValue<string>(), each["Runtime"]!.GetValue<string>(), each["Layers"]?[0]!["Arn"]!.GetValue<string>())),
            status["functions"]!.AsArray().Select(each => (each!["function"]!.GetValue<string>(), each["runtime"]!.GetValue<string>(), each["layer"]?.GetValue<string>())));
    }

    [Fact]
    public async Task The_SDK_for_JavaScript_completes_the_same_story()
    {
        await using var cloud = await Cloud.StartAsync(isForeign: true);
        cloud.Fake.PageSize = 2;
        _ = cloud.Here.Add("orders");
        _ = cloud.Here.Add("billing");
        _ = cloud.Here.Add("shipping");

        var (exitCode, output, errors) = await NodePackages.RunAsync("@aws-sdk/client-lambda", Path.Combine(AppContext.BaseDirectory, "Scripts", "lambda-story.mjs"), cloud.Fake.Address.ToString(), Cloud.Region, FakeCloud.AccessKey, FakeCloud.SecretKey, "orders");

        Assert.True(exitCode == 0, output + errors);
        var read = JsonNode.Parse(output)!;
        Assert.Equal($"arn:aws:lambda:{Cloud.Region}:{FakeCloud.AccountId}:layer:by-node:1", read["layers"]![0]!.GetValue<string>());
        Assert.Equal("ResourceConflictException 409", read["refused"]!.GetValue<string>());
        Assert.Equal("1 moved", read["alias"]!.GetValue<string>());
        Assert.Equal("1", read["executed"]!.GetValue<string>());
        Assert.Equal("""{"id":1}""", read["payload"]!.GetValue<string>());
        Assert.Equal(3, read["names"]!.GetValue<int>());
    }

    private static async Task<string> RunAsync(string aws, Cloud cloud, params string[] arguments)
    {
        var start = new ProcessStartInfo(aws, ["--endpoint-url", cloud.Fake.Address.ToString(), "--region", Cloud.Region, "lambda", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = cloud.Folder };
        start.Environment["AWS_PAGER"] = "";
        (start.Environment["AWS_ACCESS_KEY_ID"], start.Environment["AWS_SECRET_ACCESS_KEY"], start.Environment["AWS_EC2_METADATA_DISABLED"]) = (FakeCloud.AccessKey, FakeCloud.SecretKey, "true");
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(10), TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"aws lambda {string.Join(' ', arguments)} ended with {process.ExitCode}\n{await output}{await errors}");
        return await output;
    }
}
