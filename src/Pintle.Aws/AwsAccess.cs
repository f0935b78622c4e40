using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;

namespace Pintle.Aws;

/// <summary>Whose keys requests are signed with: a profile's, the environment's, or whatever else AWS's SDK finds. They are read when first needed, and shown nowhere.</summary>
/// <param name="profile">The profile's name; null for the SDK's own order.</param>
/// <param name="variable">Reads an environment variable.</param>
internal sealed class AwsAccess(string? profile, Func<string, string?> variable)
{
    /// <summary>Where there are no keys, the SDK asks an address that only AWS's machines have, again and again. Chosen, not measured: a shorter limit could cut off a slow credential_process.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private const string Advice = "Export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile with --profile, or sign in with: aws sso login";

    private AWSCredentials? _found;

    /// <summary>Asks anew at each call, because the SDK renews a session's keys.</summary>
    /// <exception cref="AwsException">There are none.</exception>
    public async Task<ImmutableCredentials> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            _found ??= profile is not null ? OfProfile(profile) : OfEnvironment() ?? await OfSdkAsync(cancellationToken).ConfigureAwait(false);
            var found = _found;
            return await Task.Run(found.GetCredentialsAsync, cancellationToken).WaitAsync(Limit, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is AmazonClientException or TimeoutException or IOException or UnauthorizedAccessException or InvalidOperationException or ArgumentException or AmazonServiceException)
        {
            throw profile is null
                ? new AwsException($"Expected AWS credentials, found none. {Advice}")
                : new AwsException($"Expected AWS credentials from the profile '{profile}', but they could not be had: {Sentence(e)} Sign in again (aws sso login --profile {profile}), or correct the profile.");
        }
    }

    /// <summary>The profile's or the environment's region; null where nothing says one.</summary>
    public string? Region()
    {
        if (profile is null && (Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION")) is { } named)
            return named;
        return (Chain().TryGetProfile(profile ?? Variable("AWS_PROFILE") ?? "default", out var found) ? found.Region?.SystemName : null) ?? Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION");
    }

    private AWSCredentials OfProfile(string name) => Chain().TryGetAWSCredentials(name, out var credentials)
        ? credentials
        : throw new AwsException($"Expected the AWS profile '{name}' with credentials, found none. Correct the name, or configure it with: aws configure --profile {name}");

    private SessionAWSCredentials? OfSession(string id, string secret) => Variable("AWS_SESSION_TOKEN") is { } token ? new SessionAWSCredentials(id, secret, token) : null;

    private AWSCredentials? OfEnvironment() => Variable("AWS_ACCESS_KEY_ID") is { } id && Variable("AWS_SECRET_ACCESS_KEY") is { } secret
        ? (AWSCredentials?)OfSession(id, secret) ?? new BasicAWSCredentials(id, secret)
        : Variable("AWS_PROFILE") is { } named ? OfProfile(named) : null;

    private static async Task<AWSCredentials> OfSdkAsync(CancellationToken cancellationToken)
    {
        // The SDK takes no token here; what it still waits for after the limit ends with the process.
        var found = Task.Run(() => DefaultAWSCredentialsIdentityResolver.GetCredentials(new SignedService("lambda", null)), cancellationToken);
        return await found.WaitAsync(Limit, cancellationToken).ConfigureAwait(false) ?? throw new AmazonClientException("none");
    }

    private CredentialProfileStoreChain Chain() => Variable("AWS_SHARED_CREDENTIALS_FILE") is { } file ? new CredentialProfileStoreChain(file) : new CredentialProfileStoreChain();

    private string? Variable(string name) => variable(name) is { Length: > 0 } value ? value : null;

    private static string Sentence(Exception fault)
    {
        var text = (fault is TimeoutException ? $"nothing answered within {Limit.TotalSeconds:0} s" : string.Join(' ', fault.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).TrimEnd('.');
        return (text.Length > 200 ? text[..200] + "…" : text) + ".";
    }
}
