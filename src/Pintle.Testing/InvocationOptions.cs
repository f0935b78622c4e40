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

    /// <summary>The tenant, for functions with tenant isolation.</summary>
    public string? TenantId { get; init; }
}
