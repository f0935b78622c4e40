using System.CommandLine;
using Pintle.Cli.Layers;
using Pintle.Cli.MachineReadable;
using Pintle.Layer;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle build</c>: makes layer zips from the pins, and prints their paths last.</summary>
internal static class BuildCommand
{
    public const string All = "all";

    // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    private const long LambdaUnzippedLimit = 250L * 1024 * 1024;
    private const long LambdaUploadLimit = 50L * 1024 * 1024;

    public static Command Create(Terminal terminal)
    {
        var pin = new Option<string?>("--pin") { Description = "The pin to build from; the default pin when left out.", HelpName = "NAME" };
        var architecture = new Option<string>("--arch") { Description = "The processor; all builds one layer for each.", DefaultValueFactory = _ => LayerArchitecture.X64.Name() };
        _ = architecture.AcceptOnlyFromAmong(LayerArchitecture.X64.Name(), LayerArchitecture.Arm64.Name(), All);
        var framework = new Option<string>("--framework") { Description = "The shared framework: core is Microsoft.NETCore.App, aspnet adds Microsoft.AspNetCore.App.", DefaultValueFactory = _ => "core" };
        _ = framework.AcceptOnlyFromAmong("core", "aspnet");
        var engine = new Option<string>("--engine") { Description = "Whose loop runs handlers: pintle; both, which adds Amazon's for PINTLE_ENGINE=aws; or aws, which has both too and runs Amazon's by default.", DefaultValueFactory = _ => "pintle" };
        _ = engine.AcceptOnlyFromAmong("pintle", "aws", "both");
        var globalization = new Option<string>("--globalization") { Description = "The cultures: invariant, or icu, which adds ICU's libraries.", DefaultValueFactory = _ => "invariant" };
        _ = globalization.AcceptOnlyFromAmong("invariant", "icu");
        var icu = new Option<string?>("--icu-from") { Description = "The folder with ICU's libraries; the pinned package when left out.", HelpName = "DIR" };
        var icuData = new Option<string>("--icu-data") { Description = "How much of ICU's data: filtered is what .NET reads, full the libraries as they are.", DefaultValueFactory = _ => "filtered" };
        _ = icuData.AcceptOnlyFromAmong("filtered", "full");
        var icuLocales = new Option<string?>("--icu-locales") { Description = "The cultures that filtered data keep, with commas: de,fr-CH,zh-Hant; all when left out.", HelpName = "NAMES" };
        var zones = new Option<string?>("--tzdata-from") { Description = "A folder with time zone data, such as /usr/share/zoneinfo, for an OS that has none.", HelpName = "DIR" };
        var output = new Option<string?>("--output") { Description = "The folder for the zip; when left out, pintle/layers where there is a pintle/pins.json, artifacts/layers in the repository, else a folder of the user's.", HelpName = "DIR" };
        var keep = new Option<string[]>("--keep") { Description = "A group of files that layer/layer.json leaves out and this layer keeps; may be given several times.", HelpName = "GROUP", DefaultValueFactory = _ => [] };
        var noPrecompile = new Option<bool>("--no-precompile") { Description = "Take the framework's native code as it is in its package: the build is faster, the start slower." };
        var json = new Option<bool>("--json") { Description = "Print what was built as JSON." };

        var command = new Command("build", "Build the layer from pinned packages. Prints the zip's path, last. Without options it builds all layers of pintle/layers.yaml, where there is one.")
        {
            pin, architecture, framework, engine, globalization, icu, icuData, icuLocales, zones, output, keep, noPrecompile, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var source = LayerSource.Find();
            source.SayWhosePins(terminal);
            var folder = Path.GetFullPath(parsed.GetValue(output) ?? source.DefaultOutput);
            Option[] choices = [pin, architecture, framework, engine, globalization, icu, icuData, icuLocales, zones, keep, noPrecompile];
            IEnumerable<LayerRequest> requests;
            if (source.Place is { IsOwners: true } && choices.All(each => parsed.GetResult(each) is null or { Implicit: true }))
            {
                requests = source.Layers().Select(each => each.Request);
            }
            else
            {
                var request = new LayerRequest
                {
                    OutputDirectory = "",
                    Pin = parsed.GetValue(pin),
                    Framework = parsed.GetValue(framework) == "aspnet" ? LayerFramework.AspNet : LayerFramework.Core,
                    Engine = parsed.GetValue(engine) switch { "aws" => LayerEngine.Aws, "both" => LayerEngine.Both, _ => LayerEngine.Pintle },
                    Globalization = parsed.GetValue(globalization) == "icu" ? LayerGlobalization.Icu : LayerGlobalization.Invariant,
                    IcuFolder = parsed.GetValue(icu),
                    IcuData = parsed.GetValue(icuData) == "full" ? LayerIcuData.Full : LayerIcuData.Filtered,
                    IcuLocales = parsed.GetValue(icuLocales)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [],
                    ZoneInfoFolder = parsed.GetValue(zones),
                    Keep = parsed.GetValue(keep) ?? [],
                    Precompile = !parsed.GetValue(noPrecompile),
                };
                requests = Architectures(parsed.GetRequiredValue(architecture)).Select(each => request with { Architecture = each });
            }

            var layers = new List<LayerArtifact>();
            foreach (var each in requests)
                layers.Add(await source.BuildAsync(each with { OutputDirectory = folder }, terminal, cancellationToken).ConfigureAwait(false));
            foreach (var warning in layers.SelectMany(layer => layer.Manifest.Components).SelectMany(component => component.Warnings))
                terminal.Notice(warning);
            if (parsed.GetValue(json))
                terminal.Result(Json.Write(new BuildJson([.. layers.Select(Describe)])));
            else
                Report(layers, terminal);
            return ExitCode.Success;
        });
        return command;
    }

    public static LayerArchitecture[] Architectures(string name) => [.. Enum.GetValues<LayerArchitecture>().Where(each => name == All || name == each.Name())];

    private static void Report(List<LayerArtifact> layers, Terminal terminal)
    {
        foreach (var layer in layers)
        {
            terminal.Say(
                $".NET {layer.Manifest.Dotnet}, {layer.Manifest.Rid}, {(layer.WasUpToDate ? "up to date" : "built")}: "
                + $"{Size.Of(layer.ZipSize)} zipped ({Left(LambdaUploadLimit - layer.ZipSize)} a direct upload's {Size.OfLimit(LambdaUploadLimit)}), "
                + $"{Size.Of(layer.UnzippedSize)} unzipped ({Left(LambdaUnzippedLimit - layer.UnzippedSize)} Lambda's {Size.OfLimit(LambdaUnzippedLimit)} for function and layers together).");
        }

        foreach (var layer in layers)
            terminal.Result(layer.ZipPath);
    }

    private static string Left(long bytes) => bytes >= 0 ? $"{Size.Of(bytes)} left of" : $"{Size.Of(-bytes)} over";

    private static BuiltLayerJson Describe(LayerArtifact layer) => new(
        layer.ZipPath, layer.Directory, layer.ZipSize, layer.UnzippedSize, layer.Manifest.Dotnet, layer.Manifest.Rid, layer.Manifest.Framework, layer.Manifest.Pin,
        [.. layer.Manifest.Components.Select(component => new ComponentJson(component.Name, component.Version))],
        layer.WasUpToDate);
}
