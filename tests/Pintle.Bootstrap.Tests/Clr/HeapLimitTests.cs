using Pintle.Bootstrap.Clr;

namespace Pintle.Bootstrap.Tests.Clr;

/// <summary>The heap's limit: the function's memory, unless something lower is set.</summary>
public sealed class HeapLimitTests
{
    private const ulong MiB = 1024 * 1024;

    [Theory]
    [InlineData(null, null, 512)]
    [InlineData("20000001", null, 512)]
    [InlineData("0", null, 512)]
    [InlineData("no number", null, 512)]
    [InlineData(null, "64", 512)]
    [InlineData("1FFFFFFF", null, 0)]
    [InlineData("0x4000000", null, 0)]
    [InlineData(null, "A", 0)]
    public void A_lower_limit_of_the_environment_stands(string? variable, string? percent, int expected) =>
        Assert.Equal(expected == 0 ? null : (ulong)expected * MiB, HeapLimit.For(512 * MiB, 2048 * MiB, variable, percent, []));

    [Theory]
    [InlineData("System.GC.HeapHardLimit", "67108864", 0)]
    [InlineData("System.GC.HeapHardLimit", "0x4000000", 0)]
    [InlineData("System.GC.HeapHardLimit", "4000000000", 512)]
    [InlineData("System.GC.HeapHardLimit", "text", 512)]
    [InlineData("System.GC.HeapHardLimitPercent", "10", 0)]
    [InlineData("System.GC.HeapHardLimitPercent", "75", 512)]
    [InlineData("System.GC.Concurrent", "0", 512)]
    public void A_lower_limit_of_the_functions_runtimeconfig_stands(string name, string value, int expected) =>
        Assert.Equal(expected == 0 ? null : (ulong)expected * MiB, HeapLimit.For(512 * MiB, 2048 * MiB, null, null, [new(name, value)]));

    [Fact]
    public void A_machine_with_less_memory_stands() => Assert.Null(HeapLimit.For(512 * MiB, 511 * MiB, null, null, []));

    [Fact]
    public void Without_the_functions_memory_there_is_no_limit() => Assert.Null(HeapLimit.For(0, []));
}
