using System.Text;
using CsCheck;
using Pintle.Bootstrap.Package;

namespace Pintle.Bootstrap.Tests.Package;

public sealed class AssetVersionsTests
{
    private static readonly Gen<int> Part = Gen.OneOf(Gen.Int[0, 3], Gen.Int[0, 70_000], Gen.Const(int.MaxValue));
    private static readonly Gen<Version> Versions = Gen.Select(Part, Part, Part, Part, (a, b, c, d) => new Version(a, b, c, d));
    private static readonly Gen<Version?> MaybeVersions = Gen.OneOf(Versions.Select(version => (Version?)version), Gen.Const((Version?)null));
    private static readonly Gen<AssetVersions> Both = Gen.Select(MaybeVersions, MaybeVersions, (assembly, file) => new AssetVersions(assembly, file));

    [Theory]
    [InlineData("1.2", "1.2")]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("1.2.3.4", "1.2.3.4")]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("10.0.1426.12345", "10.0.1426.12345")]
    [InlineData("2147483647.0.0.0", "2147483647.0.0.0")]
    public void Reads_two_to_four_numbers(string text, string expected) => Assert.Equal(Version.Parse(expected), Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("1")]
    [InlineData("+1.0")]
    [InlineData("1.")]
    [InlineData(".1")]
    [InlineData("1..2")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.4.")]
    [InlineData("1.2-rc.1")]
    [InlineData("v1.0")]
    [InlineData(" 1.0")]
    [InlineData("1.0 ")]
    [InlineData("-1.0")]
    [InlineData("1.-1")]
    [InlineData("2147483648.0")]
    [InlineData("1,0")]
    [InlineData("null")]
    public void Reads_nothing_else(string text) => Assert.Null(Parse(text));

    [Fact]
    public void What_is_written_is_read_back() => Versions.Sample(version =>
    {
        Assert.Equal(version, Parse(version.ToString()));
        Assert.Equal(new Version(version.Major, version.Minor), Parse(version.ToString(2)));
    });

    [Theory]
    [InlineData("2.0.0.0", null, "1.0.0.0", null, true)]
    [InlineData("1.0.0.0", null, "2.0.0.0", null, false)]
    [InlineData("1.0.0.0", "1.1", "1.0.0.0", "1.0", true)]
    [InlineData("1.0.0.0", "1.0", "1.0.0.0", "1.1", false)]
    [InlineData("1.0.0.0", "1.0", "1.0.0.0", "1.0", false)]
    [InlineData("2.0.0.0", "1.0", "1.0.0.0", "9.0", true)]
    [InlineData("1.0.0.0", "9.0", "2.0.0.0", "1.0", false)]
    [InlineData(null, "9.0", "1.0.0.0", null, false)]
    [InlineData("1.0.0.0", null, null, "9.0", true)]
    [InlineData(null, "1.0", null, null, true)]
    [InlineData(null, null, null, null, false)]
    [InlineData("1.0", "1.0", "1.0.0.0", "1.0.0.0", false)]
    public void The_higher_assembly_version_decides_and_then_the_file_version(string? assembly, string? file, string? frameworkAssembly, string? frameworkFile, bool functionWins) =>
        Assert.Equal(functionWins, Wins(Of(assembly, file), Of(frameworkAssembly, frameworkFile)));

    [Fact]
    public void Never_do_both_win_and_a_tie_is_the_frameworks() => Gen.Select(Both, Both).Sample((left, right) =>
    {
        var leftWins = Wins(left, right);
        var rightWins = Wins(right, left);

        Assert.False(leftWins && rightWins);
        Assert.Equal(left == right, !leftWins && !rightWins);
    });

    [Fact]
    public void Winning_is_transitive() => Gen.Select(Both, Both, Both).Sample((first, second, third) =>
    {
        if (Wins(first, second) && Wins(second, third))
            Assert.True(Wins(first, third));
    });

    /// <summary>A tie is the framework's, whose files the host asks last.</summary>
    private static bool Wins(AssetVersions function, AssetVersions framework) => function.CompareTo(framework) > 0;

    private static Version? Parse(string text) => AssetVersions.Parse(Encoding.UTF8.GetBytes(text));

    private static AssetVersions Of(string? assembly, string? file) => new(assembly is null ? null : Parse(assembly), file is null ? null : Parse(file));
}
