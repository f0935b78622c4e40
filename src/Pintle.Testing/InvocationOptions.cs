namespace Pintle.Testing;

/// <summary>What may travel beside an event.</summary>
public sealed record InvocationOptions
{
    /// <summary>A UUID; made up when null.</summary>
    public string? RequestId { get; init; }

    /// <summary>The X-Ray trace header; an unsampled one is made up when null.</summary>
    public string? TraceId { get; init; }

    /// <summary>Client context, JSON on one line.</summary>
    public string? ClientContext { get; init; }

    /// <summary>Cognito identity, JSON on one line.</summary>
    public string? CognitoIdentity { get; init; }

    /// <summary>Gets a streamed response as it arrives, up to 200 MiB, and is left open; null: the response is gathered, up to Lambda's 6 MiB.</summary>
    /// <remarks>An <see cref="IOException"/> of its own is taken for a caller that has gone away: the function goes on.</remarks>
    public Stream? ResponseStream { get; init; }

    /// <summary>Comes after the function's name in the ARN that the function sees, for example <c>$LATEST</c>; null: the ARN has none.</summary>
    public string? Qualifier { get; init; }

    /// <summary>The tenant, for functions with tenant isolation.</summary>
    public string? TenantId { get; init; }
}
