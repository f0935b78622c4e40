using Pintle.Cli.Benchmarking;

namespace Pintle.Cli.Tests;

public sealed class TimelineTests
{
    private static readonly (string, double)[] Whole =
    [
        ("/opt/bootstrap", 0), ("/opt/pintle/framework.list", 1), (BenchFigures.Function + "/Orders.deps.json", 2), ("/opt/pintle/dotnet/libcoreclr.so", 3),
        ("/opt/pintle/host/Pintle.Host.dll", 20), (BenchFigures.Function + "/Orders.dll", 22), ("/opt/pintle/dotnet/System.Text.Json.dll", 30),
    ];

    [Fact]
    public void Has_a_phase_for_each_milestone()
    {
        var phases = Timeline.Of([BenchFigures.Run(40, 50, 0, Whole)], BenchFigures.Function);

        Assert.Equal([new("exec", 0, 3), new("clr", 3, 20), new("host", 20, 22), new("load", 22, 30), new("prewarm", 30, 40), new("response", 40, 50)], phases);
    }

    [Fact]
    public void Has_no_prewarming_where_no_JSON_is_loaded()
    {
        var phases = Timeline.Of([BenchFigures.Run(40, 50, 0, Whole[..^1])], BenchFigures.Function);

        Assert.Equal([new("next", 22, 40), new("response", 40, 50)], phases.TakeLast(2));
    }

    [Fact]
    public void Of_a_program_of_which_nothing_is_known_is_its_requests() =>
        Assert.Equal([new("next", 0, 40), new("response", 40, 50)], Timeline.Of([BenchFigures.Run()], BenchFigures.Function));

    [Fact]
    public void Leaves_out_a_milestone_that_one_run_lacks()
    {
        var phases = Timeline.Of([BenchFigures.Run(40, 50, 0, Whole), BenchFigures.Run(40, 50, 0, Whole[..^1])], BenchFigures.Function);

        Assert.DoesNotContain(phases, phase => phase.Name is "load" or "prewarm");
        Assert.Equal(50, phases[^1].To);
    }

    [Fact]
    public void Leaves_out_a_milestone_before_its_turn()
    {
        (string, double)[] early = [("/opt/libcoreclr.so", 10), ("/opt/Pintle.Host.dll", 5)];

        Assert.Equal(["exec", "next", "response"], Timeline.Of([BenchFigures.Run(40, 50, 0, early)], BenchFigures.Function).Select(phase => phase.Name));
    }

    [Fact]
    public void A_file_that_is_read_ahead_late_does_not_move_its_milestone()
    {
        (string, double)[] late = [.. Whole, ("/opt/pintle/dotnet/libcoreclr.so", 25), ("/opt/pintle/host/Pintle.Host.dll", 26)];

        Assert.Equal([new("exec", 0, 3), new("clr", 3, 20), new("host", 20, 22)], Timeline.Of([BenchFigures.Run(40, 50, 0, late)], BenchFigures.Function).Take(3));
    }

    [Fact]
    public void Takes_the_median_of_all_runs()
    {
        var phases = Timeline.Of([BenchFigures.Run(10, 20), BenchFigures.Run(30, 90), BenchFigures.Run(20, 40)], BenchFigures.Function);

        Assert.Equal([new("next", 0, 20), new("response", 20, 40)], phases);
    }
}
