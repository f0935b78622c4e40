using Pintle.Layer.Migrate;

namespace Pintle.Cli.Migrating.Files;

/// <summary>What a template says of a function that matters on the layer, beside its code.</summary>
internal static class CloudFormationChecks
{
    private const string NotByText = "It is made by a function of the template or a parameter.";

    public static IEnumerable<MigrationFinding> Run(CloudFormationFile file, SourceMember resource, DeployedFunction function)
    {
        if (file.Property(resource, "Runtime") is { Text: null } runtime)
            yield return Finding(MigrationSeverity.Warning, "runtime", runtime, function.Runtime is null ? "What its runtime is cannot be told here." : $"Its runtime, {function.Runtime}, is not written out where it stands.", $"{NotByText} Change it by hand to {DeployedFunction.OsOnly}.");
        if (file.Property(resource, "Architectures") is { } architectures && file.Text(resource, "Architectures") is null)
            yield return Finding(MigrationSeverity.Warning, "architecture", architectures, "Its architecture cannot be told here, and x86_64 was taken.", $"{NotByText} See that the layer is for it.");
        if (file.Property(resource, "SnapStart") is { } snapStart && file.Property(resource, "SnapStart", "ApplyOn")?.Text != "None")
            yield return Finding(MigrationSeverity.Blocker, "SnapStart", snapStart, "It has SnapStart, which is not offered to zip functions on provided.al2023: the deployment would be refused.", "Remove SnapStart, or leave this function as it is.");
        if (file.Property(resource, "DurableConfig") is { } durable)
            yield return Finding(MigrationSeverity.Blocker, "durable functions", durable, "It is a durable function, which zip functions on provided.al2023 are not offered.", "Leave this function on the managed runtime, or deploy it as a container image.");
        if (file.Property(resource, "RuntimeManagementConfig", "UpdateRuntimeOn") is { } management && management.Text is not (null or "Auto"))
            yield return Finding(MigrationSeverity.Warning, "patches", management, $"Its runtime updates are on {management.Text}: then AWS patches the OS under the layer only when that says so, or never.", "Set UpdateRuntimeOn to Auto, or remove RuntimeManagementConfig.");
        if (file.Text(resource, "AutoPublishAlias") is not null && file.Property(resource, "AutoPublishAliasAllProperties")?.Text != "true" && file.Property(resource, "AutoPublishAlias") is { } alias)
        {
            yield return Finding(
                MigrationSeverity.Warning, "alias", alias, "SAM publishes a version for its alias when the code changes, and not for a change of runtime or layer alone: the alias would stay on the old one.",
                "Set AutoPublishAliasAllProperties: true.");
        }

        if (resource.Value.Find("Metadata", "Tool") is { Text: "Amazon.Lambda.Annotations" } tool)
        {
            yield return Finding(
                MigrationSeverity.Warning, "Annotations", tool, "Amazon.Lambda.Annotations writes this function's Runtime anew at each build of the project.",
                "Put [assembly: LambdaGlobalProperties(Runtime = \"provided.al2023\")] into the project, so that it writes that.");
        }

        foreach (var finding in VariableChecks.Run(function.Variables, file.Source, (file.Property(resource, "Environment") ?? resource.Key).Start))
            yield return finding;
        if (CountLayers(file, resource) is var count && count >= LayerList.Most && function.IsOnManagedRuntime)
            yield return Finding(MigrationSeverity.Blocker, "layers", resource.Value.Find("Properties", "Layers") ?? resource.Key, $"It has {count} layers, and Lambda takes {LayerList.Most}.", "Put two of them together, or one into the package.");

        MigrationFinding Finding(MigrationSeverity severity, string check, SourceNode at, string found, string remedy) => new(severity, check, $"line {file.Source.LineOf(at.Start)}", found, remedy);
    }

    /// <summary>SAM adds the global ones to a function's own.</summary>
    private static int CountLayers(CloudFormationFile file, SourceMember resource) =>
        ((resource.Value.Find("Properties", "Layers") as SourceList)?.Items.Count ?? 0)
        + (CloudFormationFile.TypeOf(resource) == CloudFormationFile.Serverless ? (file.Root.Find("Globals", "Function", "Layers") as SourceList)?.Items.Count ?? 0 : 0);
}

/// <summary>Environment variables that mean something else on the layer, or nothing.</summary>
internal static class VariableChecks
{
    public static IEnumerable<MigrationFinding> Run(IReadOnlyDictionary<string, string> variables, SourceText source, int at)
    {
        var where = $"line {source.LineOf(at)}";
        if (variables.TryGetValue("AWS_LAMBDA_EXEC_WRAPPER", out var wrapper))
        {
            yield return new MigrationFinding(
                MigrationSeverity.Note, "exec wrapper", where, $"AWS_LAMBDA_EXEC_WRAPPER is {Shared.Quote.Bounded(wrapper)}: Lambda honours it for managed runtimes only, so the layer's bootstrap runs it, with /opt/bootstrap as its arguments.",
                "See that the wrapper executes the arguments that it gets, and expects no dotnet among them.");
        }

        if (variables.GetValueOrDefault("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT") is "false" or "0")
            yield return new MigrationFinding(MigrationSeverity.Warning, "cultures", where, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT asks for cultures, which a layer has only when it was built with ICU.", "Build the layer with pintle build --globalization icu.");
        foreach (var name in ((string[])["CORECLR_PROFILER_PATH", "DOTNET_ROOT", "DOTNET_GCName"]).Where(name => variables.GetValueOrDefault(name)?.StartsWith("/var/lang", StringComparison.Ordinal) == true))
            yield return new MigrationFinding(MigrationSeverity.Warning, "runtime check", where, $"{name} names a folder of the managed runtime (/var/lang).", "Remove it, or name one of the layer (/opt/pintle/dotnet).");
    }
}
