using System.Text.Json.Nodes;
using FakeAws;

namespace Pintle.Aws.Tests;

public sealed class RolloutTests
{
    [Fact]
    public async Task A_patch_day_from_publish_to_the_automatic_return()
    {
        await using var cloud = await Cloud.StartAsync();
        await Interrupted.Rollout.PrepareAsync(cloud);
        var before = Interrupted.State(cloud);
        // On the new layer the function answers otherwise.
        cloud.Fake.Invoke = invocation => Task.FromResult(invocation.Configuration["Layers"]!.ToJsonString().Contains(":pintle:2", StringComparison.Ordinal) && invocation.Function.Text("FunctionName") == "orders"
            ? new FakeAnswer("""{"errorType":"System.NullReferenceException","errorMessage":"secret of a customer"}"""u8.ToArray(), "Unhandled", "")
            : FakeAnswer.Echo(invocation));

        var told = (await cloud.RunAsync("rollout", "--alias", "live", "--steps", "10,50", "--wait", "300", "--event", "event.json", "--json")).Require(1);

        var json = JsonNode.Parse(told.Output)!;
        Assert.Equal("reverted", json["outcome"]!.GetValue<string>());
        Assert.Contains("NullReferenceException", told.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("customer", told.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, Interrupted.State(cloud));
        var status = JsonNode.Parse((await cloud.RunAsync("status", "--json", "--advisories", "advisories")).Require(1).Output)!;
        Assert.All(status["functions"]!.AsArray(), each => Assert.EndsWith(":pintle:1", each!["layer"]!.GetValue<string>(), StringComparison.Ordinal));

        cloud.Fake.Invoke = invocation => Task.FromResult(FakeAnswer.Echo(invocation));
        (await cloud.RunAsync("rollout", "--alias", "live", "--steps", "10,50", "--event", "event.json")).Require(0);

        status = JsonNode.Parse((await cloud.RunAsync("status", "--json", "--advisories", "advisories")).Require(0).Output)!;
        Assert.All(status["functions"]!.AsArray(), each => Assert.EndsWith(":pintle:2", each!["layer"]!.GetValue<string>(), StringComparison.Ordinal));
        (await cloud.RunAsync("rollout")).Require(0);
    }

    [Fact]
    public async Task All_of_a_rollout_is_taken_back_in_one_command_the_last_change_first()
    {
        await using var cloud = await Cloud.StartAsync();
        await Interrupted.Rollout.PrepareAsync(cloud);
        var before = Interrupted.State(cloud);
        var id = JsonNode.Parse((await cloud.RunAsync("rollout", "--alias", "live", "--json")).Require(0).Output)!["rollout"]!.GetValue<string>();
        var after = Interrupted.State(cloud);

        var plan = (await cloud.RunAsync("undo", "--rollout", "--last", "--dry-run")).Require(0);

        Assert.Equal(after, Interrupted.State(cloud));
        Assert.True(plan.Output.IndexOf("orders: planned", StringComparison.Ordinal) < plan.Output.IndexOf("billing: planned", StringComparison.Ordinal), plan.ToString());
        var undone = JsonNode.Parse((await cloud.RunAsync("undo", "--rollout", id, "--json")).Require(0).Output)!["functions"]!.AsArray();
        Assert.Equal(["orders done", "billing done"], undone.Select(each => $"{each!["function"]} {each["outcome"]}"));
        Assert.Equal(before, Interrupted.State(cloud));
        undone = JsonNode.Parse((await cloud.RunAsync("undo", "--rollout", id, "--json")).Require(0).Output)!["functions"]!.AsArray();
        Assert.All(undone, each => Assert.Equal("already", each!["outcome"]!.GetValue<string>()));
        Assert.Contains("found none", (await cloud.RunAsync("undo", "--rollout", "--last")).Require(2).Messages, StringComparison.Ordinal);
    }

    /// <summary>Where one function cannot be taken back, the others are: nobody wants to keep what is broken of them.</summary>
    [Fact]
    public async Task A_function_of_a_rollout_that_somebody_else_has_changed_is_left_and_named()
    {
        await using var cloud = await Cloud.StartAsync();
        await Interrupted.RolloutOneByOne.PrepareAsync(cloud);
        var billing = cloud.Here.Functions["billing"].Settable();
        (await cloud.RunAsync("rollout")).Require(0);
        var orders = cloud.Here.Functions["orders"];
        (orders.Configuration["Timeout"], orders.Configuration["RevisionId"]) = (77, "somebody");
        var changed = orders.Settable();

        var told = (await cloud.RunAsync("undo", "--rollout", "--last")).Require(2);

        Assert.Contains("Timeout", told.Messages, StringComparison.Ordinal);
        Assert.Contains("orders: failed", told.Output, StringComparison.Ordinal);
        Assert.Contains("billing: done", told.Output, StringComparison.Ordinal);
        Assert.Equal(changed, orders.Settable());
        Assert.Equal(billing, cloud.Here.Functions["billing"].Settable());
    }

    [Theory]
    [InlineData("both", "--rollout", "some", "--last")]
    [InlineData("both", "--rollout")]
    [InlineData("found both", "some.json", "--rollout", "--last")]
    [InlineData("-rollout-", "--rollout", "another")]
    [InlineData("found none in us-east-1", "--rollout", "--last", "--region", "us-east-1")]
    public async Task Which_rollout_is_meant_has_to_be_clear(string said, params string[] arguments)
    {
        await using var cloud = await Cloud.StartAsync();
        await Interrupted.RolloutOneByOne.PrepareAsync(cloud);
        (await cloud.RunAsync("rollout")).Require(0);
        cloud.Fake.ForgetCalls();

        Assert.Contains(said, (await cloud.RunAsync(["undo", .. arguments])).Require(2).Messages, StringComparison.Ordinal);
        Assert.Empty(cloud.Fake.Calls);
    }

    [Fact]
    public async Task Weights_rise_by_the_steps_and_end_with_one_version()
    {
        await using var cloud = await Cloud.StartAsync();
        await Interrupted.Rollout.PrepareAsync(cloud);
        var seen = new List<string>();
        cloud.Fake.Interfere = call =>
        {
            if (call.Action == "InvokeFunction" && call.Path.Contains("orders", StringComparison.Ordinal))
                seen.Add(cloud.Here.Functions["orders"].Aliases["live"]["RoutingConfig"]?["AdditionalVersionWeights"]?.ToJsonString() ?? "all");
            return null;
        };

        (await cloud.RunAsync("rollout", "--alias", "live", "--steps", "10,50", "--event", "event.json")).Require(0);

        Assert.Equal(["all", """{"3":0.1}""", """{"3":0.5}""", "all"], seen);
        Assert.Equal("3", cloud.Here.Functions["orders"].Aliases["live"]["FunctionVersion"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("--alarm", "orders-errors")]
    [InlineData("--check", "test \"$PINTLE_FUNCTIONS\" = orders")]
    public async Task An_alarm_or_a_command_takes_all_of_it_back(string option, string value)
    {
        await using var cloud = await Cloud.StartAsync();
        await Interrupted.RolloutOneByOne.PrepareAsync(cloud);
        var before = Interrupted.State(cloud);
        cloud.Fake.Alarms["orders-errors"] = "OK";
        cloud.Fake.Interfere = call =>
        {
            if (call.Action == "UpdateFunctionConfiguration")
                cloud.Fake.Alarms["orders-errors"] = "ALARM";
            return null;
        };

        (await cloud.RunAsync("rollout", option, value)).Require(1);

        Assert.Equal(before, Interrupted.State(cloud));
    }

    [Fact]
    public async Task What_the_alias_does_not_have_yet_is_not_released_along()
    {
        await using var cloud = await Cloud.StartAsync();
        await Interrupted.Rollout.PrepareAsync(cloud);
        cloud.Here.Functions["billing"].Configuration["Timeout"] = 30;
        var before = Interrupted.State(cloud);

        var told = (await cloud.RunAsync("rollout", "--alias", "live")).Require(2);

        Assert.Contains("Timeout", told.Messages, StringComparison.Ordinal);
        Assert.Equal(before, Interrupted.State(cloud));
    }

    [Fact]
    public async Task An_alias_that_stayed_behind_LATEST_is_moved()
    {
        await using var cloud = await Cloud.StartAsync();
        await Interrupted.Rollout.PrepareAsync(cloud);
        (await cloud.AttachAsync("orders")).Require(0);
        _ = cloud.Here.Add("no-alias");
        (await cloud.AttachAsync("no-alias")).Require(0);
        var orders = cloud.Here.Functions["orders"];
        Assert.Equal("2", orders.Aliases["live"]["FunctionVersion"]!.GetValue<string>());

        (await cloud.RunAsync("rollout", "--alias", "live")).Require(0);

        Assert.EndsWith(":pintle:2", orders.Versions[int.Parse(orders.Aliases["live"]["FunctionVersion"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture)]["Layers"]![0]!["Arn"]!.GetValue<string>(), StringComparison.Ordinal);
        (await cloud.RunAsync("rollout", "orders", "--alias", "live")).Require(0);
    }

    [Fact]
    public async Task A_plan_changes_nothing()
    {
        await using var cloud = await Cloud.StartAsync();
        await Interrupted.Rollout.PrepareAsync(cloud);
        cloud.Fake.ForgetCalls();

        (await cloud.RunAsync("rollout", "--alias", "live", "--plan", "--json")).Require(0);

        Assert.DoesNotContain(cloud.Fake.Calls, call => call.Writes);
    }

    [Theory]
    [InlineData("nobody", "nobody")]
    [InlineData("us-east-1", "one --region has one region")]
    public async Task What_is_no_function_is_not_taken_for_one_that_is_up_to_date(string named, string said)
    {
        await using var cloud = await Cloud.StartAsync();
        await Interrupted.Rollout.PrepareAsync(cloud);
        cloud.Fake.ForgetCalls();

        var told = (await cloud.RunAsync("rollout", "orders", "--region", Cloud.Region, named)).Require(2);

        Assert.Contains(said, told.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain(cloud.Fake.Calls, call => call.Writes);
        (await cloud.RunAsync("rollout", $"arn:aws:lambda:{Cloud.Region}:{FakeCloud.AccountId}:function:orders", "--plan")).Require(0);
    }

    [Fact]
    public async Task An_older_NET_in_the_newest_version_is_said()
    {
        await using var cloud = await Cloud.StartAsync();
        _ = cloud.Here.Add("orders");
        (await cloud.PublishAsync(cloud.Layer("10.0.8"))).Require(0);
        (await cloud.AttachAsync("orders")).Require(0);
        (await cloud.PublishAsync(cloud.Layer("10.0.7"))).Require(0);

        var told = (await cloud.RunAsync("rollout", "--plan")).Require(0);

        Assert.Contains("orders has .NET 10.0.8, and pintle:2 the older 10.0.7.", told.Messages, StringComparison.Ordinal);
    }

    /// <summary>It is looked at while a step runs: who waits an hour does not wait an hour for the way back, and an alarm that is off again at its end was on all the same.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_alarm_that_turns_on_while_it_waits_ends_the_wait(bool isOffAgain)
    {
        await using var cloud = await Cloud.StartAsync();
        await Interrupted.Rollout.PrepareAsync(cloud);
        var before = Interrupted.State(cloud);
        cloud.Fake.Alarms["orders-errors"] = "OK";
        var looks = 0;
        cloud.Fake.Interfere = call =>
        {
            if (call.Action == "DescribeAlarms")
                cloud.Fake.Alarms["orders-errors"] = ++looks == 4 || (looks > 4 && !isOffAgain) ? "ALARM" : "OK";
            return null;
        };
        var start = cloud.Clock.GetUtcNow();

        var told = (await cloud.RunAsync("rollout", "--alias", "live", "--steps", "10,50", "--wait", "3600", "--alarm", "orders-errors")).Require(1);

        Assert.Contains("the alarm orders-errors in eu-central-1 is on", told.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("50 %", told.Messages, StringComparison.Ordinal);
        Assert.True(cloud.Clock.GetUtcNow() - start < TimeSpan.FromMinutes(5), $"{cloud.Clock.GetUtcNow() - start}\n{told}");
        Assert.Equal(before, Interrupted.State(cloud));
    }

    [Fact]
    public async Task An_alarm_without_data_is_said_to_tell_nothing()
    {
        await using var cloud = await Cloud.StartAsync();
        await Interrupted.RolloutOneByOne.PrepareAsync(cloud);
        cloud.Fake.Alarms["orders-errors"] = "INSUFFICIENT_DATA";

        Assert.Contains("The alarm orders-errors in eu-central-1 has no data", (await cloud.RunAsync("rollout", "--alarm", "orders-errors")).Require(0).Messages, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10 %, 50 %, 100 % of live; after each step 300 s of waiting and a look at the test event, the alarm orders-errors.", "--alias", "live", "--steps", "10,50", "--wait", "300", "--event", "event.json", "--alarm", "orders-errors")]
    [InlineData("Function by function; after each step no check (--event, --alarm, --check).")]
    public async Task The_plan_says_the_steps_and_what_is_looked_at_between_them(string said, params string[] arguments)
    {
        await using var cloud = await Cloud.StartAsync();
        await Interrupted.Rollout.PrepareAsync(cloud);

        Assert.Contains(said, (await cloud.RunAsync(["rollout", "--plan", .. arguments])).Require(0).Messages, StringComparison.Ordinal);
    }

    /// <summary>Of functions that are halfway a plan would say that they have the newest version.</summary>
    [Fact]
    public async Task A_plan_and_the_status_say_what_a_broken_off_rollout_has_left()
    {
        await using var cloud = await Cloud.StartAsync();
        await Interrupted.Rollout.PrepareAsync(cloud);
        cloud.Fake.Interfere = call => cloud.Here.Functions["billing"].Aliases["live"]["RoutingConfig"] is not null ? Fault.ConnectionLost(isCarriedOut: false) : null;
        (await cloud.RunAsync("rollout", "--alias", "live", "--steps", "10")).Require(2);
        cloud.Fake.Interfere = null;
        var id = JsonNode.Parse(await File.ReadAllTextAsync(cloud.Receipts[^1], TestContext.Current.CancellationToken))!["rollout"]!.GetValue<string>();

        Assert.Contains($"pintle undo --rollout {id}", (await cloud.RunAsync("rollout", "--plan")).Require(0).Messages, StringComparison.Ordinal);
        var told = (await cloud.RunAsync("status", "--advisories", "advisories")).Require(0);
        Assert.Contains($"orders: pintle rollout of 2026-11-30T12:00:0", told.Messages, StringComparison.Ordinal);
        Assert.Contains($"is not at its end", told.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_stops_a_rollout_is_told_the_way_back()
    {
        await using var cloud = await Cloud.StartAsync();
        await Interrupted.Rollout.PrepareAsync(cloud);
        var before = Interrupted.State(cloud);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        cloud.Fake.Interfere = call =>
        {
            if (call.Action == "UpdateAlias")
                stop.Cancel();
            return null;
        };
        cloud.Stopped = stop.Token;

        var told = (await cloud.RunAsync("rollout", "--alias", "live", "--steps", "10")).Require(130);

        cloud.Stopped = null;
        Assert.Contains("half done: repeat the command, which takes it back first, or: pintle undo --rollout ", told.Messages, StringComparison.Ordinal);
        var id = told.Messages.Split("--rollout ")[1].Split('\n')[0];
        (await cloud.RunAsync("undo", "--rollout", id)).Require(0);
        Assert.Equal(before, Interrupted.State(cloud));
    }

    [Fact]
    public async Task A_layer_without_the_cultures_of_the_one_before_is_said()
    {
        await using var cloud = await Cloud.StartAsync();
        _ = cloud.Here.Add("orders");
        (await cloud.PublishAsync(cloud.Layer("10.0.7", hasIcu: true))).Require(0);
        (await cloud.AttachAsync("orders")).Require(0);

        var published = (await cloud.PublishAsync(cloud.Layer("10.0.8"))).Require(0);

        Assert.Contains("pintle:1 has ICU", published.Messages, StringComparison.Ordinal);
        Assert.Contains("orders has a layer with ICU, and pintle:2 has none", (await cloud.RunAsync("rollout", "--plan")).Require(0).Messages, StringComparison.Ordinal);
        Assert.Contains("orders has a layer with ICU, and pintle:2 has none", (await cloud.AttachAsync("orders", "--dry-run")).Require(0).Messages, StringComparison.Ordinal);
    }

    /// <summary>attach looks into the package, and a rollout does not.</summary>
    [Fact]
    public async Task A_layer_without_the_framework_of_the_one_before_is_refused()
    {
        await using var cloud = await Cloud.StartAsync();
        _ = cloud.Here.Add("orders");
        (await cloud.PublishAsync(cloud.Layer("10.0.7", framework: "aspnet"))).Require(0);
        (await cloud.AttachAsync("orders")).Require(0);
        var published = (await cloud.PublishAsync(cloud.Layer("10.0.8"))).Require(0);
        var before = Interrupted.State(cloud);

        Assert.Contains("pintle:1 has ASP.NET Core", published.Messages, StringComparison.Ordinal);
        Assert.Contains("--framework aspnet", (await cloud.RunAsync("rollout")).Require(2).Messages, StringComparison.Ordinal);

        Assert.Equal(before, Interrupted.State(cloud));
        (await cloud.AttachAsync("orders")).Require(0);
    }

    /// <summary>The rest of it is not tried one by one where nobody answers, and taken back by the next run.</summary>
    [Fact]
    public async Task Without_a_network_undo_leaves_the_rest()
    {
        await using var cloud = await Cloud.StartAsync();
        await Interrupted.RolloutOneByOne.PrepareAsync(cloud);
        var before = Interrupted.State(cloud);
        (await cloud.RunAsync("rollout")).Require(0);
        cloud.Fake.Interfere = _ => Fault.ConnectionLost(isCarriedOut: false);

        var told = (await cloud.RunAsync("undo", "--rollout", "--last")).Require(2);

        Assert.Contains("orders: failed", told.Output, StringComparison.Ordinal);
        Assert.Contains("billing: untouched", told.Output, StringComparison.Ordinal);
        cloud.Fake.Interfere = null;
        (await cloud.RunAsync("undo", "--rollout", "--last")).Require(0);
        Assert.Equal(before, Interrupted.State(cloud));
    }
}
