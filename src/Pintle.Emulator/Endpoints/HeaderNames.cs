namespace Pintle.Emulator.Endpoints;

/// <summary>The headers of the Runtime API, as its documentation spells them.</summary>
internal static class HeaderNames
{
    public const string RequestId = "Lambda-Runtime-Aws-Request-Id";
    public const string InvocationId = "Lambda-Runtime-Invocation-Id";
    public const string DeadlineMs = "Lambda-Runtime-Deadline-Ms";
    public const string FunctionArn = "Lambda-Runtime-Invoked-Function-Arn";
    public const string TraceId = "Lambda-Runtime-Trace-Id";
    public const string ClientContext = "Lambda-Runtime-Client-Context";
    public const string CognitoIdentity = "Lambda-Runtime-Cognito-Identity";
    public const string TenantId = "Lambda-Runtime-Aws-Tenant-Id";
    public const string ErrorType = "Lambda-Runtime-Function-Error-Type";
    public const string ErrorBody = "Lambda-Runtime-Function-Error-Body";
    public const string XRayCause = "Lambda-Runtime-Function-XRay-Error-Cause";
    public const string ResponseMode = "Lambda-Runtime-Function-Response-Mode";
}
