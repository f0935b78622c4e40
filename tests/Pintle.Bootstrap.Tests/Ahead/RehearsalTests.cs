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
    public void Its_setting_is_a_word_or_milliseconds(string? text, bool isOff, int wait) => Assert.Equal(new RehearsalSetting(isOff, wait), RehearsalSetting.Parse(text));
}
