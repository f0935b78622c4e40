using System.CommandLine;
using Pintle.Cli.Cloud;
using Pintle.Cli.Functions;
using Pintle.Cli.Layers;
using Pintle.Cli.Migrating;
using Pintle.Cli.Migrating.Files;
using Pintle.Layer;
using Pintle.Layer.Migrate;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle migrate</c>: whether a function runs on a layer, and what changes; with <c>--write</c> it makes that change in a deployment file. It runs nothing of the function.</summary>
internal static class MigrateCommand
{
    private const string DefaultsFile = "aws-lambda-tools-defaults.json";

    public static Command Create(Terminal terminal)
    {
        var function = new Argument<string>("function")
        {
            Description = "The function's package or project (published first), or what deploys it: a SAM or CloudFormation template, serverless.yml, aws-lambda-tools-defaults.json, cdk.out.",
            HelpName = "ZIP|DIR|CSPROJ|FILE",
        };
        var layer = new Option<string?>("--layer") { Description = "The layer that the function will have, to compare versions, cultures, architecture and sizes with it.", HelpName = "ZIP|DIR|NAME" };
        var handler = new Option<string?>("--handler") { Description = "A package's handler, to check it against the package; deployment files name their own.", HelpName = "H" };
        var architecture = new Option<string?>("--arch") { Description = "A package's architecture; when left out, the layer's, or x64 without a layer.", HelpName = "x64|arm64" };
        _ = architecture.AcceptOnlyFromAmong("x64", "arm64");
        var framework = new Option<string?>("--target-framework") { Description = "The target framework to publish where a project has several.", HelpName = "net10.0" };
        var write = new Option<bool>("--write") { Description = "Change the deployment file: runtime and layers of each .NET function without a blocker, and nothing else." };
        var arn = new Option<string?>("--layer-arn") { Description = "The layer version that the deployment file gets.", HelpName = "ARN" };
        var name = new Option<string?>("--layer-name") { Description = "The layer that the deployment file gets, by its name in layers.json: the newest version for each architecture.", HelpName = "NAME" };
        var region = new Option<string?>("--region") { Description = "The region of --layer-name, where the file does not say it.", HelpName = "R" };
        var layersFile = new Option<string?>("--layers-file") { Description = "The layers.json; when left out, the nearest one upwards from this folder.", HelpName = "FILE" };
        var fileOnly = new Option<bool>("--file-only") { Description = "Look at the deployment file alone, and not at its functions' code." };
        var json = new Option<bool>("--json") { Description = "Print the findings as JSON." };
        var command = new Command(
            "migrate", "Say whether a function runs on the layer, and what changes. Exit codes: 0 it runs, 1 it runs but look at the warnings, 2 it does not run as it is, 3 could not tell.")
        {
            function, layer, handler, architecture, framework, write, arn, name, region, layersFile, fileOnly, json,
        };
        command.Validators.Add(result => TrainingOptions.Require(result, result.GetValue(arn) is null || result.GetValue(name) is null, "Expected --layer-arn or --layer-name, found both. Leave one out."));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var source = Path.GetFullPath(parsed.GetRequiredValue(function));
            var layerPath = parsed.GetValue(layer) is { } given ? LayerChoice.Resolve(given) : null;
            var deployment = DeploymentOf(source, parsed.GetValue(write));
            if (deployment is null && (parsed.GetValue(write) || parsed.GetValue(arn) is not null || parsed.GetValue(name) is not null))
                throw new ToolException($"Expected --write and a layer's name only with a deployment file, but {source} is a function's package or project{(source.EndsWith("proj", StringComparison.Ordinal) ? $", and there is no {DefaultsFile} beside it" : "")}. Name the template, or leave them out.");
            MigrationResult result;
            if (deployment is not null)
            {
                var options = new DeploymentOptions(
                    layerPath,
                    parsed.GetValue(arn) is { } version ? LayerReference.OfArn(version) : null,
                    parsed.GetValue(name) is { } named ? regionOfFile => LayerReference.OfName(LayersFile(parsed.GetValue(layersFile), deployment), named, parsed.GetValue(region) ?? regionOfFile) : null,
                    !parsed.GetValue(fileOnly),
                    parsed.GetValue(write));
                result = await DeploymentMigration.RunAsync(deployment, options, terminal, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                var request = new MigrationRequest
                {
                    Layer = layerPath,
                    Handler = parsed.GetValue(handler) ?? HandlerBeside(source),
                    Architecture = parsed.GetValue(architecture) switch { "arm64" => LayerArchitecture.Arm64, "x64" => LayerArchitecture.X64, _ => null },
                };
                var found = await PackageSource.CheckAsync(Path.GetFileName(Path.TrimEndingDirectorySeparator(source)), source, request, null, [], terminal, cancellationToken, parsed.GetValue(framework)).ConfigureAwait(false);
                result = new MigrationResult(source, request.Layer, [found], [], null);
            }

            MigrateReport.Write(result, parsed.GetValue(json), terminal);
            if (parsed.GetValue(write) && result.Written is null && !parsed.GetValue(json))
                terminal.Say("Nothing was written: there is nothing left to change.");
            return result.ExitCode;
        });
        return command;
    }

    /// <summary>What the settings of dotnet lambda beside a project say, where they can be read.</summary>
    private static string? HandlerBeside(string source)
    {
        var beside = Path.Combine(Directory.Exists(source) ? source : Path.GetDirectoryName(source) ?? source, DefaultsFile);
        try
        {
            return FunctionSource.IsProject(FunctionSource.Resolve(source)) && File.Exists(beside) ? DeploymentFiles.Open(beside)[0].Functions is [{ Handler: { Length: > 0 } handler }] ? handler : null : null;
        }
        catch (ToolException)
        {
            return null;
        }
    }

    /// <summary>The deployment file itself; for a project with --write, the settings that deploy it.</summary>
    private static string? DeploymentOf(string source, bool writes)
    {
        if (DeploymentFiles.IsOne(source))
            return source;
        var beside = Path.Combine(Path.GetDirectoryName(source) ?? source, DefaultsFile);
        return writes && source.EndsWith("proj", StringComparison.Ordinal) && File.Exists(source) && File.Exists(beside) ? beside : null;
    }

    private static PublishedLayers LayersFile(string? given, string deployment) =>
        PublishedLayers.Read(given is not null ? Path.GetFullPath(given) : PublishedLayers.PathFor(null, Directory.Exists(deployment) ? deployment : Path.GetDirectoryName(deployment)!));
}
