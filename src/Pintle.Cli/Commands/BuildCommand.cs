using System.CommandLine;
using System.Text.Json;
using Pintle.Cli.Layers;
using Pintle.Layer;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle build</c>: makes a layer zip from the pins, and prints its path last.</summary>
internal static class BuildCommand
{
    private const long LambdaUnzippedLimit = 250L * 1024 * 1024;
    private const long LambdaUploadLimit = 50L * 1024 * 1024;

    public static Command Create(Terminal terminal)
    {
        var pin = new Option<string?>("--pin") { Description = "A pin of layer/pins.json; the default pin when left out.", HelpName = "NAME" };
        var architecture = new Option<string>("--arch") { Description = "The processor.", DefaultValueFactory = _ => "x64" };
        _ = architecture.AcceptOnlyFromAmong("x64");
        var framework = new Option<string>("--framework") { Description = "The shared framework: core is Microsoft.NETCore.App, aspnet adds Microsoft.AspNetCore.App.", DefaultValueFactory = _ => "core" };
        _ = framework.AcceptOnlyFromAmong("core", "aspnet");
        var output = new Option<string?>("--output") { Description = "The folder for the zip; in the repository artifacts/layers when left out, else a folder of the user's.", HelpName = "DIR" };
        var keep = new Option<string[]>("--keep") { Description = "A group of files that layer/layer.json leaves out and this layer keeps; may be given several times.", HelpName = "GROUP", DefaultValueFactory = _ => [] };
        var noPrecompile = new Option<bool>("--no-precompile") { Description = "Take the framework's native code as it is in its package: the build is faster, the start slower." };
        var json = new Option<bool>("--json") { Description = "Print what was built as JSON." };

        var command = new Command("build", "Build the layer from pinned packages. Prints the zip's path, last.") { pin, architecture, framework, output, keep, noPrecompile, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var source = LayerSource.Find();
            var request = new LayerRequest
            {
                Pin = parsed.GetValue(pin),
                Framework = parsed.GetValue(framework) == "aspnet" ? LayerFramework.AspNet : LayerFramework.Core,
                Keep = parsed.GetValue(keep) ?? [],
                Precompile = !parsed.GetValue(noPrecompile),
                OutputDirectory = Path.GetFullPath(parsed.GetValue(output) ?? source.DefaultOutput),
            };
            var layer = await source.BuildAsync(request, terminal, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
                terminal.Result(Describe(layer));
            else
                Report(layer, terminal);
            return ExitCode.Success;
        });
        return command;
    }

    private static void Report(LayerArtifact layer, Terminal terminal)
    {
        terminal.Say(
            $".NET {layer.Manifest.Dotnet}, {layer.Manifest.Rid}, {(layer.WasUpToDate ? "up to date" : "built")}: "
            + $"{Size.Of(layer.ZipSize)} zipped ({Size.Of(LambdaUploadLimit - layer.ZipSize)} of a direct upload's {Size.Of(LambdaUploadLimit)} left), "
            + $"{Size.Of(layer.UnzippedSize)} unzipped ({Size.Of(LambdaUnzippedLimit - layer.UnzippedSize)} of Lambda's {Size.Of(LambdaUnzippedLimit)} left for the function and other layers).");
        terminal.Result(layer.ZipPath);
    }

    private static string Describe(LayerArtifact layer) => JsonSerializer.Serialize(
        new
        {
            zip = layer.ZipPath,
            directory = layer.Directory,
            zipBytes = layer.ZipSize,
            unzippedBytes = layer.UnzippedSize,
            dotnet = layer.Manifest.Dotnet,
            rid = layer.Manifest.Rid,
            framework = layer.Manifest.Framework,
            pin = layer.Manifest.Pin,
            upToDate = layer.WasUpToDate,
        },
        Json.Indented);
}
