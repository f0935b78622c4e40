namespace Pintle.Bootstrap;

/// <summary>
/// What the environment says, read once. No other type of the bootstrap reads an environment variable; those that are changed for the CLR are changed by <see cref="Startup"/> and <see cref="Bootstrap.ExecWrapper"/>.
/// </summary>
internal sealed record BootstrapEnvironment
{
    /// <summary>The folder that holds <c>bootstrap</c> (on Lambda: /opt), without a slash at its end.</summary>
    public required string LayerRoot { get; init; }

    /// <summary>LAMBDA_TASK_ROOT: the function's package, without a slash at its end. Null when unset.</summary>
    public required string? TaskRoot { get; init; }

    /// <summary>The first argument, else _HANDLER (lambda-aws bootstrap.sh takes them in this order). Null or empty when there is none.</summary>
    public required string? Handler { get; init; }

    /// <summary>AWS_LAMBDA_RUNTIME_API: host:port of the Runtime API. Null when unset.</summary>
    public required string? RuntimeApi { get; init; }

    /// <summary>LAMBDA_DOTNET_MAIN_ASSEMBLY, without ".dll": which deps.json is the function's, when the handler's assembly is not the main one.</summary>
    public string? MainAssembly { get; init; }

    /// <summary>DOTNET_ROLL_FORWARD: overrides the runtimeconfig's roll-forward setting, as in the .NET host.</summary>
    public string? RollForward { get; init; }

    /// <summary>AWS_LAMBDA_MAX_CONCURRENCY: how many invocations Lambda may have in this environment at once, on managed instances. Null elsewhere.</summary>
    public string? MaxConcurrency { get; init; }

    /// <summary>AWS_LAMBDA_DOTNET_PROCESSING_TASKS: the number of pollers, where it is to be another one. Counts only with <see cref="MaxConcurrency"/>.</summary>
    public string? ProcessingTasks { get; init; }

    /// <summary>AWS_LAMBDA_DOTNET_MIN_THREADS: the thread pool's least number of threads. Counts only with <see cref="MaxConcurrency"/>.</summary>
    public string? MinThreads { get; init; }

    /// <summary>AWS_LAMBDA_EXEC_WRAPPER, see <see cref="Bootstrap.ExecWrapper"/>.</summary>
    public string? ExecWrapper { get; init; }

    /// <summary>Whether the wrapper has already run.</summary>
    public bool IsWrapped { get; init; }

    public static BootstrapEnvironment Read(string[] arguments)
    {
        var maxConcurrency = Get("AWS_LAMBDA_MAX_CONCURRENCY");
        return new BootstrapEnvironment
        {
            LayerRoot = Path.GetDirectoryName(Environment.ProcessPath) ?? "/",
            TaskRoot = Get("LAMBDA_TASK_ROOT")?.TrimEnd('/'),
            Handler = arguments.Length > 0 ? arguments[0] : Get("_HANDLER"),
            RuntimeApi = Get("AWS_LAMBDA_RUNTIME_API"),
            MainAssembly = WithoutExtension(Get("LAMBDA_DOTNET_MAIN_ASSEMBLY")),
            RollForward = Get("DOTNET_ROLL_FORWARD"),
            MaxConcurrency = maxConcurrency,
            ProcessingTasks = maxConcurrency is null ? null : Get("AWS_LAMBDA_DOTNET_PROCESSING_TASKS"),
            MinThreads = maxConcurrency is null ? null : Get("AWS_LAMBDA_DOTNET_MIN_THREADS"),
            ExecWrapper = Get("AWS_LAMBDA_EXEC_WRAPPER"),
            IsWrapped = Get(Bootstrap.ExecWrapper.Marker) is not null,
        };
    }

    /// <summary>Whether the function's owner has a say on CoreCLR's diagnostics (DOTNET_EnableDiagnostics and its parts, DOTNET_DiagnosticPorts).</summary>
    public static bool WantsDiagnostics() =>
        Get("DOTNET_EnableDiagnostics") is not null || Get("DOTNET_EnableDiagnostics_IPC") is not null
        || Get("DOTNET_EnableDiagnostics_Debugger") is not null || Get("DOTNET_DiagnosticPorts") is not null;

    private static string? Get(string name)
    {
        var value = Environment.GetEnvironmentVariable(name);
        return string.IsNullOrEmpty(value) ? null : value;
    }

    private static string? WithoutExtension(string? name) =>
        name is not null && name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
}
