using System.Text;
using System.Text.RegularExpressions;
using Pintle.Emulator;

namespace Pintle.Testing;

/// <summary>Refuses what Lambda's own API would refuse in a function's configuration.</summary>
internal static partial class OptionsCheck
{
    // Lambda's quotas, and its defaults of those that can be raised: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    private const int MaxEnvironmentBytes = 4 * 1024;
    private const int MaxConcurrency = 1000;
    private const int MaxMoreLayers = 4;

    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
    private static readonly HashSet<string> Reserved =
    [
        "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR", "AWS_LAMBDA_MAX_CONCURRENCY",
        "AWS_LAMBDA_METADATA_API", "AWS_LAMBDA_METADATA_TOKEN",
    ];

    public static void Check(LambdaFunctionOptions options)
    {
        Require(options.MemoryMB is >= 128 and <= 10_240, $"Expected a memory size of 128 to 10240 MB, found {options.MemoryMB}.");
        Require(options.MoreLayers.Count <= MaxMoreLayers, $"Expected at most {MaxMoreLayers} layers beside the first, found {options.MoreLayers.Count}. Lambda takes five in all.");
        Require(options.Timeout > TimeSpan.Zero && options.Timeout <= Limits.MaxTimeout, $"Expected a timeout over 0 and up to 900 seconds, found {options.Timeout.TotalSeconds}.");
        Require(options.Concurrency is >= 1 and <= MaxConcurrency, $"Expected a concurrency of 1 to {MaxConcurrency}, found {options.Concurrency}.");
        Require(options.MaxEnvironments is >= 1 and <= MaxConcurrency, $"Expected 1 to {MaxConcurrency} environments, found {options.MaxEnvironments}.");
        Require(options.ReservedConcurrency is null or (>= 0 and <= MaxConcurrency), $"Expected a reserved concurrency of 0 to {MaxConcurrency}, found {options.ReservedConcurrency}.");
        Require(options.EphemeralStorageMB is >= 512 and <= 10_240, $"Expected a size of /tmp of 512 to 10240 MB, found {options.EphemeralStorageMB}.");
        Require(!options.LimitCpu || CpuShare.WhyNot() is null, $"Lambda's share of the processor was asked for, but {(options.LimitCpu ? CpuShare.WhyNot() : null)}. Run as root outside of a container, or leave it out.");
        Require(options.Events.MaxRetries is >= 0 and <= 2, $"Expected 0 to 2 retries of an event, found {options.Events.MaxRetries}.");
        Require(FunctionName().IsMatch(options.FunctionName), $"Expected a function name of 1 to 64 letters, digits, '-' and '_', found '{Cut(options.FunctionName)}'.");
        Require(!options.Handler.Contains('\0', StringComparison.Ordinal), "Expected a handler string without NUL characters.");

        foreach (var (name, value) in options.Environment)
        {
            Require(!Reserved.Contains(name), $"The environment variable '{name}' is set by Lambda and cannot be given. Leave it out.");
            Require(VariableName().IsMatch(name), $"Expected an environment variable's name of a letter, then letters, digits and '_', found '{Cut(name)}'. Rename it.");
            Require(!value.Contains('\0', StringComparison.Ordinal), $"The value of the environment variable '{name}' holds a NUL character. Remove it.");
        }

        var size = options.Environment.Sum(v => Encoding.UTF8.GetByteCount(v.Key) + Encoding.UTF8.GetByteCount(v.Value));
        Require(size <= MaxEnvironmentBytes, $"Expected environment variables of at most {MaxEnvironmentBytes} bytes in all, found {size}. Put large values into a file of the package.");
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
            throw new FunctionSetupException(message);
    }

    private static string Cut(string text) => new([.. text.Take(64).Select(c => char.IsControl(c) ? '?' : c)]);

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex FunctionName();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_]+\z")]
    private static partial Regex VariableName();
}
