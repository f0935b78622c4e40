using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;

namespace Pintle.Aws;

/// <summary>Signature version 4, by the signer of AWS's SDK. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html</summary>
internal static class RequestSigner
{
    private const string ContentHash = "x-amz-content-sha256";

    /// <summary>The headers that the request has to be sent with: those given, and those that the signature adds.</summary>
    /// <param name="credentials">Whose signature it is.</param>
    /// <param name="signingName">The service, as signatures call it.</param>
    /// <param name="region">The region, as signatures call it.</param>
    /// <param name="now">The time by AWS's clock.</param>
    /// <param name="request">What is signed; its path's segments are escaped already.</param>
    public static IReadOnlyDictionary<string, string> Sign(ImmutableCredentials credentials, string signingName, string region, DateTimeOffset now, SignedRequest request)
    {
        using var signed = new DefaultRequest(new AnyRequest(), signingName)
        {
            HttpMethod = request.Method,
            Endpoint = new Uri($"{request.Address.Scheme}://{request.Address.Authority}"),
            // The signer escapes: once for S3, which signs the path as it is sent, and twice for every other service.
            ResourcePath = Uri.UnescapeDataString(request.Address.AbsolutePath),
            UseDoubleEncoding = signingName != "s3",
            Content = request.Content,
            AuthenticationRegion = region,
            UseQueryString = false,
        };
        foreach (var (name, value) in request.Query)
            signed.Parameters.Add(name, value);
        signed.UseQueryString = signed.Parameters.Count > 0;
        foreach (var (name, value) in request.Headers)
            signed.Headers[name] = value;
        if (credentials.UseToken)
            signed.Headers["X-Amz-Security-Token"] = credentials.Token;
        var result = new AWS4Signer().SignRequest(signed, new SignedService(signingName, region), new RequestMetrics(), credentials.AccessKey, credentials.SecretKey, now.UtcDateTime);
        return new Dictionary<string, string>(signed.Headers, StringComparer.OrdinalIgnoreCase) { ["Authorization"] = result.ForAuthorizationHeader };
    }

    private sealed class AnyRequest : AmazonWebServiceRequest;
}

/// <summary>What is signed of a request; the address is without the query.</summary>
internal sealed record SignedRequest(string Method, Uri Address, IReadOnlyList<(string Name, string Value)> Query, IReadOnlyDictionary<string, string> Headers, byte[] Content)
{
    /// <summary>The address with the query, escaped as the signature takes it.</summary>
    public Uri Whole => Query.Count == 0 ? Address : new Uri($"{Address}?{string.Join('&', Query.Select(each => $"{Uri.EscapeDataString(each.Name)}={Uri.EscapeDataString(each.Value)}"))}");
}

/// <summary>What AWS's SDK wants to know of a service before it signs for it or looks for credentials.</summary>
internal sealed class SignedService : ClientConfig
{
    public SignedService(string name, string? region)
        : base(new NoDefaults())
    {
        AuthenticationServiceName = name;
        AuthenticationRegion = region;
        RegionEndpointServiceName = name;
    }

    public override string ServiceVersion => "";

    public override string UserAgent => "pintle";

    public override string RegionEndpointServiceName { get; }

    public override Amazon.Runtime.Endpoints.Endpoint DetermineServiceOperationEndpoint(Amazon.Runtime.Endpoints.ServiceOperationEndpointParameters parameters) => new($"https://{RegionEndpointServiceName}.amazonaws.com");

    private sealed class NoDefaults : IDefaultConfigurationProvider
    {
        public IDefaultConfiguration GetDefaultConfiguration(Amazon.RegionEndpoint clientRegion, DefaultConfigurationMode? requestedConfigurationMode = null) => new DefaultConfiguration();
    }
}
