using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FakeAws;

/// <summary>A request's signature, checked from its bytes as they came. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html</summary>
internal sealed record Signature(string? Region, string? Service, FakeReply? Refusal)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static Signature Check(FakeRequest request, FakeCloud cloud)
    {
        var header = request.Header("Authorization");
        if (header is null || !header.StartsWith("AWS4-HMAC-SHA256 ", StringComparison.Ordinal))
            return new Signature(null, null, FakeReply.Error(403, "MissingAuthenticationTokenException", "Missing Authentication Token"));
        var parts = header["AWS4-HMAC-SHA256 ".Length..].Split(',').Select(part => part.Trim().Split('=', 2)).ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
        var scope = parts["Credential"].Split('/');
        var (key, day, region, service) = (scope[0], scope[1], scope[2], scope[3]);
        if (key != FakeCloud.AccessKey)
            return new Signature(region, service, FakeReply.Error(403, "UnrecognizedClientException", "The security token included in the request is invalid."));
        if (cloud.HaveCredentialsExpired)
            return new Signature(region, service, FakeReply.Error(403, "ExpiredTokenException", "The security token included in the request is expired"));

        var stamp = request.Header("x-amz-date")!;
        var signed = DateTimeOffset.ParseExact(stamp, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        if ((cloud.Clock.GetUtcNow() - signed).Duration() > Tolerance)
            return new Signature(region, service, FakeReply.Error(403, "InvalidSignatureException", $"Signature expired: {stamp} is now earlier than {cloud.Clock.GetUtcNow() - Tolerance:yyyyMMdd'T'HHmmss'Z'}"));

        var digest = Convert.ToHexStringLower(SHA256.HashData(request.Body));
        var declared = request.Header("x-amz-content-sha256");
        if (service == "s3" && declared is not null && declared != "UNSIGNED-PAYLOAD" && declared != digest)
            return new Signature(region, service, FakeReply.Error(400, "XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed."));
        var payload = service == "s3" ? declared ?? digest : digest;
        var names = parts["SignedHeaders"].Split(';');
        var canonical = string.Join('\n', request.Method, CanonicalPath(request.Path, service), CanonicalQuery(request.RawQuery), string.Concat(names.Select(name => $"{name}:{Trim(request.Header(name) ?? "")}\n")), parts["SignedHeaders"], payload);
        var text = string.Join('\n', "AWS4-HMAC-SHA256", stamp, $"{day}/{region}/{service}/aws4_request", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
        var signing = new[] { day, region, service, "aws4_request" }.Aggregate(Encoding.UTF8.GetBytes("AWS4" + FakeCloud.SecretKey), (secret, each) => HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(each)));
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(signing, Encoding.UTF8.GetBytes(text)));
        return expected == parts["Signature"]
            ? new Signature(region, service, null)
            : new Signature(region, service, FakeReply.Error(403, "InvalidSignatureException", $"The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. The Canonical String for this request should have been '{canonical}'"));
    }

    /// <summary>Every service but S3 escapes what is escaped already.</summary>
    private static string CanonicalPath(string path, string service) => service == "s3" ? path : string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static string CanonicalQuery(string query) => string.Join('&', query.Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2)).Select(pair => (Name: Again(pair[0]), Value: Again(pair.Length > 1 ? pair[1] : "")))
        .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal).Select(pair => $"{pair.Name}={pair.Value}"));

    private static string Again(string text) => Uri.EscapeDataString(Uri.UnescapeDataString(text));

    private static string Trim(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
