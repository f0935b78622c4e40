using System.Text;
using Pintle.Bootstrap.Framework;
using Pintle.Bootstrap.Package;
using Pintle.Shared;

namespace Pintle.Bootstrap.Tests.Framework;

/// <summary>The roll-forward settings as learn.microsoft.com/dotnet/core/versions/selection gives them, for a layer that has exactly one version of each framework.</summary>
public sealed class RollForwardRuleTests
{
    private const string Base = "Microsoft.NETCore.App";

    /// <summary>For a function that asks for 8.0.5: whether each setting accepts the layer's version.</summary>
    public static TheoryData<string, string, bool> Table
    {
        get
        {
            string[] settings = ["Disable", "LatestPatch", "Minor", "LatestMinor", "Major", "LatestMajor"];
            (string Found, string Accepted)[] rows =
            [
                ("8.0.4", "......"),
                ("8.0.5", "yyyyyy"),
                ("8.0.6", ".yyyyy"),
                ("8.0.20", ".yyyyy"),
                ("8.1.0", "..yyyy"),
                ("8.2.7", "..yyyy"),
                ("7.0.20", "......"),
                ("9.0.0", "....yy"),
                ("10.0.14", "....yy"),
            ];
            var table = new TheoryData<string, string, bool>();
            foreach (var (found, accepted) in rows)
            {
                for (var i = 0; i < settings.Length; i++)
                    table.Add(settings[i], found, accepted[i] == 'y');
            }
            return table;
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void Follows_the_documented_table(string rollForward, string found, bool isAccepted)
    {
        Assert.Equal(isAccepted, Accepts(Config("8.0.5", rollForward), found));
        // Case does not matter, and the environment's setting is as good as the file's.
        Assert.Equal(isAccepted, Accepts(Config("8.0.5", rollForward.ToUpperInvariant()), found));
        Assert.Equal(isAccepted, Accepts(Config("8.0.5"), found, environment: rollForward.ToLowerInvariant()));
    }

    [Fact]
    public void Rolls_forward_to_a_minor_version_where_nothing_is_set()
    {
        Assert.True(Accepts(Config("8.0.0"), "8.1.0"));
        Assert.False(Accepts(Config("8.0.0"), "9.0.0"));
    }

    [Theory]
    [InlineData("Major", "Disable", "LatestPatch", true)]
    [InlineData(null, "Major", "LatestPatch", true)]
    [InlineData(null, null, "Major", true)]
    [InlineData("LatestPatch", "Major", "Major", false)]
    [InlineData(null, "LatestPatch", "Major", false)]
    [InlineData(null, null, "LatestPatch", false)]
    public void Puts_the_environment_before_the_reference_before_the_file(string? environment, string? reference, string? file, bool isAccepted) =>
        Assert.Equal(isAccepted, Accepts(Config("8.0.0", file, reference), "10.0.14", environment));

    [Theory]
    [InlineData("10.0.0-rc.1.25451.107", "10.0.0", true)]
    [InlineData("10.0.0-rc.2", "10.0.0-rc.10", true)]
    [InlineData("10.0.0-rc.10", "10.0.0-rc.2", false)]
    [InlineData("10.0.0", "10.0.0-rc.2", false)]
    [InlineData("10.0.0-preview.7", "10.0.0-rc.1", true)]
    [InlineData("10.0.1-rtm", "10.0.0", false)]
    [InlineData("11.0.0-preview.1", "10.0.14", false)]
    public void Puts_a_prerelease_below_its_release(string wanted, string found, bool isAccepted) => Assert.Equal(isAccepted, Accepts(Config(wanted), found));

    [Fact]
    public void Asks_for_nothing_where_no_framework_is_named() => RollForwardRule.Check(Parse("{}"), [new(Base, "10.0.14")], ResolutionSettings.None);

    [Fact]
    public void Says_which_framework_the_layer_lacks()
    {
        var config = Parse($$"""{ "runtimeOptions": { "frameworks": [ { "name": "{{Base}}", "version": "10.0.0" }, { "name": "Microsoft.AspNetCore.App", "version": "10.0.0" } ] } }""");

        var fault = Assert.Throws<FaultException>(() => RollForwardRule.Check(config, [new(Base, "10.0.14")], ResolutionSettings.None));

        Assert.Equal(FaultCode.FrameworkMismatch, fault.Code);
        Assert.Equal(
            "Expected the layer to have Microsoft.AspNetCore.App 10.0.0, which the function's runtimeconfig.json asks for, but it has Microsoft.NETCore.App 10.0.14. Attach a layer built with that framework (pintle build --framework aspnet), or publish the function without it.",
            fault.Message);
    }

    [Fact]
    public void Says_which_version_the_layer_has_and_how_to_allow_it()
    {
        var fault = Assert.Throws<FaultException>(() => RollForwardRule.Check(Config("8.0.0", "LatestPatch"), [new(Base, "10.0.14")], ResolutionSettings.None));

        Assert.Equal(FaultCode.FrameworkMismatch, fault.Code);
        Assert.Equal(
            "Expected the layer to have Microsoft.NETCore.App 8.0.0, which the function's runtimeconfig.json asks for (roll-forward: LatestPatch), but it has 10.0.14. "
            + "Attach a layer of that version, or retarget the function, or allow it to run on 10.0.14 with DOTNET_ROLL_FORWARD=Major.",
            fault.Message);
    }

    [Fact]
    public void Says_nothing_of_rolling_forward_where_the_layer_is_behind()
    {
        var fault = Assert.Throws<FaultException>(() => RollForwardRule.Check(Config("11.0.0"), [new(Base, "10.0.14")], ResolutionSettings.None));

        Assert.EndsWith("Attach a layer of that version, or retarget the function.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Compares_names_by_case()
    {
        var config = Parse("""{ "runtimeOptions": { "framework": { "name": "microsoft.netcore.app", "version": "10.0.0" } } }""");

        Assert.Throws<FaultException>(() => RollForwardRule.Check(config, [new(Base, "10.0.14")], ResolutionSettings.None));
    }

    [Fact]
    public void Refuses_a_setting_of_the_environment_that_is_none()
    {
        var fault = Assert.Throws<FaultException>(() => RollForwardRule.Check(Config("10.0.0"), [new(Base, "10.0.14")], new ResolutionSettings { RollForward = "major!" }));

        Assert.Equal(FaultCode.FrameworkMismatch, fault.Code);
        Assert.Contains("DOTNET_ROLL_FORWARD", fault.Message, StringComparison.Ordinal);
        Assert.Contains("but it is \"major!\"", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Latest")]
    [InlineData("")]
    public void Refuses_a_setting_of_the_file_that_is_none(string setting)
    {
        var fault = Assert.Throws<FaultException>(() => Config("10.0.0", setting));

        Assert.Equal(FaultCode.RuntimeConfigInvalid, fault.Code);
        Assert.Contains($"\"runtimeOptions/rollForward\" is \"{setting}\", where Disable, ", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "9.0.0", "8.1.0", false)]
    [InlineData("0", "8.0.0", "8.0.5", true)]
    [InlineData("1", "8.0.0", "8.1.0", true)]
    [InlineData("1", "8.0.0", "9.0.0", false)]
    [InlineData("2", "8.0.0", "10.0.14", true)]
    public void Knows_the_older_spelling(string value, string wanted, string found, bool isAccepted)
    {
        var config = Parse($$"""{ "runtimeOptions": { "rollForwardOnNoCandidateFx": {{value}}, "framework": { "name": "{{Base}}", "version": "{{wanted}}" } } }""");

        Assert.Equal(isAccepted, Accepts(config, found));
    }

    private static bool Accepts(RuntimeConfigFile config, string found, string? environment = null)
    {
        try
        {
            RollForwardRule.Check(config, [new(Base, found)], new ResolutionSettings { RollForward = environment });
            return true;
        }
        catch (FaultException fault)
        {
            Assert.Equal(FaultCode.FrameworkMismatch, fault.Code);
            Assert.Contains($"but it has {found}", fault.Message, StringComparison.Ordinal);
            return false;
        }
    }

    private static RuntimeConfigFile Config(string version, string? rollForward = null, string? ofTheReference = null)
    {
        var file = rollForward is null ? "" : $"\"rollForward\": \"{rollForward}\", ";
        var reference = ofTheReference is null ? "" : $", \"rollForward\": \"{ofTheReference}\"";
        return Parse($"{{ \"runtimeOptions\": {{ {file}\"framework\": {{ \"name\": \"{Base}\", \"version\": \"{version}\"{reference} }} }} }}");
    }

    private static RuntimeConfigFile Parse(string json) => RuntimeConfigFile.Parse(Encoding.UTF8.GetBytes(json), "x");
}
