using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;

namespace Pintle.Aws;

/// <summary>An answer that is an error: what AWS calls it, what it said, and what that means for the person who asked.</summary>
internal sealed record AwsFailure(string Code, string Said)
{
    private const int MostQuoted = 400; // Chosen, not measured: a service's words stay a readable message.

    private static readonly string[] Throttles =
    [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "TooManyRequestsException", "ProvisionedThroughputExceededException", "RequestLimitExceeded",
        "BandwidthLimitExceeded", "RequestThrottled", "SlowDown", "PriorRequestNotComplete",
    ];

    private static readonly string[] Expired = ["ExpiredToken", "ExpiredTokenException", "RequestExpired"];
    private static readonly string[] Rejected = ["UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch", "InvalidAccessKeyId", "MissingAuthenticationToken", "MissingAuthenticationTokenException", "IncompleteSignature", "IncompleteSignatureException"];
    private static readonly string[] Denied = ["AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation", "OptInRequired"];

    /// <summary>After these words a message repeats a part of the request, which holds values of variables or a session token.</summary>
    private static readonly string[] Repeats = ["String measured:", "The Canonical String", "The String-to-Sign", "Value '{"];

    public bool IsThrottle => Throttles.Contains(Code);

    /// <summary>The request's time differs from AWS's.</summary>
    public bool IsSkew => Code is "RequestTimeTooSkewed" or "RequestInTheFuture" || (Code is "InvalidSignatureException" or "SignatureDoesNotMatch" or "RequestExpired" && Said.Contains("Signature", StringComparison.Ordinal) && (Said.Contains("expired", StringComparison.Ordinal) || Said.Contains("not yet current", StringComparison.Ordinal)));

    /// <param name="header">The header <c>x-amzn-errortype</c>.</param>
    /// <param name="status">The answer's status.</param>
    /// <param name="body">JSON with either spelling of <c>message</c>, or XML; a proxy's page has neither.</param>
    public static AwsFailure Read(string? header, int status, string body)
    {
        var (code, said) = OfJson(body) ?? OfXml(body) ?? (null, null);
        // "ResourceNotFoundException:http://internal.amazon.com/…", "com.amazonaws.lambda#TooManyRequestsException".
        var name = (header ?? code ?? $"status {status}").Split(':')[0].Split('#')[^1];
        return new AwsFailure(name, Bounded(said ?? ""));
    }

    /// <summary>One sentence, or two: which call was refused, with what, and what to do.</summary>
    public string Describe(AwsAction action, string target, string region)
    {
        var found = Said.Length > 0 ? $"{Code}, '{Said}'" : Code;
        var expected = $"Expected {action} for {target} in {region} to be done";
        return this switch
        {
            _ when Expired.Contains(Code) => $"Expected AWS credentials that are valid, but they have expired ({Code}). Sign in again (aws sso login, or new keys), and repeat the command.",
            _ when IsSkew => $"{expected}, but AWS takes the request's time for wrong: {found}. Set this machine's clock.",
            _ when Rejected.Contains(Code) => $"Expected AWS credentials that AWS knows, but it rejected them: {found}. Correct the keys or the profile (--profile).",
            _ when Denied.Contains(Code) => $"{expected}, but these credentials may not: {found}. Allow {action}; docs/iam.md has the whole policy of each command.",
            _ when IsThrottle => $"{expected}, but AWS throttled every attempt: {found}. Repeat the command later; it goes on where it was.",
            _ when Code is "CodeStorageExceededException" => $"{expected}, but the account's code storage is full: {found}. Make room with pintle prune, or ask AWS for more.",
            _ when Code is "RequestEntityTooLargeException" => $"{expected}, but it is too large: {found}. Give --s3-bucket.",
            _ => $"{expected}, but AWS refused: {found}. {Advice()}",
        };
    }

    private string Advice() => Code switch
    {
        "ResourceNotFoundException" => "Correct the name or the region.",
        "ResourceConflictException" => "Repeat the command when nothing else changes it.",
        "PreconditionFailedException" => "Somebody else changed it meanwhile: look at it, and repeat the command.",
        _ => "Correct that, and repeat the command.",
    };

    private static (string? Code, string? Said)? OfJson(string body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject root ? (Text(root, "__type") ?? Text(root, "code") ?? Text(root, "Code"), Text(root, "message") ?? Text(root, "Message")) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonObject root, string member) => root[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static (string? Code, string? Said)? OfXml(string body)
    {
        try
        {
            var root = XElement.Parse(body);
            var error = root.DescendantsAndSelf().FirstOrDefault(element => element.Name.LocalName == "Error");
            return error is null ? null : (error.Elements().FirstOrDefault(each => each.Name.LocalName == "Code")?.Value, error.Elements().FirstOrDefault(each => each.Name.LocalName == "Message")?.Value);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static string Bounded(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        foreach (var words in Repeats)
        {
            if (line.IndexOf(words, StringComparison.Ordinal) is >= 0 and var at)
                line = line[..at].TrimEnd() + "…";
        }

        return line.Length <= MostQuoted ? line : line[..MostQuoted] + "…";
    }
}
