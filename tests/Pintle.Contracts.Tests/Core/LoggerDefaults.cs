using Amazon.Lambda.Core;

namespace Pintle.Contracts.Tests.Core;

/// <summary>What ILambdaLogger does of its own where a runtime's logger does not.</summary>
public sealed class LoggerDefaults
{
    public static readonly TheoryData<LogLevel> Levels = [.. Enum.GetValues<LogLevel>()];

    [Theory, MemberData(nameof(Levels))]
    public void A_message_with_a_level_becomes_a_line_without_it(LogLevel level)
    {
        var logger = new PlainLogger();

        WriteMessage(logger, level, "m");
        ((ILambdaLogger)logger).Log(level, "m");
        ((ILambdaLogger)logger).Log(level.ToString(), "m");

        Assert.Equal(["line: m", "line: m", "line: m"], logger.Lines);
    }

    [Theory, MemberData(nameof(Levels))]
    public void Arguments_reach_the_one_overload_that_a_runtime_implements(LogLevel level)
    {
        var logger = new LevelLogger();

        WriteTemplate(logger, level, "of {a}, {b}", 1, 2);
        ((ILambdaLogger)logger).Log(level, "of {a}, {b}", 1, 2);

        Assert.Equal([$"{level}: of {{a}}, {{b}} [1, 2]", $"{level}: of {{a}}, {{b}} [1, 2]"], logger.Lines);
    }

    [Theory, MemberData(nameof(Levels))]
    public void An_exception_follows_its_message(LogLevel level)
    {
        var logger = new LevelLogger();
        var exception = new InvalidOperationException("failed");

        WriteException(logger, level, exception, "of {a}", 1);
        ((ILambdaLogger)logger).Log(level, exception, "of {a}", 1);

        string[] once = [$"{level}: of {{a}} [1]", $"{level}: {exception} []"];
        Assert.Equal([.. once, .. once], logger.Lines);
    }

#if !AWS_PACKAGES // Amazon's default calls itself until the stack ends.
    [Fact]
    public void A_logger_without_the_overload_for_arguments_is_told_so()
    {
        ILambdaLogger logger = new PlainLogger();

        var exception = Assert.Throws<NotSupportedException>(() => logger.LogInformation("of {a}", 1));

        Assert.Contains(typeof(PlainLogger).FullName!, exception.Message, StringComparison.Ordinal);
        Assert.Contains("Log(string, string, object[])", exception.Message, StringComparison.Ordinal);
    }
#endif

    private static void WriteMessage(ILambdaLogger logger, LogLevel level, string message)
    {
        Action<string> write = level switch
        {
            LogLevel.Trace => logger.LogTrace,
            LogLevel.Debug => logger.LogDebug,
            LogLevel.Information => logger.LogInformation,
            LogLevel.Warning => logger.LogWarning,
            LogLevel.Error => logger.LogError,
            _ => logger.LogCritical,
        };
        write(message);
    }

    private static void WriteTemplate(ILambdaLogger logger, LogLevel level, string message, params object[] arguments)
    {
        Action<string, object[]> write = level switch
        {
            LogLevel.Trace => logger.LogTrace,
            LogLevel.Debug => logger.LogDebug,
            LogLevel.Information => logger.LogInformation,
            LogLevel.Warning => logger.LogWarning,
            LogLevel.Error => logger.LogError,
            _ => logger.LogCritical,
        };
        write(message, arguments);
    }

    private static void WriteException(ILambdaLogger logger, LogLevel level, Exception exception, string message, params object[] arguments)
    {
        Action<Exception, string, object[]> write = level switch
        {
            LogLevel.Trace => logger.LogTrace,
            LogLevel.Debug => logger.LogDebug,
            LogLevel.Information => logger.LogInformation,
            LogLevel.Warning => logger.LogWarning,
            LogLevel.Error => logger.LogError,
            _ => logger.LogCritical,
        };
        write(exception, message, arguments);
    }
}
