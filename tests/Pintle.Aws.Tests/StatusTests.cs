using System.Text.Json.Nodes;

namespace Pintle.Aws.Tests;

public sealed class StatusTests
{
    /// <summary>By the clock that it waits on, at its limit; what it holds for each function is what it prints of it.</summary>
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
