using System.Text.Json.Nodes;
using CsCheck;
using FakeAws;

namespace Pintle.Aws.Tests;

public sealed class UndoTests
{
    private static readonly Gen<string> Word = Gen.String[Gen.Char["abcXYZ019_-"], 1, 12];

    /// <summary>Layers in any order, variables up to 4 KB, empty ones among them, VPC, logging, tracing, keys, storage.</summary>
    private static readonly Gen<(int Layers, (string, string)[] Variables, int Memory, bool Vpc, bool Json, bool Active, bool Key, int Storage, string Description, int Runtime)> Configurations = Gen.Select(
        Gen.Int[0, 4], Gen.Select(Word, Gen.String[Gen.Char[" \"\\é€{}:\n"], 0, 60]).Array[0, 25], Gen.Int[128, 3008], Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool, Gen.Int[512, 10240]).SelectMany(
        each => Gen.Select(Gen.String[0, 80], Gen.Int[0, 2]).Select(more => (each.Item1, each.Item2, each.Item3, each.Item4, each.Item5, each.Item6, each.Item7, each.Item8, more.Item1, more.Item2)));

    [Fact]
    public async Task A_function_is_equal_in_everything_that_can_be_set()
    {
        await using var cloud = await Cloud.StartAsync();
        var others = Enumerable.Range(0, 4).Select(number => cloud.Here.AddLayer($"other-{number}", [1, 2, 3])).ToArray();
        (await cloud.PublishAsync(cloud.Layer())).Require(0);

        await Configurations.SampleAsync(async generated =>
        {
            var (layers, variables, memory, vpc, json, active, key, storage, description, runtime) = generated;
            var function = cloud.Here.Add("any", ((string[])["dotnet8", "dotnet10", "dotnet6"])[runtime], configuration =>
            {
                configuration["Description"] = description;
                configuration["MemorySize"] = memory;
                configuration["EphemeralStorage"] = new JsonObject { ["Size"] = storage };
                configuration["TracingConfig"] = new JsonObject { ["Mode"] = active ? "Active" : "PassThrough" };
                configuration["Environment"] = new JsonObject { ["Variables"] = new JsonObject(variables.DistinctBy(each => each.Item1).Take(20).Select(each => KeyValuePair.Create<string, JsonNode?>(each.Item1, each.Item2))) };
                if (layers > 0)
                    configuration["Layers"] = new JsonArray([.. others.Take(layers).OrderBy(arn => arn[^3] ^ memory).Select(arn => new JsonObject { ["Arn"] = arn, ["CodeSize"] = 3 })]);
                if (vpc)
                    configuration["VpcConfig"] = new JsonObject { ["SubnetIds"] = new JsonArray("subnet-2", "subnet-1"), ["SecurityGroupIds"] = new JsonArray("sg-1"), ["VpcId"] = "vpc-1", ["Ipv6AllowedForDualStack"] = false };
                if (json)
                    configuration["LoggingConfig"] = new JsonObject { ["LogFormat"] = "JSON", ["ApplicationLogLevel"] = "WARN", ["SystemLogLevel"] = "INFO", ["LogGroup"] = "/own/group" };
                if (key)
                    configuration["KMSKeyArn"] = "arn:aws:kms:eu-central-1:111111111111:key/1";
            });
            var before = function.Settable();
            var raw = function.Configuration.ToJsonString();

            (await cloud.AttachAsync("any")).Require(0);
            Assert.NotEqual(before, function.Settable());
            Assert.Equal(others.Length >= layers ? layers + 1 : 0, function.Layers.Count);
            var receipt = JsonNode.Parse(await File.ReadAllTextAsync(cloud.Receipts[0], TestContext.Current.CancellationToken))!;
            Assert.Equal(raw, receipt["before"]!.GetValue<string>());
            (await cloud.RunAsync("undo", cloud.Receipts[0])).Require(0);

            Assert.Equal(before, function.Settable());
            File.Delete(cloud.Receipts[0]);
        }, iter: 25, threads: 1);
    }

    [Fact]
    public async Task It_is_refused_where_somebody_else_has_changed_the_function()
    {
        await using var cloud = await Cloud.StartAsync();
        var orders = cloud.Here.Add("orders");
        await AttachAsync(cloud, "10.0.7");
        SomebodyElseChanges(orders);
        var before = orders.Settable();

        var told = (await cloud.RunAsync("undo", "--last")).Require(2);

        Assert.Contains("Timeout", told.Messages, StringComparison.Ordinal);
        Assert.Equal(before, orders.Settable());
    }

    /// <summary>A change that was taken back in between, and made again, is as if it had never been.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Detaching_goes_back_behind_all_that_was_attached(bool isOneTakenBackInBetween)
    {
        await using var cloud = await Cloud.StartAsync();
        var orders = cloud.Here.Add("orders");
        var before = orders.Settable();
        await AttachAsync(cloud, "10.0.7");
        await AttachAsync(cloud, "10.0.8");
        if (isOneTakenBackInBetween)
        {
            (await cloud.RunAsync("undo", "--last")).Require(0);
            (await cloud.AttachAsync("orders")).Require(0);
        }

        var attached = orders.Settable();

        var plan = (await cloud.RunAsync("detach", "orders", "--dry-run")).Require(0);

        Assert.Equal(attached, orders.Settable());
        Assert.Contains("+ Runtime: dotnet10", plan.Output, StringComparison.Ordinal);
        (await cloud.RunAsync("detach", "orders", "--json")).Require(0);
        Assert.Equal(before, orders.Settable());
    }

    [Fact]
    public async Task The_last_change_is_that_of_the_region_that_is_given()
    {
        await using var cloud = await Cloud.StartAsync();
        var (here, there) = (cloud.Here.Add("orders"), cloud.Fake.Region("us-east-1").Add("orders"));
        var before = there.Settable();
        (await cloud.PublishAsync(cloud.Layer(), "--region", Cloud.Region, "us-east-1")).Require(0);
        (await cloud.AttachAsync("orders", "--region", "us-east-1")).Require(0);
        (await cloud.AttachAsync("orders")).Require(0);
        var attached = here.Settable();

        (await cloud.RunAsync("undo", "--last", "--region", "us-east-1")).Require(0);

        Assert.Equal(before, there.Settable());
        Assert.Equal(attached, here.Settable());
        Assert.Contains("us-east-1", (await cloud.RunAsync("undo", "--last", "--region", "us-east-1")).Require(2).Messages, StringComparison.Ordinal);
        Assert.Contains("--region", (await cloud.RunAsync("undo", cloud.Receipts[^1], "--region", "us-east-1")).Require(2).Messages, StringComparison.Ordinal);
        Assert.Equal(attached, here.Settable());
    }

    [Fact]
    public async Task Detaching_is_refused_whole_where_somebody_else_has_changed_the_function_in_between()
    {
        await using var cloud = await Cloud.StartAsync();
        var orders = cloud.Here.Add("orders");
        await AttachAsync(cloud, "10.0.7");
        SomebodyElseChanges(orders);
        await AttachAsync(cloud, "10.0.8");
        var attached = orders.Settable();

        foreach (var more in (string[][])[["--dry-run"], []])
            Assert.Contains("Timeout", (await cloud.RunAsync(["detach", "orders", .. more])).Require(2).Messages, StringComparison.Ordinal);

        Assert.Equal(attached, orders.Settable());
    }

    [Fact]
    public async Task A_change_that_pintle_has_made_another_one_on_is_told_from_somebody_elses()
    {
        await using var cloud = await Cloud.StartAsync();
        _ = cloud.Here.Add("orders");
        await AttachAsync(cloud, "10.0.7");
        await AttachAsync(cloud, "10.0.8");

        Assert.Contains($"Take that back first: pintle undo {cloud.Receipts[1]}.", (await cloud.RunAsync("undo", cloud.Receipts[0])).Require(2).Messages, StringComparison.Ordinal);
    }

    private static async Task AttachAsync(Cloud cloud, string dotnet)
    {
        (await cloud.PublishAsync(cloud.Layer(dotnet))).Require(0);
        (await cloud.AttachAsync("orders")).Require(0);
    }

    private static void SomebodyElseChanges(FakeFunction function)
    {
        function.Configuration["Timeout"] = 77;
        function.Configuration["RevisionId"] = "somebody";
    }
}
