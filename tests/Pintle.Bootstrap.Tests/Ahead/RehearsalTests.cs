using Pintle.Bootstrap.Ahead;

namespace Pintle.Bootstrap.Tests.Ahead;

public sealed class RehearsalTests
{
    [Theory]
    [InlineData(null, false, RehearsalSetting.DefaultWait)]
    [InlineData("wait", false, RehearsalSetting.DefaultWait)]
    [InlineData("something else", false, RehearsalSetting.DefaultWait)]
    [InlineData("-1", false, RehearsalSetting.DefaultWait)]
    [InlineData("off", true, 0)]
    [InlineData("OFF", true, 0)]
    [InlineData("nowait", false, 0)]
    [InlineData("NoWait", false, 0)]
    [InlineData("0", false, 0)]
    [InlineData("250", false, 250)]
    public void Its_setting_is_a_word_or_milliseconds(string? text, bool isOff, int wait) => Assert.Equal(new RehearsalSetting(isOff, wait), RehearsalSetting.Parse(text, waitsByDefault: true));

    /// <summary>With a whole processor the wait takes what it saves; but where no event waits for the init phase, it costs nobody anything.</summary>
    [Theory]
    [InlineData(0, null, true)]
    [InlineData(128, "on-demand", true)]
    [InlineData(1768, "on-demand", true)]
    [InlineData(1769, "on-demand", false)]
    [InlineData(1769, null, false)]
    [InlineData(10240, "on-demand", false)]
    [InlineData(1769, "provisioned-concurrency", true)]
    [InlineData(4096, "lambda-managed-instances", true)]
    public void Its_default_waits_where_the_first_invocation_gains(int megabytes, string? initializationType, bool waits)
    {
        Assert.Equal(waits, RehearsalSetting.WaitsByDefault((ulong)megabytes << 20, initializationType));
        Assert.Equal(new RehearsalSetting(IsOff: false, waits ? RehearsalSetting.DefaultWait : 0), RehearsalSetting.Parse(null, waits));
        Assert.Equal(new RehearsalSetting(IsOff: false, RehearsalSetting.DefaultWait), RehearsalSetting.Parse("Wait", waits));
    }
}
