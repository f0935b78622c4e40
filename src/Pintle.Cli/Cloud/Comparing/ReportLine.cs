using System.Globalization;
using System.Text.RegularExpressions;

namespace Pintle.Cli.Cloud.Comparing;

/// <summary>What Lambda's own lines at the end of a log say of an invocation. https://docs.aws.amazon.com/lambda/latest/dg/csharp-logging.html</summary>
internal sealed partial record ReportLine(double Duration, double Billed, double? Init, double? MaxMemory)
{
    /// <returns>Null where the log has no such line.</returns>
    public static ReportLine? Read(string log)
    {
        var report = log.Split('\n').LastOrDefault(line => line.StartsWith("REPORT ", StringComparison.Ordinal));
        if (report is null || Number(report, "\tDuration") is not { } duration || Number(report, "\tBilled Duration") is not { } billed)
            return null;
        // An init that failed or took too long has a line of its own.
        var init = Number(report, "\tInit Duration") ?? (log.Split('\n').FirstOrDefault(line => line.StartsWith("INIT_REPORT ", StringComparison.Ordinal)) is { } failed ? Number(failed, "Init Duration") : null);
        return new ReportLine(duration, billed, init, Number(report, "\tMax Memory Used"));
    }

    private static double? Number(string line, string name) =>
        line.IndexOf(name + ": ", StringComparison.Ordinal) is >= 0 and var at && double.TryParse(Digits().Match(line, at + name.Length + 2).Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex("[0-9.]+")]
    private static partial Regex Digits();
}

/// <summary>A function's own lines of a log, without what differs each time.</summary>
internal static partial class LogText
{
    private static readonly string[] OfLambda = ["START RequestId", "END RequestId", "REPORT RequestId", "INIT_START ", "INIT_REPORT ", "XRAY TraceId"];

    public static string Normalize(string log) => string.Join('\n', log.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0 && !OfLambda.Any(start => line.StartsWith(start, StringComparison.Ordinal)))
        .Select(line => Time().Replace(Id().Replace(line, "<id>"), "<time>")));

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Id();

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z?")]
    private static partial Regex Time();
}
