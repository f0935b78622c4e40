namespace Amazon.Lambda.Core;

/// <summary>How the execution environment runs invocations.</summary>
internal static class Utils
{
    /// <summary>Whether several invocations share this process, which is so once the variable holds anything at all.</summary>
    internal static bool IsUsingMultiConcurrency =>
        !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Constants.ENV_VAR_AWS_LAMBDA_MAX_CONCURRENCY));
}
