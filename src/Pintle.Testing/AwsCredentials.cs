namespace Pintle.Testing;

/// <summary>Credentials for the function's <c>AWS_*</c> variables. Without them the variables are not set: no made-up key can reach a real service.</summary>
public sealed record AwsCredentials(string AccessKeyId, string SecretAccessKey, string? SessionToken = null)
{
    /// <summary>Names the key, never the secrets.</summary>
    public override string ToString() => $"AwsCredentials {{ AccessKeyId = {AccessKeyId} }}";
}
