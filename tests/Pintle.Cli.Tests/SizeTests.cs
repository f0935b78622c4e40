namespace Pintle.Cli.Tests;

public sealed class SizeTests
{
    [Theory]
    [InlineData(0, "0.0 kB")]
    [InlineData(999_949, "999.9 kB")]
    [InlineData(1_000_000, "1.0 MB")]
    [InlineData(1_048_576, "1.0 MB")]
    [InlineData(36_410_254, "36.4 MB")]
    [InlineData(262_144_000, "262.1 MB")]
    public void Files_are_in_powers_of_ten(long bytes, string text) => Assert.Equal(text, Size.Of(bytes));

    [Theory]
    [InlineData(1_048_576, "1.0 MiB")]
    [InlineData(60_000_000, "57.2 MiB")]
    public void Memory_is_in_powers_of_two(long bytes, string text) => Assert.Equal(text, Size.OfMemory(bytes));

    [Fact]
    public void A_limit_of_Lambdas_is_in_both() => Assert.Equal("250 MiB (262.1 MB)", Size.OfLimit(250L * 1024 * 1024));
}
