using System.Text.Json.Nodes;
using FakeAws;

namespace Pintle.Aws.Tests;

public sealed class StoryTests
{
    [Fact]
    public async Task A_layer_is_published_attached_and_taken_off_again()
    {
        await using var cloud = await Cloud.StartAsync();
        var orders = cloud.Here.Add("orders", change: configuration => configuration["Environment"] = new JsonObject { ["Variables"] = new JsonObject { ["TABLE"] = "t", ["EMPTY"] = "" } });
        var before = orders.Settable();

        var published = (await cloud.PublishAsync(cloud.Layer())).Require(0);
        var arn = published.Output.Trim();
        Assert.Equal($"arn:aws:lambda:{Cloud.Region}:{FakeCloud.AccountId}:layer:pintle:1", arn);

        (await cloud.AttachAsync("orders", "--json")).Require(0);
        Assert.Equal("provided.al2023", orders.Text("Runtime"));
        Assert.Equal([arn], orders.Layers);
        Assert.Single(cloud.Receipts);

        (await cloud.RunAsync("undo", "--last")).Require(0);
        Assert.Equal(before, orders.Settable());
    }

    [Fact]
    public async Task The_plan_and_the_way_back_say_where_the_alias_goes()
    {
        await using var cloud = await Cloud.StartAsync();
        var orders = cloud.Here.Add("orders");
        orders.Versions[1] = (JsonObject)orders.Configuration.DeepClone();
        orders.LastVersion = 1;
        orders.Aliases["live"] = new JsonObject { ["Name"] = "live", ["FunctionVersion"] = "1", ["RevisionId"] = "r" };
        (await cloud.PublishAsync(cloud.Layer())).Require(0);

        RequireMove("version 1", "the version that is published", await cloud.AttachAsync("orders", "--publish", "--alias", "live", "--dry-run"));
        RequireMove("version 1", "version 2", await cloud.AttachAsync("orders", "--publish", "--alias", "live"));
        (await cloud.PublishAsync(cloud.Layer("10.0.8"))).Require(0);
        (await cloud.AttachAsync("orders", "--publish", "--alias", "live")).Require(0);
        var plan = await cloud.RunAsync("detach", "orders", "--dry-run");
        RequireMove("version 3", "version 2", plan);
        RequireMove("version 2", "version 1", plan);
        RequireMove("version 3", "version 2", await cloud.RunAsync("undo", "--last"));
        RequireMove("version 2", "version 1", await cloud.RunAsync("undo", "--last", "--dry-run"));
        RequireMove("version 2", "version 1", await cloud.RunAsync("undo", "--last"));
        Assert.Equal("1", orders.Aliases["live"]["FunctionVersion"]!.GetValue<string>());
    }

    /// <summary>Of each command that moves one, planned and done, and of one that was not there before.</summary>
    [Fact]
    public async Task Json_says_where_the_alias_goes()
    {
        await using var cloud = await Cloud.StartAsync();
        _ = cloud.Here.Add("orders");
        (await cloud.PublishAsync(cloud.Layer())).Require(0);

        Assert.Equal("live: none -> none", Moved(await cloud.AttachAsync("orders", "--publish", "--alias", "live", "--dry-run", "--json")));
        Assert.Equal("live: none -> 1", Moved(await cloud.AttachAsync("orders", "--publish", "--alias", "live", "--json")));
        (await cloud.PublishAsync(cloud.Layer("10.0.8"))).Require(0);
        Assert.Equal("live: 1 -> none", Moved(await cloud.RunAsync("rollout", "--alias", "live", "--plan", "--json")));
        Assert.Equal("live: 1 -> 2", Moved(await cloud.RunAsync("rollout", "--alias", "live", "--steps", "10", "--json")));
        Assert.Equal("live: 2 -> 1", Moved(await cloud.RunAsync("undo", "--last", "--json")));
        Assert.Equal("live: 1 -> none", Moved(await cloud.RunAsync("detach", "orders", "--json")));
        Assert.Empty(cloud.Here.Functions["orders"].Aliases);
        Assert.Null(JsonNode.Parse((await cloud.AttachAsync("orders", "--json")).Require(0).Output)!["functions"]![0]!["alias"]);
    }

    [Fact]
    public async Task An_alias_that_is_halfway_is_shown_with_its_weights()
    {
        await using var cloud = await Cloud.StartAsync();
        await Interrupted.Rollout.PrepareAsync(cloud);
        // No network any more in the middle of a step, nor for the way back.
        cloud.Fake.Interfere = call => cloud.Here.Functions["billing"].Aliases["live"]["RoutingConfig"]?["AdditionalVersionWeights"] is not null ? Fault.ConnectionLost(isCarriedOut: false) : null;
        (await cloud.RunAsync("rollout", "--alias", "live", "--steps", "10", "billing")).Require(2);
        cloud.Fake.Interfere = null;

        RequireMove("version 2 with 10 % to version 3", "version 2", await cloud.RunAsync("undo", "--last", "--dry-run"));
        var alias = JsonNode.Parse((await cloud.RunAsync("undo", "--last", "--json")).Require(0).Output)!["functions"]![0]!["alias"]!;
        Assert.Equal("""[{"version":"3","weight":0.1}]""", alias["before"]!["weights"]!.ToJsonString());
        Assert.Empty(alias["after"]!["weights"]!.AsArray());
    }

    [Fact]
    public async Task What_the_data_do_not_say_of_a_package_is_said()
    {
        await using var cloud = await Cloud.StartAsync();
        _ = cloud.Here.Add("orders");
        (await cloud.PublishAsync(cloud.Layer())).Require(0);
        await File.WriteAllTextAsync(Path.Combine(cloud.Folder, "advisories", "other.json"), """{ "something": "else" }""", TestContext.Current.CancellationToken);

        var told = (await cloud.AttachAsync("orders", "--json")).Require(0);

        Assert.Contains("other.json", JsonNode.Parse(told.Output)!["notices"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("other.json", told.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_layer_of_a_plan_has_a_line()
    {
        await using var cloud = await Cloud.StartAsync();
        var other = cloud.Here.AddLayer("other", [1, 2, 3]);
        _ = cloud.Here.Add("orders", change: configuration => configuration["Layers"] = new JsonArray(new JsonObject { ["Arn"] = other, ["CodeSize"] = 3 }));
        var arn = (await cloud.PublishAsync(cloud.Layer())).Require(0).Output.Trim();

        Assert.EndsWith($"  - Layers: {other}\n  + Layers: {other},\n            {arn}\n", (await cloud.AttachAsync("orders", "--dry-run")).Require(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_the_function_refuses_before_and_after_is_said_to_show_little()
    {
        await using var cloud = await Cloud.StartAsync();
        _ = cloud.Here.Add("orders");
        await File.WriteAllTextAsync(Path.Combine(cloud.Folder, "event.json"), "{}", TestContext.Current.CancellationToken);
        (await cloud.PublishAsync(cloud.Layer())).Require(0);
        cloud.Fake.Invoke = _ => Task.FromResult(new FakeAnswer("""{"errorType":"JsonException","errorMessage":"secret of a customer"}"""u8.ToArray(), "Unhandled", ""));

        var told = (await cloud.AttachAsync("orders", "--event", "event.json")).Require(0);

        Assert.Contains("before as after (JsonException)", told.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("customer", told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pruning_says_what_it_deletes_and_that_there_is_nothing_of_a_name()
    {
        await using var cloud = await Cloud.StartAsync();
        foreach (var dotnet in (string[])["10.0.6", "10.0.7", "10.0.8"])
            (await cloud.PublishAsync(cloud.Layer(dotnet), "--allow-behind")).Require(0);

        Assert.Contains(":pintle:1: would be deleted\n", (await cloud.RunAsync("prune", "--name", "pintle", "--dry-run")).Require(0).Messages, StringComparison.Ordinal);
        var told = (await cloud.RunAsync("prune", "--name", "pintle", "--yes")).Require(0);
        Assert.Contains(":pintle:1: to be deleted\n", told.Messages, StringComparison.Ordinal);
        Assert.EndsWith("Deleted:\n", told.Messages, StringComparison.Ordinal);
        Assert.Equal($"arn:aws:lambda:{Cloud.Region}:{FakeCloud.AccountId}:layer:pintle:1", told.Output.Trim());
        Assert.Contains($"{Cloud.Region} has no version of pintel", (await cloud.RunAsync("prune", "--name", "pintel")).Require(0).Messages, StringComparison.Ordinal);
    }

    private static string Moved(Told told)
    {
        var alias = JsonNode.Parse(told.Require(0).Output)!["functions"]![0]!["alias"]!;
        return $"{alias["name"]}: {alias["before"]?["version"] ?? "none"} -> {alias["after"]?["version"] ?? "none"}";
    }

    private static void RequireMove(string from, string to, Told told) =>
        Assert.True(told.Require(0).Output.Contains($"  - alias live: {from}\n  + alias live: {to}\n", StringComparison.Ordinal), told.ToString());
}
