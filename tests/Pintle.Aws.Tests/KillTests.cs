using System.Diagnostics;
using FakeAws;

namespace Pintle.Aws.Tests;

/// <summary>pintle as a process, killed with SIGKILL at each call that it makes, before and after the call has had its effect.</summary>
public sealed class KillTests
{
    public static TheoryData<string> Commands => [.. Scenarios.Select(each => each.Name)];

    private static Interrupted[] Scenarios => [Interrupted.Attach, Interrupted.Undo, Interrupted.RolloutOfOne, Interrupted.Publish];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task The_next_run_finishes_or_reverts_what_a_killed_one_left(string command)
    {
        var scenario = Scenarios.Single(each => each.Name == command);
        await using var cloud = await Cloud.StartAsync(isForeign: true);
        await scenario.PrepareAsync(cloud);
        var back = cloud.Remember();
        cloud.Fake.ForgetCalls();
        (await cloud.RunAsync(scenario.Command(cloud))).Require(0);
        var (calls, expected) = (cloud.Fake.Calls, Interrupted.State(cloud));

        // A read that is not answered leaves what the call before it left.
        foreach (var (number, isCarriedOut) in calls.SelectMany(call => call.Writes ? new[] { (call.Number, false), (call.Number, true) } : [(call.Number, true)]))
        {
            back();
            await KilledAsync(cloud, scenario.Command(cloud), number, isCarriedOut);
            cloud.Fake.Interfere = null;

            var second = await cloud.RunAsync(scenario.Command(cloud));

            var shown = $"killed {(isCarriedOut ? "after" : "before")} {calls[number]}\n{second}";
            Assert.True(second.ExitCode == 0, shown);
            Assert.True(expected == Interrupted.State(cloud), $"{shown}\nexpected\n{expected}\nfound\n{Interrupted.State(cloud)}");
            Interrupted.RequireReceipts(cloud, shown);
        }
    }

    private static async Task KilledAsync(Cloud cloud, string[] arguments, int number, bool isCarriedOut)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "pintle"), [.. arguments, "--endpoint-url", cloud.Fake.Address.ToString()]) { WorkingDirectory = cloud.Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in cloud.Variables)
            start.Environment[name] = value;
        using var process = new Process { StartInfo = start };
        var isKilled = false;
        cloud.Fake.Interfere = call => call.Number == number
            ? Fault.Silence(isCarriedOut, () =>
            {
                isKilled = true;
                process.Kill();
            })
            : null;
        Assert.True(process.Start());
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(10), TestContext.Current.CancellationToken);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }

        Assert.True(isKilled && process.ExitCode == 137, $"expected to be killed at call {number}, ended with {process.ExitCode}\n{await output}{await errors}");
    }
}
