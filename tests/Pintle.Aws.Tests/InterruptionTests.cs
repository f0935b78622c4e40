using FakeAws;

namespace Pintle.Aws.Tests;

/// <summary>Each command, interrupted at each call that it makes: what runs after it finishes or reverts, and nothing is half-changed, twice, or lost.</summary>
public sealed class InterruptionTests
{
    /// <summary>What goes wrong with one call, and with all behind it where it does not get better.</summary>
    private static readonly (string Name, bool IsForGood, Func<Fault> Fault)[] Faults =
    [
        ("the connection is lost before the call", false, () => Fault.ConnectionLost(isCarriedOut: false)),
        ("the connection is lost after the call", false, () => Fault.ConnectionLost(isCarriedOut: true)),
        ("500 after the call", false, () => Fault.ServerError(isCarriedOut: true)),
        ("429", false, Fault.Throttled),
        ("412", false, Fault.Precondition),
        ("500 for good", true, () => Fault.ServerError(isCarriedOut: false)),
        ("no network any more, after the call", true, () => Fault.ConnectionLost(isCarriedOut: true)),
    ];

    /// <summary>Those that are like another one in most of their calls, with the worst that can happen to a call.</summary>
    private static readonly Interrupted[] Like = [Interrupted.PlainAttach, Interrupted.RolloutOneByOne, Interrupted.UndoOfRollout];

    public static TheoryData<string, string> Cases =>
        [.. Interrupted.All.SelectMany(each => Faults.Where(fault => fault.IsForGood || !Like.Contains(each)).Select(fault => (each.Name, fault.Name)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_next_run_finishes_or_reverts(string command, string fault)
    {
        var scenario = Interrupted.All.Single(each => each.Name == command);
        var (_, isForGood, make) = Faults.Single(each => each.Name == fault);
        await using var cloud = await Cloud.StartAsync();
        await scenario.PrepareAsync(cloud);
        // Lists and reads show a change late, as AWS's do.
        cloud.Fake.StaleReads = 2;
        var back = cloud.Remember();
        cloud.Fake.ForgetCalls();
        (await cloud.RunAsync(scenario.Command(cloud))).Require(0);
        var (calls, expected) = (cloud.Fake.Calls, Interrupted.State(cloud));

        for (var number = 0; number < calls.Count; number++)
        {
            back();
            var at = number;
            cloud.Fake.Interfere = call => call.Number == at ? make() : isForGood && call.Number > at ? Fault.ConnectionLost(isCarriedOut: false) : null;

            var first = await cloud.RunAsync(scenario.Command(cloud));
            cloud.Fake.Interfere = null;
            var second = await cloud.RunAsync(scenario.Command(cloud));

            var shown = $"{fault} at {calls[number]}\n{first}\n{second}";
            Assert.True(second.ExitCode == 0, shown);
            Assert.True(expected == Interrupted.State(cloud), $"{shown}\nexpected\n{expected}\nfound\n{Interrupted.State(cloud)}");
            Interrupted.RequireReceipts(cloud, shown);
        }
    }
}
