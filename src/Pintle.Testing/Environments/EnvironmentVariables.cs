using System.Globalization;
using System.Security.Cryptography;

namespace Pintle.Testing;

/// <summary>The environment variables of a function, as the service sets them for an OS-only runtime; nothing of the host's own gets in.</summary>
/// <remarks>
/// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html. AWS_EXECUTION_ENV is not defined for OS-only runtimes.
/// The X-Ray daemon's address is that of one started on this machine; Lambda's own is a link-local address, and what is sent there would go to the network here.
/// </remarks>
internal static class EnvironmentVariables
{
    private const string XRayHost = "127.0.0.1";
    private const string XRayPort = "2000";

    // https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html#runtimes-extensions-api-lifecycle
    private static readonly HashSet<string> NotForExtensions =
    [
        "_HANDLER", "AWS_EXECUTION_ENV", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_XRAY_CONTEXT_MISSING", "LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT",
    ];

    /// <summary>What an extension's process gets: the function's variables without those that are the runtime's alone.</summary>
    public static IReadOnlyDictionary<string, string> ForExtensions(LambdaFunctionOptions options, string runtimeApi, SandboxPaths paths, DateTimeOffset now) =>
        Build(options, runtimeApi, paths, now).Where(variable => !NotForExtensions.Contains(variable.Key)).ToDictionary();

    public static IReadOnlyDictionary<string, string> Build(LambdaFunctionOptions options, string runtimeApi, SandboxPaths paths, DateTimeOffset now)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["_HANDLER"] = options.Handler,
            ["AWS_DEFAULT_REGION"] = options.Region,
            ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = options.MemoryMB.ToString(CultureInfo.InvariantCulture),
            ["AWS_LAMBDA_FUNCTION_NAME"] = options.FunctionName,
            ["AWS_LAMBDA_FUNCTION_VERSION"] = options.FunctionVersion,
            ["AWS_LAMBDA_INITIALIZATION_TYPE"] = options.Concurrency > 1 ? "lambda-managed-instances" : "on-demand",
            ["AWS_LAMBDA_LOG_GROUP_NAME"] = $"/aws/lambda/{options.FunctionName}",
            ["AWS_LAMBDA_LOG_STREAM_NAME"] = LogStreamName(options, now),
            ["AWS_LAMBDA_RUNTIME_API"] = runtimeApi,
            ["AWS_REGION"] = options.Region,
            ["AWS_XRAY_CONTEXT_MISSING"] = "LOG_ERROR",
            ["AWS_XRAY_DAEMON_ADDRESS"] = $"{XRayHost}:{XRayPort}",
            ["_AWS_XRAY_DAEMON_ADDRESS"] = XRayHost,
            ["_AWS_XRAY_DAEMON_PORT"] = XRayPort,
            ["LAMBDA_RUNTIME_DIR"] = "/var/runtime",
            ["LAMBDA_TASK_ROOT"] = paths.Task,
            ["LANG"] = "en_US.UTF-8",
            ["LD_LIBRARY_PATH"] = $"/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:{paths.Task}:{paths.Task}/lib:{paths.Layer}/lib",
            ["PATH"] = $"/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:{paths.Layer}/bin",
            ["TZ"] = ":UTC",
        };
        AddIfGiven(all, "AWS_LAMBDA_LOG_FORMAT", options.LogFormat);
        AddIfGiven(all, "AWS_LAMBDA_LOG_LEVEL", options.LogLevel);
        AddIfGiven(all, "AWS_ACCESS_KEY_ID", options.Credentials?.AccessKeyId);
        AddIfGiven(all, "AWS_SECRET_ACCESS_KEY", options.Credentials?.SecretAccessKey);
        AddIfGiven(all, "AWS_SESSION_TOKEN", options.Credentials?.SessionToken);
        AddIfGiven(all, "AWS_LAMBDA_MAX_CONCURRENCY", options.Concurrency > 1 ? options.Concurrency.ToString(CultureInfo.InvariantCulture) : null);
        // The CLR puts its pipes for a debugger there, and a debugger looks where this machine's programs do.
        AddIfGiven(all, "TMPDIR", options.WaitsForDebugger && paths.TemporaryFolderOnHost is not null ? Path.GetTempPath() : paths.TemporaryFolderOnHost);

        foreach (var (name, value) in options.Environment)
            all[name] = value;

        // Lambda lets nobody set the first; it is for the machine of whoever debugs.
        AddIfGiven(all, "_AWS_LAMBDA_DOTNET_DEBUGGING", options.WaitsForDebugger ? "1" : null);
        AddIfGiven(all, "DOTNET_EnableDiagnostics", options.WaitsForDebugger ? "1" : null);

        return all;
    }

    private static string LogStreamName(LambdaFunctionOptions options, DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"{now:yyyy'/'MM'/'dd}/[{options.FunctionVersion}]{RandomNumberGenerator.GetHexString(32, lowercase: true)}");

    private static void AddIfGiven(Dictionary<string, string> all, string name, string? value)
    {
        if (value is not null)
            all[name] = value;
    }
}
