using Pintle.Cli.Functions;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

public sealed class StartHintTests
{
    [Fact]
    public async Task Says_what_the_first_invocation_took_more_than_later_ones_and_what_of_the_package_has_no_native_code()
    {
        var hint = StartHint.Of(await PublishedFunctions.OrdersAsync(), [100], [30, 50, 40], [2, 1, 3]);

        Assert.NotNull(hint);
        Assert.Contains("The first invocation took 40.0 ms, later ones 2.0 ms: what lies between, 38.0 ms", hint, StringComparison.Ordinal);
        Assert.Contains("pintle optimize or pintle rehearse takes from it. 3 of its 3 assemblies have no native code", hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100, 5, 1)]
    [InlineData(100, 1, 1)]
    [InlineData(100, 1, 30)]
    public async Task Says_nothing_where_there_is_little_to_gain(double init, double first, double later) => Assert.Null(StartHint.Of(await PublishedFunctions.OrdersAsync(), [init], [first], [later]));

    [Fact]
    public async Task Says_nothing_where_nothing_can_be_compared() => Assert.Null(StartHint.Of(await PublishedFunctions.OrdersAsync(), [100], [50], []));

    [Fact]
    public async Task Says_nothing_of_a_package_that_was_rehearsed()
    {
        using var scratch = new ScratchFolder().CopyFrom(await PublishedFunctions.OrdersAsync());
        _ = scratch.Write(Layer.Rehearse.FunctionRehearsal.PackageFolder + "/list", "x");

        Assert.Null(StartHint.Of(scratch.Path, [100], [50], [1]));
    }
}
