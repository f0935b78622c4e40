using Amazon.Lambda.Core;

namespace Handlers;

/// <summary>Everything that a handler can see of its invocation, as a value.</summary>
public sealed class ContextDump
{
    public ContextValues Dump(ILambdaContext context) => new()
    {
        AwsRequestId = context.AwsRequestId,
        FunctionName = context.FunctionName,
        FunctionVersion = context.FunctionVersion,
        InvokedFunctionArn = context.InvokedFunctionArn,
        LogGroupName = context.LogGroupName,
        LogStreamName = context.LogStreamName,
        MemoryLimitInMB = context.MemoryLimitInMB,
        RemainingMilliseconds = context.RemainingTime.TotalMilliseconds,
        TenantId = context.TenantId,
        TraceId = context.TraceId,
        CurrentTraceId = LambdaTraceProvider.CurrentTraceId,
        TraceIdVariable = Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID"),
        Serializer = context.Serializer?.GetType().FullName,
        Logger = context.Logger?.GetType().FullName,
        IdentityId = context.Identity.IdentityId,
        IdentityPoolId = context.Identity.IdentityPoolId,
        AppPackageName = context.ClientContext.Client?.AppPackageName,
        AppTitle = context.ClientContext.Client?.AppTitle,
        AppVersionCode = context.ClientContext.Client?.AppVersionCode,
        AppVersionName = context.ClientContext.Client?.AppVersionName,
        InstallationId = context.ClientContext.Client?.InstallationId,
        Custom = context.ClientContext.Custom,
        Environment = context.ClientContext.Environment,
    };
}

/// <summary>The members of ILambdaContext, flat; those that hold nothing are left out of the JSON.</summary>
public sealed class ContextValues
{
    public string? AwsRequestId { get; set; }
    public string? FunctionName { get; set; }
    public string? FunctionVersion { get; set; }
    public string? InvokedFunctionArn { get; set; }
    public string? LogGroupName { get; set; }
    public string? LogStreamName { get; set; }
    public int MemoryLimitInMB { get; set; }
    public double RemainingMilliseconds { get; set; }
    public string? TenantId { get; set; }
    public string? TraceId { get; set; }
    public string? CurrentTraceId { get; set; }
    public string? TraceIdVariable { get; set; }
    public string? Serializer { get; set; }
    public string? Logger { get; set; }
    public string? IdentityId { get; set; }
    public string? IdentityPoolId { get; set; }
    public string? AppPackageName { get; set; }
    public string? AppTitle { get; set; }
    public string? AppVersionCode { get; set; }
    public string? AppVersionName { get; set; }
    public string? InstallationId { get; set; }
    public IDictionary<string, string>? Custom { get; set; }
    public IDictionary<string, string>? Environment { get; set; }
}
