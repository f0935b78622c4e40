using System.Text.Json.Nodes;

namespace Pintle.Aws.Tests;

/// <summary>What is printed fits a terminal of 80 columns; only a word that is longer, an ARN or a path, stands out, alone on its line.</summary>
public sealed class TerminalTests
{
    private const int Columns = 80;

    /// <summary>As long as Lambda takes them.</summary>
    private const string Long = "orders-of-the-wholesale-department-north-with-invoices-and-more";

    [Fact]
    public async Task Every_command_fits()
    {
        await using var cloud = await Cloud.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(cloud.Folder, "event.json"), """{"id":"a1","note":"an answer with enough words in it that its line would be wider than any terminal, were it not broken"}""", TestContext.Current.CancellationToken);
        var others = Enumerable.Range(0, 4).Select(number => cloud.Here.AddLayer($"a-layer-with-a-long-name-{number}", [1, 2, 3])).ToArray();
        var orders = cloud.Here.Add(Long, change: configuration => configuration["Layers"] = new JsonArray([.. others.Select(arn => new JsonObject { ["Arn"] = arn, ["CodeSize"] = 3 })]));
        _ = cloud.Here.Add("billing", "dotnet8");
        cloud.Columns = Columns;
        Fits(await cloud.RunAsync("publish", cloud.Layer(), "--name", "a-name-of-a-layer", "--account", "222222222222", "--organization", "o-a1b2c3d4e5", "--advisories", "advisories"));
        Fits(await cloud.RunAsync("attach", Long, "billing", "--publish", "--alias", "live", "--advisories", "advisories", "--dry-run"));
        Fits(await cloud.RunAsync("compare", Long, "--event", "event.json", "--runs", "1", "--advisories", "advisories", "--dry-run"));
        Fits(await cloud.RunAsync("compare", Long, "--event", "event.json", "--runs", "1", "--advisories", "advisories"));
        Fits(await cloud.RunAsync("attach", Long, "billing", "--publish", "--alias", "live", "--advisories", "advisories"));
        Fits(await cloud.RunAsync("attach", "nobody", "--advisories", "advisories"), 2);
        foreach (var dotnet in (string[])["10.0.8", "10.0.6"])
            Fits(await cloud.RunAsync("publish", cloud.Layer(dotnet), "--name", "a-name-of-a-layer", "--advisories", "advisories", "--allow-behind"));
        orders.UpdateRuntimeOn = "FunctionUpdate";
        Fits(await cloud.RunAsync("status", "--advisories", "advisories"), 1);
        Fits(await cloud.RunAsync("rollout", "--alias", "live", "--steps", "10", "--event", "event.json", "--plan"));
        Fits(await cloud.RunAsync("rollout", "--alias", "live", "--steps", "10", "--event", "event.json"));
        Fits(await cloud.RunAsync("undo", "--rollout", "--last", "--dry-run"));
        Fits(await cloud.RunAsync("undo", "--rollout", "--last"));
        Fits(await cloud.RunAsync("undo", "--rollout", "--last"), 2);
        Fits(await cloud.RunAsync("prune", "--name", "a-name-of-a-layer", "--dry-run"));
        Fits(await cloud.RunAsync("detach", Long, "--dry-run"));
        orders.Configuration["Runtime"] = "dotnet10";
        orders.Configuration["RevisionId"] = "somebody";
        orders.Tags["aws:cloudformation:stack-name"] = "shop-prod";
        Fits(await cloud.RunAsync("status", "--advisories", "advisories"), 1);
        Fits(await cloud.RunAsync("detach", Long), 2);
    }

    /// <summary>Whoever searches a log finds a sentence.</summary>
    [Fact]
    public async Task On_a_pipe_no_line_is_broken()
    {
        await using var cloud = await Cloud.StartAsync();
        _ = cloud.Here.Add(Long);
        (await cloud.PublishAsync(cloud.Layer())).Require(0);
        (await cloud.AttachAsync(Long)).Require(0);
        (await cloud.PublishAsync(cloud.Layer("10.0.8"))).Require(0);

        var status = (await cloud.RunAsync("status", "--advisories", "advisories")).Require(1);

        Assert.Contains($"Auto        {Long}\n", status.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await cloud.AttachAsync("nobody")).Require(2).Messages.Count(each => each == '\n'));
    }

    private static void Fits(Told told, int exitCode = 0)
    {
        var shown = told.Require(exitCode).ToString();
        foreach (var line in (told.Output + told.Messages).Split('\n').Where(line => line.Length > Columns))
            Assert.True(!line.Trim().Contains(' ', StringComparison.Ordinal), $"{line.Length} columns: {line}\n{shown}");
    }
}
