using System.Globalization;

namespace Pintle.Host.Logging;

internal enum LogFormat
{
    Text,

    /// <summary>The message alone, without time, request id and level.</summary>
    Unformatted,

    Json,
}

/// <summary>What the environment says about logs (docs/logging.md), read once. A value that is not understood counts as absent, as on AWS.</summary>
internal sealed class LogSettings
{
    public const int NoDescriptor = -1;

    private LogSettings() { }

    public static LogSettings Current => field ??= Of(
        HostEnvironment.LogLevel, HostEnvironment.LogFormat, HostEnvironment.ServiceLogFormat, HostEnvironment.TelemetryLogDescriptor, HostEnvironment.LogLines);

    /// <summary>Records below it are dropped.</summary>
    public Severity Minimum { get; private init; }

    public LogFormat Format { get; private init; }

    /// <summary>The file descriptor that takes framed records; <see cref="NoDescriptor"/> when there is none.</summary>
    public int TelemetryDescriptor { get; private init; }

    /// <summary>Frames say JSON because the service was told so, whatever the function's own variable chose (RuntimeSupport, FileDescriptorLogFactory).</summary>
    public bool FramesAreJson { get; private init; }

    /// <summary>Line ends inside a record become carriage returns, so that the record stays one event.</summary>
    public bool JoinsLines { get; private init; }

    /// <param name="level">AWS_LAMBDA_HANDLER_LOG_LEVEL, else AWS_LAMBDA_LOG_LEVEL.</param>
    /// <param name="format">AWS_LAMBDA_HANDLER_LOG_FORMAT, else AWS_LAMBDA_LOG_FORMAT.</param>
    /// <param name="serviceFormat">AWS_LAMBDA_LOG_FORMAT.</param>
    /// <param name="descriptor">_LAMBDA_TELEMETRY_LOG_FD.</param>
    /// <param name="lines">PINTLE_LOG_LINES.</param>
    public static LogSettings Of(string? level, string? format, string? serviceFormat, string? descriptor, string? lines) => new()
    {
        Minimum = MinimumOf(level),
        Format = Is(format, "json") || format == "2" ? LogFormat.Json : Is(format, "unformatted") || format == "1" ? LogFormat.Unformatted : LogFormat.Text,
        FramesAreJson = Is(serviceFormat, "json"),
        TelemetryDescriptor = int.TryParse(descriptor, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : NoDescriptor,
        JoinsLines = Is(lines, "join"),
    };

    /// <summary>Lambda's own names differ for two levels; its INFO is no name here, and means Information because that is the default.</summary>
    private static Severity MinimumOf(string? level) =>
        Is(level, "fatal") ? Severity.Critical : Is(level, "warn") ? Severity.Warning : SeverityText.TryParse(level, out var minimum) ? minimum : Severity.Information;

    private static bool Is(string? value, string name) => string.Equals(value, name, StringComparison.OrdinalIgnoreCase);
}
