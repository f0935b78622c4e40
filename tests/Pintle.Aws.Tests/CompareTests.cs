using System.Text.Json.Nodes;
using FakeAws;

namespace Pintle.Aws.Tests;

public sealed class CompareTests
{
    [Fact]
    public async Task A_function_and_its_copy_on_the_layer_answer_the_same_and_nothing_of_it_stays()
    {
        await using var local = new LocalLambda();
        await using var cloud = await Cloud.StartAsync();
        var orders = cloud.Here.Add("orders", "dotnet10", zip: await LocalLambda.OrdersZipAsync());
        (await cloud.PublishAsync(cloud.Layer())).Require(0);
        File.WriteAllText(Path.Combine(cloud.Folder, "order.json"), """{"id":"a1","quantity":3,"price":9.5}""");
        cloud.Fake.Invoke = local.InvokeAsync;
        var before = orders.Configuration.ToJsonString();

        var told = (await cloud.RunAsync("compare", "orders", "--layer", "pintle", "--event", "order.json", "--runs", "2", "--advisories", "advisories", "--json")).Require(0);

        var json = JsonNode.Parse(told.Output)!;
        Assert.Equal("equal", json["events"]![0]!["answers"]!.GetValue<string>());
        Assert.Equal(["dotnet10", "provided.al2023"], json["sides"]!.AsArray().Select(side => side!["runtime"]!.GetValue<string>()));
        Assert.All(json["metrics"]!.AsArray(), metric => Assert.NotNull(metric!["first"]));
        Assert.Equal(before, orders.Configuration.ToJsonString());
        Assert.Equal(["orders"], cloud.Here.Functions.Keys);
    }

    [Fact]
    public async Task Another_answer_and_another_log_are_shown()
    {
        await using var cloud = await WithFunctionAsync();
        cloud.Fake.Invoke = invocation => Task.FromResult(invocation.Configuration["Runtime"]!.GetValue<string>() == "dotnet10"
            ? FakeAnswer.Echo(invocation)
            : new FakeAnswer("""{"culture":"invariant"}"""u8.ToArray(), null, FakeAnswer.Echo(invocation).Log.Replace("END ", "2026-11-30T12:00:00.000Z\tsomething else\nEND ", StringComparison.Ordinal)));

        var told = (await cloud.RunAsync("compare", "orders", "--event", "event.json", "--runs", "1", "--advisories", "advisories")).Require(1);

        Assert.Contains("+   \"culture\": \"invariant\"", told.Output, StringComparison.Ordinal);
        Assert.Contains("something else", told.Output, StringComparison.Ordinal);
    }

    /// <summary>Broken off at each call for good: what is left is said, and the next run removes it.</summary>
    [Fact]
    public async Task What_a_broken_off_run_left_the_next_one_removes()
    {
        await using var cloud = await WithFunctionAsync();
        var back = cloud.Remember();
        cloud.Fake.ForgetCalls();
        (await cloud.RunAsync("compare", "orders", "--event", "event.json", "--runs", "1", "--advisories", "advisories")).Require(0);
        var calls = cloud.Fake.Calls;

        for (var number = 0; number < calls.Count; number++)
        {
            back();
            var at = number;
            cloud.Fake.Interfere = call => call.Number >= at ? Fault.ConnectionLost(isCarriedOut: call.Number == at) : null;
            var first = await cloud.RunAsync("compare", "orders", "--event", "event.json", "--runs", "1", "--advisories", "advisories");
            cloud.Fake.Interfere = null;
            Assert.True(cloud.Here.Functions.Count == 1 || first.Messages.Contains("is left", StringComparison.Ordinal), $"{calls[number]}\n{first}");

            var second = await cloud.RunAsync("compare", "orders", "--event", "event.json", "--runs", "1", "--advisories", "advisories");

            Assert.True(second.ExitCode == 0 && cloud.Here.Functions.Keys.SequenceEqual(["orders"]), $"{calls[number]}\n{first}\n{second}");
        }
    }

    /// <summary>What attach says of a package that would not run, before anything is made.</summary>
    [Fact]
    public async Task A_package_that_does_not_fit_the_layer_is_refused_as_by_attach()
    {
        await using var cloud = await WithFunctionAsync();
        _ = cloud.Here.Add("later", zip: Packages.With(("Orders.runtimeconfig.json", """{ "runtimeOptions": { "framework": { "name": "Microsoft.NETCore.App", "version": "11.0.0" } } }""")));
        var attached = (await cloud.AttachAsync("later")).Require(2);
        cloud.Fake.ForgetCalls();

        var compared = (await cloud.RunAsync("compare", "later", "--layer", "pintle", "--event", "event.json", "--advisories", "advisories")).Require(2);

        Assert.Contains(attached.Messages.Trim(), compared.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain(cloud.Fake.Calls, call => call.Writes);
    }

    [Fact]
    public async Task What_attach_says_of_a_package_is_said_and_is_in_the_document()
    {
        await using var cloud = await WithFunctionAsync();
        var attached = JsonNode.Parse((await cloud.AttachAsync("orders", "--dry-run", "--json")).Require(0).Output)!["functions"]![0]!["notes"]!.ToJsonString();

        var told = (await cloud.RunAsync("compare", "orders", "--event", "event.json", "--runs", "1", "--advisories", "advisories", "--json")).Require(0);

        Assert.Equal(attached, JsonNode.Parse(told.Output)!["notes"]!.ToJsonString());
        Assert.Contains("was not looked into", told.Messages, StringComparison.Ordinal);
    }

    public static TheoryData<string, string[]> Places => new()
    {
        { "eu-central-1 and us-east-1", ["orders", "--region", "eu-central-1,us-east-1"] },
        { "eu-central-1 and us-east-1", ["orders", $"arn:aws:lambda:us-east-1:{FakeCloud.AccountId}:function:orders"] },
        { "which --region says", [$"arn:aws:lambda:us-east-1:{FakeCloud.AccountId}:function:orders", "--region", "eu-central-1"] },
        { "one --region has one region", ["orders", "--region", "eu-central-1", "us-east-1"] },
        { "Leave ':live' out", ["orders:live"] },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public async Task One_region_is_meant(string said, string[] arguments)
    {
        await using var cloud = await WithFunctionAsync();
        cloud.Fake.ForgetCalls();

        Assert.Contains(said, (await cloud.RunAsync(["compare", .. arguments, "--event", "event.json", "--advisories", "advisories"])).Require(2).Messages, StringComparison.Ordinal);
        Assert.Empty(cloud.Fake.Calls);
    }

    [Fact]
    public async Task An_ARN_says_the_region()
    {
        await using var cloud = await WithFunctionAsync();
        _ = cloud.Fake.Region("us-east-1").Add("orders");
        (await cloud.PublishAsync(cloud.Layer(), "--region", "us-east-1")).Require(0);

        var told = (await cloud.RunAsync("compare", $"arn:aws:lambda:us-east-1:{FakeCloud.AccountId}:function:orders", "--event", "event.json", "--runs", "1", "--advisories", "advisories", "--json")).Require(0);

        Assert.Equal("us-east-1", JsonNode.Parse(told.Output)!["region"]!.GetValue<string>());
    }

    private static async Task<Cloud> WithFunctionAsync()
    {
        var cloud = await Cloud.StartAsync();
        _ = cloud.Here.Add("orders");
        (await cloud.PublishAsync(cloud.Layer())).Require(0);
        File.WriteAllText(Path.Combine(cloud.Folder, "event.json"), """{"id":"a1"}""");
        return cloud;
    }
}
