using System.Globalization;

namespace Pintle.Host.Logging;

/// <summary>How serious a record is; the numbers of Amazon.Lambda.Core's LogLevel, which older versions of that assembly do not have.</summary>
internal enum Severity
{
    Trace = 0,
    Debug = 1,
    Information = 2,
    Warning = 3,
    Error = 4,
    Critical = 5,
}

/// <summary>The names of levels: how the function and the environment write them, and how records show them.</summary>
internal static class SeverityText
{
    /// <summary>A level's name in any case, or its number. Written out: Enum.TryParse would be jitted for this type.</summary>
    public static bool TryParse(string? text, out Severity severity)
    {
        var name = text.AsSpan().Trim();
        severity = Severity.Trace;
        if (name.IsEmpty)
            return false;
        for (var level = Severity.Trace; level <= Severity.Critical; level++)
        {
            if (name.Equals(Name(level), StringComparison.OrdinalIgnoreCase))
            {
                severity = level;
                return true;
            }
        }
        if (!int.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return false;
        severity = (Severity)number;
        return true;
    }

    /// <summary>The four letters of the text format.</summary>
    public static string Label(Severity severity) => severity switch
    {
        Severity.Trace => "trce",
        Severity.Debug => "dbug",
        Severity.Information => "info",
        Severity.Warning => "warn",
        Severity.Error => "fail",
        Severity.Critical => "crit",
        _ => Number(severity),
    };

    /// <summary>The whole word, for JSON.</summary>
    public static string Name(Severity severity) => severity switch
    {
        Severity.Trace => "Trace",
        Severity.Debug => "Debug",
        Severity.Information => "Information",
        Severity.Warning => "Warning",
        Severity.Error => "Error",
        Severity.Critical => "Critical",
        _ => Number(severity),
    };

    private static string Number(Severity severity) => ((int)severity).ToString(CultureInfo.InvariantCulture);
}
