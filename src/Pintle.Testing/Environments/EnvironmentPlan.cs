using Pintle.Emulator;

namespace Pintle.Testing;

/// <summary>What every execution environment of one function is made from.</summary>
internal sealed record EnvironmentPlan(LambdaFunctionOptions Options, ISandbox Sandbox, SandboxFolders Folders, LogBuffer Log, TimeProvider Time)
{
    /// <summary>Which of the function's environments it is, 1 and up.</summary>
    public int Number { get; init; } = 1;

    /// <summary>Where phases and the service's lines are told.</summary>
    public EnvironmentJournal Journal { get; init; } = new();

    /// <summary>The bytes over which the environment is killed. None where another processor is emulated: most of what is resident then is the emulator's.</summary>
    public long? MostMemory => Options.EnforceMemory && Sandbox is not EmulatedSandbox ? Options.MemoryMB * 1024L * 1024 : null;

    public Entrypoint Entrypoint => Entrypoint.Find(Folders, Sandbox.PathsFor(Folders));

    /// <summary>A log of one kind of process: its lines are the environment's, and telemetry.</summary>
    public LogBuffer LogFor(ExecutionEnvironment service, string category)
    {
        var log = new LogBuffer(Time);
        log.Added += line =>
        {
            Log.Add(line);
            service.Telemetry.Line(category, line.Text);
        };
        return log;
    }

    public SandboxCommand CommandFor(string entrypoint, string runtimeApi)
    {
        var variables = EnvironmentVariables.Build(Options, runtimeApi, Sandbox.PathsFor(Folders), Time.GetUtcNow());
        return Sandbox.CommandFor(Folders, entrypoint, [], variables);
    }

    public SandboxCommand CommandForExtension(string name, string runtimeApi)
    {
        var paths = Sandbox.PathsFor(Folders);
        return Sandbox.CommandFor(Folders, $"{paths.Layer}/extensions/{name}", [], EnvironmentVariables.ForExtensions(Options, runtimeApi, paths, Time.GetUtcNow()));
    }
}
