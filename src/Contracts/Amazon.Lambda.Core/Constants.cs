namespace Amazon.Lambda.Core;

/// <summary>The environment variables that this assembly reads.</summary>
internal class Constants
{
    internal const string ENV_VAR_AWS_LAMBDA_MAX_CONCURRENCY = "AWS_LAMBDA_MAX_CONCURRENCY";
    internal const string ENV_VAR_AWS_LAMBDA_TRACE_ID = "_X_AMZN_TRACE_ID";
}
