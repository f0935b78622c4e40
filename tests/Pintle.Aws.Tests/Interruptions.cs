using FakeAws;
using Pintle.Cli.Cloud.Changing;

namespace Pintle.Aws.Tests;

/// <summary>A command with all that has to be there before it, and what has to be there once it has run to its end.</summary>
internal sealed record Interrupted(string Name, Func<Cloud, Task> PrepareAsync, Func<Cloud, string[]> Command)
{
    private const string Handler = "orders";

    public static Interrupted Attach { get; } = new("attach", PrepareAttachAsync, _ => ["attach", Handler, "--layer", "pintle", "--advisories", "advisories", "--publish", "--alias", "live", "--event", "event.json"]);

    public static Interrupted PlainAttach { get; } = new("attach, plain", PrepareAttachAsync, _ => ["attach", Handler, "--layer", "pintle", "--advisories", "advisories"]);

    public static Interrupted Undo { get; } = new("undo", async cloud =>
    {
        await PrepareAttachAsync(cloud);
        (await cloud.RunAsync(Attach.Command(cloud))).Require(0);
    }, cloud => ["undo", cloud.Receipts[0]]);

    public static Interrupted Rollout { get; } = new("rollout", PrepareRolloutAsync, _ => ["rollout", "--layer", "pintle", "--alias", "live", "--steps", "25", "--event", "event.json"]);

    public static Interrupted RolloutOfOne { get; } = new("rollout of one", async cloud =>
    {
        await PrepareAttachAsync(cloud);
        (await cloud.RunAsync("attach", Handler, "--layer", "pintle", "--advisories", "advisories", "--publish", "--alias", "live")).Require(0);
        (await cloud.PublishAsync(cloud.Layer("10.0.8"))).Require(0);
    }, Rollout.Command);

    public static Interrupted RolloutOneByOne { get; } = new("rollout, one by one", PrepareRolloutAsync, _ => ["rollout", "--layer", "pintle"]);

    public static Interrupted UndoOfRollout { get; } = new("undo of a rollout", async cloud =>
    {
        await PrepareRolloutAsync(cloud);
        (await cloud.RunAsync(Rollout.Command(cloud))).Require(0);
    }, cloud => ["undo", "--rollout", ReceiptFolder.Read(cloud.Receipts[^1]).Rollout!]);

    public static Interrupted Publish { get; } = new("publish", async cloud =>
    {
        (await cloud.PublishAsync(cloud.Layer(), "--account", "222222222222")).Require(0);
        _ = cloud.Layer("10.0.8");
    }, cloud => ["publish", Path.Combine(cloud.Folder, "pintle-10.0.8-core-x64.zip"), "--name", "pintle", "--advisories", "advisories"]);

    public static IReadOnlyList<Interrupted> All { get; } = [Attach, PlainAttach, Undo, Rollout, RolloutOneByOne, UndoOfRollout, Publish];

    /// <summary>Everything of the account that somebody could see, but for numbers of versions that nothing points to.</summary>
    public static string State(Cloud cloud) => string.Join('\n',
    [
        .. cloud.Here.Functions.Values.Select(each => $"{each.Settable()} {string.Join(',', each.Aliases.Values.Select(alias => $"{alias["Name"]} -> {LayersOf(each, alias)}"))}"),
        .. cloud.Here.Layers.Select(layer => $"{layer.Key}: {string.Join(", ", layer.Value.Versions.Values.Select(version => $"{version.Content["Content"]!["CodeSha256"]} {version.Statements.ToJsonString()}"))}"),
    ]);

    /// <summary>What runs behind an alias, with its parts.</summary>
    private static string LayersOf(FakeFunction function, System.Text.Json.Nodes.JsonObject alias) =>
        $"{function.Versions[int.Parse(alias["FunctionVersion"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture)]["Layers"]?.ToJsonString()} {alias["RoutingConfig"]?.ToJsonString()}";

    /// <summary>No receipt is lost, half-written or open.</summary>
    public static void RequireReceipts(Cloud cloud, string shown)
    {
        foreach (var file in Directory.Exists(cloud.ReceiptFolder) ? Directory.EnumerateFiles(cloud.ReceiptFolder) : [])
        {
            Assert.True(file.EndsWith(".json", StringComparison.Ordinal) || file.EndsWith(".partial", StringComparison.Ordinal), file);
            if (file.EndsWith(".json", StringComparison.Ordinal))
                Assert.True(ReceiptFolder.Read(file).State != ReceiptState.Begun, $"{file} is still open\n{shown}");
        }
    }

    private static async Task PrepareAttachAsync(Cloud cloud)
    {
        File.WriteAllText(Path.Combine(cloud.Folder, "event.json"), """{"id":"a1"}""");
        var orders = cloud.Here.Add(Handler);
        Live(orders);
        (await cloud.PublishAsync(cloud.Layer())).Require(0);
    }

    private static async Task PrepareRolloutAsync(Cloud cloud)
    {
        await PrepareAttachAsync(cloud);
        Live(cloud.Here.Add("billing"));
        (await cloud.RunAsync("attach", Handler, "billing", "--layer", "pintle", "--advisories", "advisories", "--publish", "--alias", "live")).Require(0);
        (await cloud.PublishAsync(cloud.Layer("10.0.8"))).Require(0);
    }

    private static void Live(FakeFunction function)
    {
        var version = (System.Text.Json.Nodes.JsonObject)function.Configuration.DeepClone();
        version["Version"] = "1";
        function.Versions[1] = version;
        function.Aliases["live"] = new System.Text.Json.Nodes.JsonObject { ["Name"] = "live", ["FunctionVersion"] = "1", ["RevisionId"] = "r1", ["AliasArn"] = $"{function.Text("FunctionArn")}:live" };
    }
}
