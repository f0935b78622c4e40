using System.Globalization;
using Pintle.Bootstrap.Ahead;
using Pintle.Bootstrap.Clr;
using Pintle.Bootstrap.Framework;
using Pintle.Bootstrap.Posix;
using Pintle.Shared;

namespace Pintle.Bootstrap;

/// <summary>
/// What the environment says, read once. No other type of the bootstrap reads an environment variable; those that are changed for the CLR are changed by <see cref="Startup"/> and <see cref="Posix.ExecWrapper"/>.
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

    /// <summary>The .NET host's own variables.</summary>
    public ResolutionSettings Resolution { get; init; } = ResolutionSettings.None;

    /// <summary>PINTLE_LOG is info or debug: one line is to say which runtime answers.</summary>
    public bool AsksForVersion { get; init; }

    /// <summary>AWS_LAMBDA_MAX_CONCURRENCY: how many invocations Lambda may have in this environment at once, on managed instances. Null elsewhere.</summary>
    public string? MaxConcurrency { get; init; }

    /// <summary>AWS_LAMBDA_DOTNET_PROCESSING_TASKS: another number of pollers. Counts only with <see cref="MaxConcurrency"/>.</summary>
    public string? ProcessingTasks { get; init; }

    /// <summary>AWS_LAMBDA_DOTNET_MIN_THREADS: the thread pool's least number of threads. Counts only with <see cref="MaxConcurrency"/>.</summary>
    public string? MinThreads { get; init; }

    /// <summary>PINTLE_ENGINE: whose loop runs the handler. Null when unset.</summary>
    public string? Engine { get; init; }

    /// <summary>AWS_LAMBDA_EXEC_WRAPPER, see <see cref="Posix.ExecWrapper"/>.</summary>
    public string? ExecWrapper { get; init; }

    /// <summary>PINTLE_REHEARSAL, see <see cref="Ahead.Rehearsal"/>.</summary>
    public RehearsalSetting Rehearsal { get; init; } = RehearsalSetting.Parse(null, waitsByDefault: true);

    /// <summary>PINTLE_REHEARSAL_RECORD: this start is a rehearsal, and its profile becomes that file. Null elsewhere.</summary>
    public string? RehearsalRecord { get; init; }

    /// <summary>Whether the wrapper has already run.</summary>
    public bool IsWrapped { get; init; }

    /// <summary>AWS_LAMBDA_FUNCTION_MEMORY_SIZE in bytes, for <see cref="HeapLimit"/>; 0 when it is absent, no number, or switched off by AWS_LAMBDA_DOTNET_DISABLE_MEMORY_LIMIT_CHECK.</summary>
    public ulong MemorySize { get; init; }

    /// <summary>AWS_LAMBDA_DOTNET_DEBUG_RUN_ONCE=true: handle one invocation and end, for profilers and tests.</summary>
    public bool RunsOnce { get; init; }

    public static BootstrapEnvironment Read(string[] arguments)
    {
        var maxConcurrency = Get("AWS_LAMBDA_MAX_CONCURRENCY");
        var memorySize = Megabytes("AWS_LAMBDA_FUNCTION_MEMORY_SIZE");
        return new BootstrapEnvironment
        {
            LayerRoot = Path.GetDirectoryName(Environment.ProcessPath) ?? "/",
            TaskRoot = Get("LAMBDA_TASK_ROOT")?.TrimEnd('/'),
            Handler = arguments.Length > 0 ? arguments[0] : Get("_HANDLER"),
            RuntimeApi = Get("AWS_LAMBDA_RUNTIME_API"),
            MainAssembly = WithoutExtension(Get("LAMBDA_DOTNET_MAIN_ASSEMBLY")),
            Resolution = new ResolutionSettings
            {
                RollForward = Get("DOTNET_ROLL_FORWARD"),
                RollForwardDefault = ResolutionSettings.OfNoCandidate(Get("DOTNET_ROLL_FORWARD_ON_NO_CANDIDATE_FX")),
                SharedStore = Get("DOTNET_SHARED_STORE"),
                AdditionalDeps = Get("DOTNET_ADDITIONAL_DEPS"),
                StartupHooks = Get("DOTNET_STARTUP_HOOKS"),
                RuntimeId = Get("DOTNET_RUNTIME_ID"),
            },
            AsksForVersion = Get("PINTLE_LOG") is { } level && (level.Equals("info", StringComparison.OrdinalIgnoreCase) || level.Equals("debug", StringComparison.OrdinalIgnoreCase)),
            MaxConcurrency = maxConcurrency,
            ProcessingTasks = maxConcurrency is null ? null : Get("AWS_LAMBDA_DOTNET_PROCESSING_TASKS"),
            MinThreads = maxConcurrency is null ? null : Get("AWS_LAMBDA_DOTNET_MIN_THREADS"),
            Engine = Get(AwsEngine.Variable),
            ExecWrapper = Get("AWS_LAMBDA_EXEC_WRAPPER"),
            MemorySize = IsTrue("AWS_LAMBDA_DOTNET_DISABLE_MEMORY_LIMIT_CHECK") ? 0 : memorySize,
            RunsOnce = IsTrue("AWS_LAMBDA_DOTNET_DEBUG_RUN_ONCE"),
            Rehearsal = RehearsalSetting.Parse(Get("PINTLE_REHEARSAL"), RehearsalSetting.WaitsByDefault(memorySize, Get("AWS_LAMBDA_INITIALIZATION_TYPE"))),
            RehearsalRecord = Get(RehearsalFormat.RecordVariable),
            IsWrapped = Get(Posix.ExecWrapper.Marker) is not null,
        };
    }

    /// <summary>Whether the function's owner has set something for CoreCLR's diagnostics (DOTNET_EnableDiagnostics and its parts, DOTNET_DiagnosticPorts, and AWS's switch that waits for a debugger).</summary>
    public static bool WantsDiagnostics() =>
        Clr("EnableDiagnostics") is not null || Clr("EnableDiagnostics_IPC") is not null || Clr("EnableDiagnostics_Debugger") is not null || Clr("DiagnosticPorts") is not null
        || Get("_AWS_LAMBDA_DOTNET_DEBUGGING") is not null;

    /// <summary>Whether the function's owner has set what becomes of profiles.</summary>
    public static bool WantsProfiles() => Get(StartupKnobs.NoProfileGather) is not null;

    /// <summary>DOTNET_GCHeapHardLimit, which CoreCLR prefers to any runtime property.</summary>
    public static string? HeapHardLimit() => Clr(StartupKnobs.HeapHardLimit);

    public static string? HeapHardLimitPercent() => Clr("GCHeapHardLimitPercent");

    /// <summary>One of CoreCLR's own settings, by either prefix, in the order in which it looks (clrconfignative). Null when unset.</summary>
    public static string? Clr(string name) => Get($"DOTNET_{name}") ?? Get($"COMPlus_{name}");

    /// <summary>DOTNET_SYSTEM_GLOBALIZATION_INVARIANT, which .NET prefers to the runtime property.</summary>
    public static string? InvariantGlobalization() => Get(ClrVariables.InvariantGlobalization);

    /// <summary>DOTNET_SYSTEM_GLOBALIZATION_APPLOCALICU: by which names .NET loads ICU where no runtime property says it.</summary>
    public static string? AppLocalIcu() => Get(ClrVariables.AppLocalIcu);

    /// <summary>The names of all variables by which somebody may have changed how CoreCLR starts, in ordinal order.</summary>
    public static string[] ClrVariableNames()
    {
        var names = new List<string>();
        foreach (var name in Environment.GetEnvironmentVariables().Keys)
        {
            if (name is string text && ClrVariables.MayChangeTheStart(text))
                names.Add(text);
        }
        names.Sort(StringComparer.Ordinal);
        return [.. names];
    }

    /// <summary>Takes a variable away.</summary>
    /// <returns>What it was; null when it was unset.</returns>
    public static string? Take(string name)
    {
        var value = Environment.GetEnvironmentVariable(name);
        if (value is not null)
            NativeEnvironment.Remove(name);
        return value;
    }

    private static string? Get(string name)
    {
        var value = Environment.GetEnvironmentVariable(name);
        return string.IsNullOrEmpty(value) ? null : value;
    }

    private static bool IsTrue(string name) => string.Equals(Get(name), "true", StringComparison.OrdinalIgnoreCase);

    private static ulong Megabytes(string name) =>
        uint.TryParse(Get(name), NumberStyles.None, CultureInfo.InvariantCulture, out var megabytes) ? megabytes * 1024UL * 1024 : 0;

    private static string? WithoutExtension(string? name) =>
        name is not null && name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
}
