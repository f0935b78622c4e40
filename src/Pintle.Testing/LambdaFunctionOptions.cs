using Pintle.Emulator;

namespace Pintle.Testing;

/// <summary>A function as it would be configured on Lambda, and where its files are.</summary>
public sealed record LambdaFunctionOptions
{
    /// <summary>The function's files, for <c>/var/task</c>: a folder, or a <c>.zip</c> that is unpacked for this function alone.</summary>
    public required string Function { get; init; }

    /// <summary>The layer's files, for <c>/opt</c>: a folder or a <c>.zip</c>. Null when the function brings its own <c>bootstrap</c>.</summary>
    public string? Layer { get; init; }

    /// <summary>Layers that come after <see cref="Layer"/>, at most four: folders or zips. If several have the same file, the last layer's counts.</summary>
    public IReadOnlyList<string> MoreLayers { get; init; } = [];

    /// <summary>The handler string, the value of <c>_HANDLER</c>.</summary>
    public required string Handler { get; init; }

    /// <summary>Configured memory in MB, 128 to 10,240. A function whose processes have more resident is killed, as on Lambda.</summary>
    public int MemoryMB { get; init; } = 128;

    /// <summary>Whether a function over <see cref="MemoryMB"/> is killed. What is resident is looked at every 20 ms, and at the end of each invocation; under emulation of another processor it is only measured.</summary>
    public bool EnforceMemory { get; init; } = true;

    /// <summary>Whether the function gets Lambda's share of the processor after its init phase, <see cref="MemoryMB"/> / 1,769 of one, through a control group; where none can be made, that is an error.</summary>
    public bool LimitCpu { get; init; }

    /// <summary>Whether its processes stand still between invocations (SIGSTOP), as on Lambda.</summary>
    public bool FreezeBetweenInvocations { get; init; }

    /// <summary>Size of <c>/tmp</c> in MB, 512 to 10,240. Enforced where this process may mount, that is as root; else <c>/tmp</c> has no limit.</summary>
    public int EphemeralStorageMB { get; init; } = 512;

    /// <summary>How many environments the function may have at once, 1 to 1,000; they are started on demand, and invocations beyond them wait.</summary>
    public int MaxEnvironments { get; init; } = 1;

    /// <summary>Lambda's reserved concurrency, 0 to 1,000: invocations over it are refused with <see cref="AnswerKind.Throttled"/>, and there may be that many environments. Null: none.</summary>
    public int? ReservedConcurrency { get; init; }

    /// <summary>How many invocations one environment takes at once, 1 to 1,000. Over 1 the function runs as on Lambda managed instances: AWS_LAMBDA_MAX_CONCURRENCY is set, and a timeout ends that invocation only.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>How long one invocation may take, over 0 and up to 15 minutes; Lambda's own default is 3 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long an init phase may take when it is not part of an invocation.</summary>
    public TimeSpan InitTimeout { get; init; } = Limits.Init;

    /// <summary>What becomes of asynchronous invocations that fail.</summary>
    public EventInvocationOptions Events { get; init; } = new();

    /// <summary>The function's own environment variables. Names that Lambda reserves are refused.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Forces a kind of sandbox; a kind that this machine does not have is an error that says what is missing.</summary>
    public SandboxKind Sandbox { get; init; }

    /// <summary>Whether the sandbox has bash and what scripts call (coreutils, sed, grep, awk, curl), as <c>provided.al2023</c> does: the host's, as far as it has them. A function that works without them needs none.</summary>
    public bool HasShell { get; init; } = true;

    /// <summary>Each environment waits for a debugger before it loads the handler, and no init phase and no invocation is ended for the time it takes. <see cref="SandboxKind.Folders"/> lets a debugger of the host in.</summary>
    public bool WaitsForDebugger { get; init; }

    /// <summary>Gets each environment's process id on the host as it starts, before its init phase. Only with <see cref="SandboxKind.Folders"/>, because any other sandbox is still being set up then.</summary>
    public Action<int>? ProcessStarted { get; init; }

    public string FunctionName { get; init; } = "function";

    public string FunctionVersion { get; init; } = "$LATEST";

    public string Region { get; init; } = "us-east-1";

    public string AccountId { get; init; } = "123456789012";

    public AwsCredentials? Credentials { get; init; }

    /// <summary><c>Text</c> or <c>JSON</c> for <c>AWS_LAMBDA_LOG_FORMAT</c>; not set when null.</summary>
    public string? LogFormat { get; init; }

    /// <summary>For <c>AWS_LAMBDA_LOG_LEVEL</c>, for example <c>WARN</c>; not set when null.</summary>
    public string? LogLevel { get; init; }

    /// <summary>Keeps the unpacked files and <c>/tmp</c> when the function is disposed, to be looked at.</summary>
    public bool KeepFiles { get; init; }

    /// <summary>How many requests of the runtime are remembered, and how much of each body.</summary>
    public RuntimeApiExchanges Exchanges { get; init; } = new();

    internal int MostEnvironments => ReservedConcurrency is { } reserved ? Math.Max(1, (reserved + Concurrency - 1) / Concurrency) : MaxEnvironments;

    internal string FunctionArn => $"arn:aws:lambda:{Region}:{AccountId}:function:{FunctionName}";
}
