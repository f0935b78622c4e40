namespace Amazon.Lambda.Core;

/// <summary>The X-Ray trace id of the invocation that is running.</summary>
public class LambdaTraceProvider
{
    private static readonly AsyncLocal<string> _traceIdStorage = new();
    private static string _traceIdField;

    /// <summary>Null where Lambda sent none.</summary>
    public static string CurrentTraceId
    {
        get
        {
            if (Utils.IsUsingMultiConcurrency)
                return _traceIdStorage.Value;

            // A runtime that knows nothing of this class sets only the variable.
            return _traceIdField ?? Environment.GetEnvironmentVariable(Constants.ENV_VAR_AWS_LAMBDA_TRACE_ID);
        }
    }

    internal static void SetCurrentTraceId(string traceId)
    {
        if (Utils.IsUsingMultiConcurrency)
            _traceIdStorage.Value = traceId;
        else
            _traceIdField = traceId;
    }
}
