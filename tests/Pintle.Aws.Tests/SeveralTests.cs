using System.Text.Json.Nodes;
using FakeAws;

namespace Pintle.Aws.Tests;

/// <summary>Several functions, and layers for both processors.</summary>
public sealed class SeveralTests
{
    /// <summary>The first three wait for one another: with fewer at once it would not go on.</summary>
    [Fact]
    public async Task As_many_functions_are_attached_at_once_as_was_said()
    {
        await using var cloud = await Cloud.StartAsync();
        string[] names = [.. Enumerable.Range(0, 7).Select(number => $"function-{number}")];
        foreach (var name in names)
            _ = cloud.Here.Add(name);
        await File.WriteAllTextAsync(Path.Combine(cloud.Folder, "event.json"), "{}", TestContext.Current.CancellationToken);
        (await cloud.PublishAsync(cloud.Layer())).Require(0);
        var (now, most) = (0, 0);
        var three = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cloud.Fake.Invoke = async invocation =>
        {
            lock (three)
            {
                most = Math.Max(most, ++now);
                if (now == 3)
                    _ = three.TrySetResult();
            }

            await three.Task.WaitAsync(TimeSpan.FromMinutes(10), TestContext.Current.CancellationToken);
            lock (three)
                now--;
            return FakeAnswer.Echo(invocation);
        };
        cloud.Fake.ForgetCalls();

        (await cloud.RunAsync(["attach", .. names, "--advisories", "advisories", "--event", "event.json", "--parallel", "3"])).Require(0);

        Assert.Equal(3, most);
        Assert.All(cloud.Here.Functions.Values, function => Assert.Equal("provided.al2023", function.Text("Runtime")));
        Assert.Equal(names.Length, cloud.Receipts.Length);
        Assert.Single(cloud.Fake.Calls, call => call.Action == "GetAccountSettings");
    }

    [Fact]
    public async Task The_first_that_fails_stops_those_that_have_not_begun()
    {
        await using var cloud = await Cloud.StartAsync();
        string[] names = [.. Enumerable.Range(0, 8).Select(number => $"function-{number}")];
        foreach (var name in names)
            _ = cloud.Here.Add(name, name == "function-2" ? "python3.13" : "dotnet10");
        (await cloud.PublishAsync(cloud.Layer())).Require(0);

        var told = (await cloud.RunAsync(["attach", .. names, "--advisories", "advisories", "--parallel", "2", "--json"])).Require(2);

        var outcomes = JsonNode.Parse(told.Output)!["functions"]!.AsArray().ToDictionary(each => each!["function"]!.GetValue<string>(), each => each!["outcome"]!.GetValue<string>());
        Assert.Equal("failed", outcomes["function-2"]);
        Assert.Contains("untouched", outcomes.Values);
        // What is said of each is what it is.
        Assert.All(cloud.Here.Functions.Values.Where(function => function.Text("Runtime") != "python3.13"), function =>
            Assert.Equal(outcomes[function.Text("FunctionName")] == "done" ? "provided.al2023" : "dotnet10", function.Text("Runtime")));

        cloud.Here.Functions["function-2"].Configuration["Runtime"] = "dotnet8";
        (await cloud.RunAsync(["attach", .. names, "--advisories", "advisories", "--parallel", "8"])).Require(0);
        Assert.All(cloud.Here.Functions.Values, function => Assert.Equal("provided.al2023", function.Text("Runtime")));
    }

    [Fact]
    public async Task Each_function_gets_the_layer_of_its_processor()
    {
        await using var cloud = await Cloud.StartAsync();
        var (orders, parcels) = (cloud.Here.Add("orders"), cloud.Here.Add("parcels", change: configuration => configuration["Architectures"] = new JsonArray("arm64")));
        var before = Interrupted.State(cloud);
        (await cloud.RunAsync("publish", cloud.Layer(rid: "linux-arm64"), cloud.Layer(), "--name", "pintle", "--advisories", "advisories")).Require(0);
        (await cloud.RunAsync("attach", "orders", "parcels", "--advisories", "advisories")).Require(0);
        Assert.Equal([":1", ":2"], new[] { parcels, orders }.Select(function => function.Layers[0][^2..]));

        // Only one of them is patched: the other has the newest of its processor.
        (await cloud.PublishAsync(cloud.Layer("10.0.8", "linux-arm64"))).Require(0);
        (await cloud.RunAsync("rollout")).Require(0);

        Assert.Equal([":3", ":2"], new[] { parcels, orders }.Select(function => function.Layers[0][^2..]));
        Assert.Contains("is for arm64", (await cloud.RunAsync("attach", "orders", "--layer", parcels.Layers[0], "--advisories", "advisories")).Require(2).Messages, StringComparison.Ordinal);
        Assert.All((await cloud.RunAsync("prune", "--name", "pintle", "--dry-run")).Require(0).Messages.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Contains("kept", line, StringComparison.Ordinal));
        (await cloud.RunAsync("detach", "parcels")).Require(0);
        (await cloud.RunAsync("detach", "orders")).Require(0);
        Assert.Equal(before.Split('\n')[..2], Interrupted.State(cloud).Split('\n')[..2]);
    }
}
