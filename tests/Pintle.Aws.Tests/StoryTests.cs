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
}
