using System.Diagnostics;
using System.Globalization;
using Pintle.Shared;

namespace Pintle.Host.Errors;

/// <summary>What is reported of an exception. It is read once and with care: an exception's members are user code, and may throw themselves.</summary>
internal sealed class ErrorReport
{
    /// <summary>How deep causes are followed: some code wraps an exception at each of its retries, and the stack has an end. Chosen, not measured: causes that lie deeper are not told.</summary>
    private const int MostDepth = 64;

    private ErrorReport(string type, string? message)
    {
        Type = type;
        Message = message;
    }

    /// <summary>The exception type's short name.</summary>
    public string Type { get; }

    public string? Message { get; }

    /// <summary>As StackTrace.ToString gives it; null for an exception that was never thrown.</summary>
    public string? StackTrace { get; private init; }

    /// <summary>Only of the outermost exception, for X-Ray.</summary>
    public IReadOnlyList<StackFrame> Frames { get; private init; } = [];

    public ErrorReport? Cause { get; private init; }

    /// <summary>The inner exceptions of an AggregateException, the first of which is also the cause.</summary>
    public IReadOnlyList<ErrorReport> Causes { get; private init; } = [];

    /// <summary>A fault that is no exception of the function's: a name and a text.</summary>
    public static ErrorReport Of(string type, string message) => new(type, message);

    public static ErrorReport Of(Exception exception) => Of(exception, depth: 0);

    private static ErrorReport Of(Exception exception, int depth)
    {
        if (depth == MostDepth)
            return new ErrorReport(exception.GetType().Name, $"(left out, with its causes: it is number {MostDepth + 1} in a chain)");
        var trace = TraceOf(exception);
        ErrorReport[] causes = exception is AggregateException aggregate ? [.. aggregate.InnerExceptions.Select(each => Of(each, depth + 1))] : [];
        return new ErrorReport(exception.GetType().Name, IsForLackOfCultures(exception) ? $"{ErrorMessage.Of(exception)} {CultureText}" : ErrorMessage.Of(exception))
        {
            StackTrace = trace?.ToString(),
            Frames = depth == 0 && trace is not null ? trace.GetFrames() : [],
            // The same object: two reports of one exception would double aggregates in aggregates at each level.
            Cause = causes.Length > 0 ? causes[0] : exception.InnerException is { } inner ? Of(inner, depth + 1) : null,
            Causes = causes,
        };
    }

    /// <summary>Whether it is, or was caused by, a culture that the layer has no data for.</summary>
    public static bool LacksCulture(Exception? exception)
    {
        for (var depth = 0; exception is not null && depth < MostDepth; depth++, exception = exception.InnerException)
        {
            if (IsForLackOfCultures(exception))
                return true;
        }
        return false;
    }

    /// <summary>What there is and the ways out; for a function that is known to need cultures only the one that gives it them.</summary>
    public static string CultureText => Need is { } need ? $"This function runs without ICU, with the invariant culture only, and {need.Assembly} {need.Reason}. {CultureNeeds.Remedy}" : MissingCultures.Text;

    /// <summary>The same, in the middle of a sentence.</summary>
    public static string CultureRemedy => Need is null ? MissingCultures.Remedy : "build the layer with pintle build --globalization icu";

    private static CultureNeeds.Need? Need => CultureNeeds.Find((AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "").Split(':'));

    private static bool IsForLackOfCultures(Exception exception) =>
        exception is CultureNotFoundException && AppContext.TryGetSwitch(MissingCultures.Property, out var isInvariant) && isInvariant;

    private static StackTrace? TraceOf(Exception exception)
    {
        try
        {
            return string.IsNullOrEmpty(exception.StackTrace) ? null : new StackTrace(exception, fNeedFileInfo: true);
        }
        catch (Exception)
        {
            return null;
        }
    }
}
