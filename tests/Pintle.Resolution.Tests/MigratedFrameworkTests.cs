using Pintle.Bootstrap.Framework;
using Pintle.Layer.Migrate;

namespace Pintle.Resolution.Tests;

/// <summary><c>pintle migrate</c> decides by the same rules as the bootstrap, which spells them on its own.</summary>
public sealed class MigratedFrameworkTests
{
    private static readonly string[] Versions = ["8.0.0", "8.0.22", "9.0.1", "10.0.0", "10.0.14", "10.0.15", "10.1.0", "11.0.0-rc.1", "11.0.0-rc.2", "11.0.0"];

    public static TheoryData<string> Settings => ["Disable", "LatestPatch", "Minor", "LatestMinor", "Major", "LatestMajor", "minor"];

    [Theory]
    [MemberData(nameof(Settings))]
    public void Rolls_forward_as_the_bootstrap_does(string setting)
    {
        foreach (var wanted in Versions)
        {
            foreach (var found in Versions)
            {
                Assert.True(FrameworkVersion.TryParse(wanted, out var least));
                Assert.True(FrameworkVersion.TryParse(found, out var exact));
                Assert.True(RollForwardRule.Accepts(setting, least, exact) == RollForward.Accepts(setting, wanted, found), $"{setting}: {wanted} on {found}");
            }
        }
    }
}
