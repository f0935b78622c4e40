using System.Text.RegularExpressions;

namespace Pintle.Emulator.Invoke;

/// <summary>Which function a path means: a name, a part of an ARN or all of it, with or without a qualifier. Nothing of it is ever a path of the file system.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_RequestSyntax</remarks>
internal sealed partial record InvokeTarget(string Reference, string? Qualifier, bool IsStreaming)
{
    private static readonly (string Prefix, string Suffix, bool IsStreaming)[] Paths =
    [
        ("/2015-03-31/functions/", "/invocations", false),
        ("/2021-11-15/functions/", "/response-streaming-invocations", true),
    ];

    private const int MaxLength = 170; // Of FunctionName, in the API's own reference.
    private const string Pattern = @"(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?";

    /// <param name="target">The request's target as it was sent: nothing has been decoded or normalised.</param>
    /// <param name="method">The request's method.</param>
    /// <param name="fault">Why there is no result.</param>
    public static InvokeTarget? Parse(string target, string method, out InvokeFault? fault)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target[..query];
        var (prefix, suffix, isStreaming) = Paths.FirstOrDefault(each =>
            path.StartsWith(each.Prefix, StringComparison.Ordinal) && path.EndsWith(each.Suffix, StringComparison.Ordinal) && path.Length > each.Prefix.Length + each.Suffix.Length);
        var segment = prefix is null ? "" : path[prefix.Length..^suffix.Length];
        if (method != "POST" || segment.Length == 0 || segment.Contains('/', StringComparison.Ordinal))
        {
            fault = InvokeFault.UnknownOperation(method);
            return null;
        }

        // Once: what is still encoded afterwards is not a name.
        var name = Uri.UnescapeDataString(segment);
        fault = name.Length > MaxLength ? InvokeFault.NameLength(MaxLength) : null;
        if (fault is not null || Form().Match(name) is not { Success: true } match)
        {
            fault ??= InvokeFault.Name(name, Pattern);
            return null;
        }

        var qualifier = match.Groups["qualifier"] is { Success: true } group ? group.Value : null;
        return new InvokeTarget(match.Groups["function"].Value, QualifierOf(query < 0 ? "" : target[(query + 1)..]) ?? qualifier, isStreaming);
    }

    /// <summary>Whether the function of this ARN is meant: a reference is an end of it.</summary>
    public bool Means(string arn) => $":{arn}".EndsWith($":{Reference}", StringComparison.Ordinal);

    private static string? QualifierOf(string query) =>
        query.Split('&').Where(pair => pair.StartsWith("Qualifier=", StringComparison.Ordinal)).Select(pair => Uri.UnescapeDataString(pair["Qualifier=".Length..])).FirstOrDefault(value => value.Length > 0);

    [GeneratedRegex(@"\A(?<function>(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso[a-z]?))?-[a-z]+-[0-9]:)?([0-9]{12}:)?(function:)?[a-zA-Z0-9_.-]+)(:(?<qualifier>\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9_-]+))?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
