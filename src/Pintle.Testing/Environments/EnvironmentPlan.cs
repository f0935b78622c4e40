namespace Pintle.Testing;

/// <summary>What every execution environment of one function is made from.</summary>
internal sealed record EnvironmentPlan(LambdaFunctionOptions Options, ISandbox Sandbox, SandboxFolders Folders, LogBuffer Log, TimeProvider Time)
{
    public Entrypoint Entrypoint => Entrypoint.Find(Folders, Sandbox.PathsFor(Folders));

    public SandboxCommand CommandFor(string entrypoint, string runtimeApi)
    {
        var variables = EnvironmentVariables.Build(Options, runtimeApi, Sandbox.PathsFor(Folders), Time.GetUtcNow());
        return Sandbox.CommandFor(Folders, entrypoint, [], variables);
    }
}
