namespace Amazon.Lambda.Core;

/// <summary>One invocation and the execution environment that it runs in.</summary>
/// <remarks>The members with a body came after the first release: a runtime older than the function's package answers null there.</remarks>
public interface ILambdaContext
{
    string AwsRequestId { get; }

    IClientContext ClientContext { get; }

    string FunctionName { get; }

    string FunctionVersion { get; }

    ICognitoIdentity Identity { get; }

    /// <summary>The ARN that was invoked: with a version or an alias where the caller named one.</summary>
    string InvokedFunctionArn { get; }

    ILambdaLogger Logger { get; }

    string LogGroupName { get; }

    string LogStreamName { get; }

    /// <summary>In mebibytes.</summary>
    int MemoryLimitInMB { get; }

    /// <summary>Time left until Lambda ends the invocation.</summary>
    TimeSpan RemainingTime { get; }

    string TenantId => null;

    string TraceId => null;

    ILambdaSerializer Serializer => null;
}
