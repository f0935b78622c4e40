using System.Text.Json.Nodes;
using Pintle.Cli;
using Pintle.Cli.Cloud;
using Pintle.Cli.Cloud.Knowing;
using Pintle.Cli.Commands;
using Pintle.Layer.Audit;

namespace Pintle.Aws.Tests;

public sealed class StatusTests
{
    /// <summary>By the clock that it waits on, at its limit.</summary>
    [Fact]
    public async Task Two_thousand_functions_take_less_than_a_minute_at_five_requests_a_second()
    {
        await using var cloud = await Cloud.StartAsync();
        Fill(cloud, 2000, (await cloud.PublishAsync(cloud.Layer())).Require(0).Output.Trim());
        cloud.Fake.ForgetCalls();
        cloud.Fake.RequestsInASecond = 6;
        var start = cloud.Clock.GetUtcNow();

        var told = (await cloud.RunAsync("status", "--json", "--advisories", "advisories")).Require(1);

        Assert.Equal(2000, JsonNode.Parse(told.Output)!["functions"]!.AsArray().Count);
        Assert.True(cloud.Clock.GetUtcNow() - start < TimeSpan.FromSeconds(60), $"{cloud.Clock.GetUtcNow() - start} for {cloud.Fake.Calls.Count} requests");
        Assert.DoesNotContain(cloud.Fake.Calls, call => call.Status == 429);
    }

    [Theory]
    [InlineData("10.0.8", "10.0.7", false)]
    [InlineData("10.0.7", "10.0.8", true)]
    public async Task A_rollout_is_advised_only_to_what_does_not_have_an_older_NET(string has, string newest, bool isAdvised)
    {
        await using var cloud = await Cloud.StartAsync();
        _ = cloud.Here.Add("orders");
        (await cloud.PublishAsync(cloud.Layer(has))).Require(0);
        (await cloud.AttachAsync("orders")).Require(0);
        (await cloud.PublishAsync(cloud.Layer(newest))).Require(0);

        var told = (await cloud.RunAsync("status", "--advisories", "advisories")).Require(isAdvised ? 1 : 0);

        Assert.Equal(isAdvised, told.Messages.Contains("pintle rollout", StringComparison.Ordinal));
        Assert.Equal(isAdvised, told.Messages.Contains(".NET 10.0.8 is out for what has 10.0.7: pintle patch", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Drift_says_which_stack_deploys_over_it_and_the_mode_of_the_OS_updates()
    {
        await using var cloud = await Cloud.StartAsync();
        var (orders, billing) = (cloud.Here.Add("orders"), cloud.Here.Add("billing"));
        (await cloud.PublishAsync(cloud.Layer())).Require(0);
        (await cloud.AttachAsync("orders")).Require(0);
        (await cloud.AttachAsync("billing")).Require(0);
        billing.UpdateRuntimeOn = "Manual";
        orders.Configuration["Runtime"] = "dotnet10";
        orders.Configuration.Remove("Layers");
        orders.Tags["aws:cloudformation:stack-name"] = "shop-prod";

        var status = JsonNode.Parse((await cloud.RunAsync("status", "--json", "--advisories", "advisories")).Require(1).Output)!["functions"]!.AsArray();

        Assert.Contains("shop-prod", status.Single(each => each!["function"]!.GetValue<string>() == "orders")!["drift"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("Manual", status.Single(each => each!["function"]!.GetValue<string>() == "billing")!["osUpdates"]!.GetValue<string>());
    }

    /// <summary>Counted, and not measured: the configurations of 5 KB are gone when they were read, and what is kept for each function is the few words that are printed of it.</summary>
    [Fact]
    public async Task Of_each_function_it_keeps_a_few_words()
    {
        var (small, large) = (await KeptAsync(100), await KeptAsync(500));

        var (objects, characters) = ((large.Objects - small.Objects) / 400.0, (large.Characters - small.Characters) / 400.0);
        Assert.True(objects <= MostObjects && characters <= MostCharacters, $"{objects:0.00} objects (limit: {MostObjects}) and {characters:0.00} characters (limit: {MostCharacters}) are kept for each function");
    }

    /// <summary>A name, and what the record needs; the runtime, the layer, .NET and the reasons are the same objects for all that have the same.</summary>
    private const double MostObjects = 2.5;

    private const double MostCharacters = 16;

    private static async Task<Kept> KeptAsync(int functions)
    {
        await using var cloud = await Cloud.StartAsync();
        Fill(cloud, functions, (await cloud.PublishAsync(cloud.Layer())).Require(0).Output.Trim());
        using var session = new AwsSession(new AwsAccess(null, cloud.Variables.GetValueOrDefault), cloud.Fake.Address, StatusCommand.Actions, cloud.Clock);
        var terminal = new Terminal(Terminal.Console(TextWriter.Null, isPlain: true), Terminal.Console(TextWriter.Null, isPlain: true));
        using var context = new AwsContext(session, new AwsAccess(null, cloud.Variables.GetValueOrDefault), [Cloud.Region], Path.Combine(cloud.Folder, "layers.json"), terminal);
        var judge = new LayerJudge(new FileSources(AdvisoryData.Load(Path.Combine(cloud.Folder, "advisories"))), new DateOnly(2026, 11, 30));
        var reader = new StatusReader(context, PublishedLayers.Read(context.LayersFile), [], judge, mostModes: 0);
        var read = new List<FunctionStatus>();
        await foreach (var function in reader.ReadAsync(Cloud.Region, TestContext.Current.CancellationToken))
            read.Add(function);
        Assert.Equal(functions, read.Count);
        return Kept.By(read, reader);
    }

    /// <summary>An account with large configurations, every 25th of its functions on the layer.</summary>
    internal static void Fill(Cloud cloud, int functions, string arn)
    {
        for (var number = 0; number < functions; number++)
        {
            _ = cloud.Here.Add($"function-{number:D5}", number % 25 == 0 ? "provided.al2023" : "dotnet10", configuration =>
            {
                configuration["Environment"] = new JsonObject { ["Variables"] = new JsonObject { ["LARGE"] = new string('x', 3000) } };
                if (number % 25 == 0)
                    configuration["Layers"] = new JsonArray(new JsonObject { ["Arn"] = arn, ["CodeSize"] = 3 });
            });
        }
    }
}
