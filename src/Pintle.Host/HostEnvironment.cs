using System.Globalization;
using Pintle.Host.Invocations;
using Pintle.Host.Prewarm;
using Pintle.Shared;

namespace Pintle.Host;

/// <summary>
/// The environment variables that the context shows or logs depend on, and the switches of the init phase, read when first asked for. No other type of the host reads an environment variable.
/// </summary>
internal static class HostEnvironment
{
    public static string? FunctionName => field ??= Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_NAME");
    public static string? FunctionVersion => field ??= Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_VERSION");
    public static string? LogGroupName => field ??= Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_GROUP_NAME");
    public static string? LogStreamName => field ??= Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_STREAM_NAME");

    /// <summary>AWS_LAMBDA_DOTNET_PREJIT, see <see cref="Prewarm.PreJit"/>.</summary>
    public static string? PreJit => Environment.GetEnvironmentVariable("AWS_LAMBDA_DOTNET_PREJIT");

    public static string? TraceId => Environment.GetEnvironmentVariable(TraceIdVariable.Name);

    /// <summary>PINTLE_PREWARM, see <see cref="PrewarmMode"/>.</summary>
    public static string? Prewarm => Environment.GetEnvironmentVariable("PINTLE_PREWARM");

    /// <summary>PINTLE_REHEARSAL, see docs/rehearsal.md.</summary>
    public static string? Rehearsal => Environment.GetEnvironmentVariable("PINTLE_REHEARSAL");

    /// <summary>PINTLE_JSON: off leaves everything to the function's serializer, also while its package is built; generate makes the code in each start, for whoever wants to see what it does without building.</summary>
    public static string? Json => Environment.GetEnvironmentVariable("PINTLE_JSON");

    /// <summary>Where this start is to write the code for the JSON of its handler's types, while a package is built.</summary>
    public static string? JsonFile => Environment.GetEnvironmentVariable(RehearsalFormat.JsonVariable);

    /// <summary>The file that says that something was left to the serializer, while a package is built.</summary>
    public static string? JsonLeftFile => Environment.GetEnvironmentVariable(RehearsalFormat.JsonLeftVariable);

    /// <summary>LAMBDA_NET_SERIALIZER_DEBUG: Amazon's serializers write each event and response to the log.</summary>
    public static string? SerializerDebug => Environment.GetEnvironmentVariable("LAMBDA_NET_SERIALIZER_DEBUG");

    /// <summary>on-demand or provisioned-concurrency; snap-start never comes to an OS-only runtime.</summary>
    public static string? InitializationType => Environment.GetEnvironmentVariable("AWS_LAMBDA_INITIALIZATION_TYPE");

    /// <summary>Any value of _AWS_LAMBDA_DOTNET_DEBUGGING asks for it, as on AWS.</summary>
    public static bool WaitsForDebugger => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("_AWS_LAMBDA_DOTNET_DEBUGGING"));

    /// <summary>The function's memory in MB; 0 when the variable is absent or not a number.</summary>
    public static int MemoryLimitInMB { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), NumberStyles.None, CultureInfo.InvariantCulture, out var megabytes) ? megabytes : 0;

    public static string? LogLevel => Either("AWS_LAMBDA_HANDLER_LOG_LEVEL", "AWS_LAMBDA_LOG_LEVEL");
    public static string? LogFormat => Either("AWS_LAMBDA_HANDLER_LOG_FORMAT", ServiceLogFormatName);

    /// <summary>What the service was told, whatever the function's own variable says.</summary>
    public static string? ServiceLogFormat => Environment.GetEnvironmentVariable(ServiceLogFormatName);

    /// <summary>The file descriptor that takes framed log records; usually absent for an OS-only runtime.</summary>
    public static string? TelemetryLogDescriptor => Environment.GetEnvironmentVariable("_LAMBDA_TELEMETRY_LOG_FD");

    public static string? LogLines => Environment.GetEnvironmentVariable("PINTLE_LOG_LINES");
    public static string? TraceLevel => Environment.GetEnvironmentVariable("PINTLE_LOG");

    private const string ServiceLogFormatName = "AWS_LAMBDA_LOG_FORMAT";

    private static string? Either(string name, string otherwise)
    {
        var value = Environment.GetEnvironmentVariable(name);
        return string.IsNullOrEmpty(value) ? Environment.GetEnvironmentVariable(otherwise) : value;
    }
}
