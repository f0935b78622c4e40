using System.Globalization;
using System.Runtime.Versioning;
using System.Text;

namespace Amazon.Lambda.Core;

/// <summary>Writes to the function's log from anywhere; to the console until a runtime has put delegates of its own in place.</summary>
/// <remarks>Runtimes set the private fields through reflection: their names and types are part of the contract.</remarks>
public static class LambdaLogger
{
    private static Action<string> _loggingAction = LogToConsole;
    private static Action<string, string, object[]> _loggingWithLevelAction = LogWithLevelToConsole;
    private static Action<string, Exception, string, object[]> _loggingWithLevelAndExceptionAction = LogWithLevelAndExceptionToConsole;

    // Options that the function set before a runtime was there to take them.
    private static StructuredLoggingOptions _placeHolderStructuredLoggingOptions;
    private static Action<StructuredLoggingOptions> _configureStructuredLoggingAction = static options => _placeHolderStructuredLoggingOptions = options;

    public static void Log(string message) => _loggingAction(message);

    public static void Log(string level, string message, params object[] args) => _loggingWithLevelAction(level, message, args);

    public static void Log(LogLevel level, string message, params object[] args) => Log(level.ToString(), message, args);

    public static void Log(string level, Exception exception, string message, params object[] args) =>
        _loggingWithLevelAndExceptionAction(level, exception, message, args);

    public static void Log(LogLevel level, Exception exception, string message, params object[] args) => Log(level.ToString(), exception, message, args);

    /// <summary>Takes effect where the runtime writes its log in JSON.</summary>
    [RequiresPreviewFeatures("Set EnablePreviewFeatures to true in the function's project to use it.")]
    public static void ConfigureStructuredLogging(StructuredLoggingOptions options) => _configureStructuredLoggingAction(options);

    internal static void SetConfigureStructuredLoggingAction(Action<StructuredLoggingOptions> configureStructuredLoggingAction)
    {
        _configureStructuredLoggingAction = configureStructuredLoggingAction;

        if (_placeHolderStructuredLoggingOptions is { } waiting)
            configureStructuredLoggingAction(waiting);
    }

    private static void LogToConsole(string message) => Console.WriteLine(message);

    private static void LogWithLevelToConsole(string level, string message, params object[] args)
    {
        var line = new StringBuilder().Append(level).Append(": ").Append(message);

        if (args is { Length: > 0 })
            _ = line.Append(CultureInfo.InvariantCulture, $" [{string.Join(", ", args)}]");

        Console.WriteLine(line);
    }

    private static void LogWithLevelAndExceptionToConsole(string level, Exception exception, string message, params object[] args)
    {
        LogWithLevelToConsole(level, message, args);
        Console.WriteLine(exception);
    }
}
