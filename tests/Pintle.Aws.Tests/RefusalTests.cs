using System.Text.Json.Nodes;
using FakeAws;

namespace Pintle.Aws.Tests;

/// <summary>What cannot be done: one sentence with what to do, the documented exit code, and nothing changed.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task Without_credentials_it_says_so_and_asks_nobody()
    {
        await using var cloud = await Cloud.StartAsync();
        cloud.Variables.Remove("AWS_ACCESS_KEY_ID");
        cloud.Variables["AWS_PROFILE"] = "no-such-profile";

        RequireSentence(cloud, await cloud.RunAsync("status", "--advisories", "advisories"), 3, "no-such-profile");
        Assert.Empty(cloud.Fake.Calls);
    }

    [Fact]
    public async Task Expired_credentials_are_called_expired()
    {
        await using var cloud = await WithLayerAsync();
        cloud.Fake.HaveCredentialsExpired = true;

        RequireSentence(cloud, await cloud.AttachAsync("orders"), 2, "expired");
    }

    [Fact]
    public async Task Keys_that_AWS_does_not_know_are_called_so()
    {
        await using var cloud = await WithLayerAsync();
        cloud.Variables["AWS_ACCESS_KEY_ID"] = "AKIAOTHEROTHEROTHERO";

        RequireSentence(cloud, await cloud.AttachAsync("orders"), 2, "rejected");
    }

    [Fact]
    public async Task An_unknown_function_is_named()
    {
        await using var cloud = await WithLayerAsync();

        RequireSentence(cloud, await cloud.AttachAsync("nobody"), 2, "Function not found");
    }

    public static TheoryData<string, string> Unfit => new()
    {
        { "image", "container image" },
        { "arm64", "arm64" },
        { "five layers", "5 layers at most" },
        { "SnapStart", "SnapStart" },
        { "being updated", "update of it runs" },
        { "python", "runtime is python3.12" },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public async Task A_function_that_does_not_fit_is_left_as_it_is(string how, string said)
    {
        await using var cloud = await WithLayerAsync();
        var others = Enumerable.Range(0, 5).Select(number => cloud.Here.AddLayer($"other-{number}", [1, 2, 3])).ToArray();
        var odd = cloud.Here.Add("odd", how == "python" ? "python3.12" : "dotnet10", configuration =>
        {
            switch (how)
            {
                case "image":
                    configuration["PackageType"] = "Image";
                    configuration.Remove("Runtime");
                    break;
                case "arm64":
                    configuration["Architectures"] = new JsonArray("arm64");
                    break;
                case "five layers":
                    configuration["Layers"] = new JsonArray([.. others.Select(arn => new JsonObject { ["Arn"] = arn, ["CodeSize"] = 3 })]);
                    break;
                case "SnapStart":
                    configuration["SnapStart"] = new JsonObject { ["ApplyOn"] = "PublishedVersions", ["OptimizationStatus"] = "Off" };
                    break;
                case "being updated":
                    configuration["LastUpdateStatus"] = "InProgress";
                    break;
            }
        });
        var before = odd.Settable();

        var told = await cloud.AttachAsync("odd");

        RequireSentence(cloud, told, 2, said);
        Assert.Equal(before, odd.Settable());
        Assert.Empty(cloud.Receipts);
    }

    public static TheoryData<string, string, string> Foreign => new()
    {
        { "a later .NET", """{ "name": "Microsoft.NETCore.App", "version": "11.0.0" }""", "Microsoft.NETCore.App 11.0.0" },
        { "an earlier .NET that does not roll forward", """{ "name": "Microsoft.NETCore.App", "version": "8.0.0" }""", "DOTNET_ROLL_FORWARD=Major" },
        { "a framework that the layer has not", """{ "name": "Microsoft.AspNetCore.App", "version": "10.0.0" }""", "--framework aspnet" },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task A_package_that_the_layers_frameworks_do_not_fit_is_refused(string what, string framework, string said)
    {
        await using var cloud = await WithLayerAsync();
        var function = cloud.Here.Add("foreign", zip: PackageFor(framework));
        var before = function.Settable();

        RequireSentence(cloud, await cloud.AttachAsync("foreign"), 2, said);
        Assert.True(before == function.Settable(), $"{what}: changed all the same");
    }

    [Theory]
    [InlineData("""{ "Variables": { "DOTNET_ROLL_FORWARD": "Major" } }""")]
    [InlineData("""{ "Error": { "ErrorCode": "AccessDeniedException", "Message": "no key" } }""")]
    public async Task What_may_roll_forward_is_not_refused_for_its_framework(string environment)
    {
        await using var cloud = await WithLayerAsync();
        _ = cloud.Here.Add("earlier", zip: PackageFor("""{ "name": "Microsoft.NETCore.App", "version": "8.0.0" }"""), change: configuration => configuration["Environment"] = JsonNode.Parse(environment));

        // The package has no assembly, which is said next.
        RequireSentence(cloud, await cloud.AttachAsync("earlier"), 2, "Orders.dll");
    }

    private static byte[] PackageFor(string framework) => Packages.With(("Orders.runtimeconfig.json", $$"""{ "runtimeOptions": { "framework": {{framework}} } }"""));

    [Fact]
    public async Task A_layer_of_another_region_is_refused()
    {
        await using var cloud = await WithLayerAsync();

        RequireSentence(cloud, await cloud.RunAsync("attach", "orders", "--layer", $"arn:aws:lambda:us-east-1:{FakeCloud.AccountId}:layer:pintle:1", "--advisories", "advisories"), 2, "us-east-1");
    }

    [Fact]
    public async Task A_package_that_is_too_large_with_the_layer_is_refused()
    {
        await using var cloud = await WithLayerAsync();
        cloud.Fake.CodeSizeUnzipped = 4000;

        RequireSentence(cloud, await cloud.AttachAsync("orders"), 2, "unzipped");
    }

    [Fact]
    public async Task An_alias_that_has_weights_already_is_left_alone()
    {
        await using var cloud = await WithLayerAsync();
        var orders = cloud.Here.Functions["orders"];
        foreach (var version in (int[])[1, 2])
            orders.Versions[version] = (JsonObject)orders.Configuration.DeepClone();
        orders.Aliases["live"] = new JsonObject { ["Name"] = "live", ["FunctionVersion"] = "1", ["RevisionId"] = "r", ["RoutingConfig"] = new JsonObject { ["AdditionalVersionWeights"] = new JsonObject { ["2"] = 0.25 } } };

        RequireSentence(cloud, await cloud.AttachAsync("orders", "--publish", "--alias", "live"), 2, "weights already");
    }

    [Fact]
    public async Task A_layer_that_misses_a_security_fix_is_not_published()
    {
        await using var cloud = await Cloud.StartAsync();
        File.WriteAllText(Path.Combine(cloud.Folder, "advisories", "releases.json"), """{ "channel-version": "10.0", "releases": [ { "release-date": "2026-11-10", "release-version": "10.0.8", "security": true, "cve-list": [ { "cve-id": "CVE-2026-1" } ], "runtime": { "version": "10.0.8" } }, { "release-date": "2026-10-13", "release-version": "10.0.7", "runtime": { "version": "10.0.7" } } ] }""");

        RequireSentence(cloud, await cloud.PublishAsync(cloud.Layer()), 2, "CVE-2026-1");
        Assert.Empty(cloud.Here.Layers);

        (await cloud.PublishAsync(cloud.Layer(), "--allow-behind")).Require(0);
    }

    [Fact]
    public async Task A_zip_over_the_accounts_limit_asks_for_a_bucket_and_goes_through_it()
    {
        await using var cloud = await Cloud.StartAsync();
        cloud.Fake.CodeSizeZipped = 1000;
        cloud.Fake.Buckets["deploys-eu-central-1"] = new();

        RequireSentence(cloud, await cloud.PublishAsync(cloud.Layer()), 2, "--s3-bucket");

        (await cloud.PublishAsync(cloud.Layer(), "--s3-bucket", "deploys-{region}")).Require(0);
        Assert.Single(cloud.Here.Layers["pintle"].Versions);
    }

    [Fact]
    public async Task One_bucket_for_several_regions_is_refused_before_anything_is_published()
    {
        await using var cloud = await Cloud.StartAsync();
        cloud.Fake.Buckets["deploys"] = new();

        RequireSentence(cloud, await cloud.PublishAsync(cloud.Layer(), "--s3-bucket", "deploys", "--region", Cloud.Region, "us-east-1"), 2, "--s3-bucket deploys-{region}");
        Assert.Empty(cloud.Fake.Calls);
    }

    /// <summary>A bucket that is not there was not published from: the next run looks for nothing, which would take a while.</summary>
    [Fact]
    public async Task A_bucket_that_is_not_there_leaves_nothing_to_be_looked_for()
    {
        await using var cloud = await Cloud.StartAsync();

        RequireSentence(cloud, await cloud.PublishAsync(cloud.Layer(), "--s3-bucket", "deploys"), 2, "NoSuchBucket");

        cloud.Fake.Buckets["deploys"] = new();
        var (start, told) = (cloud.Clock.GetUtcNow(), (await cloud.PublishAsync(cloud.Layer(), "--s3-bucket", "deploys")).Require(0));
        Assert.True(cloud.Clock.GetUtcNow() - start < TimeSpan.FromSeconds(2), told.ToString());
        Assert.Single(cloud.Fake.Buckets["deploys"]);
        Assert.Single(cloud.Here.Layers["pintle"].Versions);
    }

    [Fact]
    public async Task A_region_that_is_none_is_refused()
    {
        await using var cloud = await Cloud.StartAsync();

        RequireSentence(cloud, await cloud.RunAsync("status", "--region", "evil.example.com/#", "--advisories", "advisories"), 3, "region");
    }

    /// <summary>Whatever may not be done, of everything that each command does.</summary>
    [Theory]
    [InlineData("attach")]
    [InlineData("undo")]
    [InlineData("publish")]
    [InlineData("status")]
    [InlineData("rollout")]
    [InlineData("prune")]
    public async Task A_denied_action_is_named_and_leaves_everything_as_it_was(string command)
    {
        foreach (var action in await ActionsAsync(command))
        {
            await using var cloud = await ReadyAsync(command);
            var before = State(cloud);
            cloud.Fake.Denied.Add(action);

            var told = await cloud.RunAsync(Arguments(cloud, command));

            Assert.True(told.ExitCode == (command == "status" ? 3 : 2) || told.ExitCode == 0, told.ToString());
            if (told.ExitCode == 0)
                continue;
            Assert.Contains($":{action}", told.Messages + told.Output, StringComparison.Ordinal);
            Assert.Equal(before, State(cloud));
        }
    }

    private static async Task<IReadOnlyList<string>> ActionsAsync(string command)
    {
        await using var cloud = await ReadyAsync(command);
        cloud.Fake.ForgetCalls();
        (await cloud.RunAsync(Arguments(cloud, command))).Require(command == "status" ? 1 : 0);
        return [.. cloud.Fake.Calls.Select(call => call.Action).Distinct()];
    }

    private static async Task<Cloud> ReadyAsync(string command)
    {
        var cloud = await WithLayerAsync();
        if (command is "undo" or "status" or "rollout")
            (await cloud.AttachAsync("orders")).Require(0);
        if (command is "rollout" or "status" or "prune")
            (await cloud.PublishAsync(cloud.Layer("10.0.8"))).Require(0);
        if (command == "prune")
        {
            File.WriteAllText(Path.Combine(cloud.Folder, "third"), "");
            _ = cloud.Here.AddLayer("pintle", [7, 7, 7]);
        }

        return cloud;
    }

    private static string[] Arguments(Cloud cloud, string command) => command switch
    {
        "attach" => ["attach", "orders", "--layer", "pintle", "--advisories", "advisories", "--publish", "--alias", "live"],
        "undo" => ["undo", "--last"],
        "publish" => ["publish", cloud.Layer("10.0.8"), "--name", "pintle", "--advisories", "advisories", "--account", "222222222222"],
        "rollout" => ["rollout", "--layer", "pintle"],
        "prune" => ["prune", "--name", "pintle", "--yes"],
        _ => ["status", "--advisories", "advisories"],
    };

    private static string State(Cloud cloud) => string.Join('\n', cloud.Here.Functions.Values.Select(each => $"{each.Settable()} {string.Join(',', each.Aliases.Values.Select(alias => $"{alias["Name"]}={alias["FunctionVersion"]}"))}"));

    private static async Task<Cloud> WithLayerAsync()
    {
        var cloud = await Cloud.StartAsync();
        _ = cloud.Here.Add("orders");
        (await cloud.PublishAsync(cloud.Layer())).Require(0);
        return cloud;
    }

    /// <summary>One line, which says what to do and shows nothing secret.</summary>
    private static void RequireSentence(Cloud cloud, Told told, int exitCode, string said)
    {
        told.Require(exitCode);
        var sentence = Assert.Single(told.Messages.Split('\n'), line => line.StartsWith("pintle: ", StringComparison.Ordinal));
        Assert.Contains(said, sentence, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeCloud.SecretKey, told.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", told.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain(cloud.Fake.Calls, call => call.Writes && call.Status is >= 200 and < 300 && call.Action is "UpdateFunctionConfiguration" or "UpdateAlias" or "PublishVersion");
    }
}
