using Pintle.Host.Logging;

namespace Pintle.Host.Tests.Logging;

public sealed class LogSettingsTests
{
    [Theory]
    [InlineData(null, 2)]
    [InlineData("", 2)]
    [InlineData("nonsense", 2)]
    [InlineData("INFO", 2)]
    [InlineData("TRACE", 0)]
    [InlineData("DEBUG", 1)]
    [InlineData("Information", 2)]
    [InlineData("WARN", 3)]
    [InlineData("warning", 3)]
    [InlineData("ERROR", 4)]
    [InlineData("FATAL", 5)]
    [InlineData("critical", 5)]
    [InlineData("4", 4)]
    public void Take_the_level_in_Lambdas_words_and_in_NETs(string? level, int minimum) => Assert.Equal((Severity)minimum, LogSettings.Of(level, null, null, null, null).Minimum);

    [Theory]
    [InlineData(null, 0)]
    [InlineData("", 0)]
    [InlineData("Text", 0)]
    [InlineData("Default", 0)]
    [InlineData("nonsense", 0)]
    [InlineData("Unformatted", 1)]
    [InlineData("unformatted", 1)]
    [InlineData("JSON", 2)]
    [InlineData("Json", 2)]
    public void Take_the_format_in_any_case(string? format, int expected) => Assert.Equal((LogFormat)expected, LogSettings.Of(null, format, null, null, null).Format);

    [Fact]
    public void Let_only_the_service_decide_what_frames_say_of_their_format()
    {
        Assert.False(LogSettings.Of(null, "JSON", "Text", "5", null).FramesAreJson);
        Assert.True(LogSettings.Of(null, "Text", "JSON", "5", null).FramesAreJson);
    }

    [Theory]
    [InlineData(null, -1)]
    [InlineData("", -1)]
    [InlineData("-1", -1)]
    [InlineData("three", -1)]
    [InlineData("3", 3)]
    public void Take_a_descriptor_that_is_a_number(string? descriptor, int expected) => Assert.Equal(expected, LogSettings.Of(null, null, null, descriptor, null).TelemetryDescriptor);

    [Theory]
    [InlineData(null, false)]
    [InlineData("split", false)]
    [InlineData("join", true)]
    [InlineData("JOIN", true)]
    public void Join_lines_only_when_asked(string? lines, bool joins) => Assert.Equal(joins, LogSettings.Of(null, null, null, null, lines).JoinsLines);

    [Theory]
    [InlineData(null, 0)]
    [InlineData("off", 0)]
    [InlineData("error", 1)]
    [InlineData("Info", 2)]
    [InlineData("DEBUG", 3)]
    public void Know_the_four_levels_of_the_hosts_own_trace(string? name, int level) => Assert.Equal(level, HostTrace.LevelOf(name));
}
