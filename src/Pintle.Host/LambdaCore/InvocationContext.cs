using Amazon.Lambda.Core;
using Pintle.Host.Handlers;
using Pintle.Host.Invocations;
using Pintle.Host.Logging;

namespace Pintle.Host.LambdaCore;

/// <summary>
/// ILambdaContext of one invocation. What differs from one invocation to the next is copied here, because a handler may keep the context; what the environment says is read on demand.
/// </summary>
internal sealed class InvocationContext : ILambdaContext
{
    /// <summary>The year 14645, far beyond any deadline and far from the end of <see cref="TimeSpan"/>. Where something that stands in for the service gives a larger number, this one is taken.</summary>
    private const long LastMillisecond = 400_000_000_000_000;

    private static readonly RememberedText Arn = new();
    private readonly string? _clientContext;
    private readonly string? _cognitoIdentity;
    private readonly long _deadlineMs;
    private IClientContext? _client;
    private ICognitoIdentity? _identity;

    public InvocationContext(Slot slot)
    {
        ref readonly var invocation = ref slot.Invocation;
        AwsRequestId = slot.RequestId;
        InvokedFunctionArn = Arn.Of(invocation.InvokedFunctionArn);
        TraceId = slot.TraceId;
        TenantId = invocation.TenantId.ToTextOrNull();
        _clientContext = invocation.ClientContext.ToTextOrNull();
        _cognitoIdentity = invocation.CognitoIdentity.ToTextOrNull();
        _deadlineMs = invocation.DeadlineMs;
    }

    public string AwsRequestId { get; }
    public string? InvokedFunctionArn { get; }
    public string? TraceId { get; }
    public string? TenantId { get; }

    /// <summary>Parsed when asked for: a malformed header is the error of the handler that reads it.</summary>
    public IClientContext ClientContext => _client ??= CognitoJson.ParseClientContext(_clientContext);

    public ICognitoIdentity Identity => _identity ??= CognitoJson.ParseIdentity(_cognitoIdentity);

    public string? FunctionName => HostEnvironment.FunctionName;
    public string? FunctionVersion => HostEnvironment.FunctionVersion;
    public string? LogGroupName => HostEnvironment.LogGroupName;
    public string? LogStreamName => HostEnvironment.LogStreamName;
    public int MemoryLimitInMB => HostEnvironment.MemoryLimitInMB;
    public ILambdaLogger Logger => InvocationLogger.Instance;
    public ILambdaSerializer? Serializer => SerializerSelection.Current?.Get() as ILambdaSerializer;

    /// <summary>Until the deadline that the service gave; negative once it has passed.</summary>
    public TimeSpan RemainingTime => TimeSpan.FromMilliseconds(Math.Min(_deadlineMs, LastMillisecond)) - (DateTime.UtcNow - DateTime.UnixEpoch);
}
