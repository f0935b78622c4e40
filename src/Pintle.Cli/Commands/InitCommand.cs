using System.CommandLine;
using Pintle.Cli.Layers;
using Pintle.Cli.MachineReadable;
using Pintle.Layer;
using Pintle.Layer.Pins;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle init</c>: a folder of pins for an owner, who from then on decides there which .NET the layers have.</summary>
internal static class InitCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("folder") { Description = "Where the folder pintle is made; the current folder when left out.", HelpName = "DIR", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "." };
        var dotnet = new Option<string?>("--dotnet") { Description = "A channel, whose newest release is pinned, or an exact version; the tool's own channel when left out.", HelpName = "CHANNEL|VERSION" };
        var architecture = new Option<string>("--arch") { Description = "For which processors.", DefaultValueFactory = _ => LayerArchitecture.X64.Name() };
        _ = architecture.AcceptOnlyFromAmong(LayerArchitecture.X64.Name(), LayerArchitecture.Arm64.Name(), BuildCommand.All);
        var framework = new Option<string>("--framework") { Description = "The shared framework of the layer that is listed first; both are pinned.", DefaultValueFactory = _ => LayerFramework.Core.Name() };
        _ = framework.AcceptOnlyFromAmong(LayerFramework.Core.Name(), LayerFramework.AspNet.Name());
        var json = new Option<bool>("--json") { Description = "Print what was pinned as JSON." };
        var command = new Command("init", "Make pins of your own: writes pintle/pins.json, the layers to build from it, and a workflow for patch day. What is there already is never overwritten.")
        {
            folder, dotnet, architecture, framework, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var root = Path.GetFullPath(parsed.GetRequiredValue(folder));
            var place = PinPlace.OfOwner(root);
            var made = Path.GetDirectoryName(place.File)!;
            if (Path.Exists(made))
                throw new ToolException($"Expected no {PinPlace.FolderName} in {root} yet, but it is there. Nothing was changed. Move its pins with pintle pin and pintle patch, or choose another folder.");
            var own = LayerSource.Find().OwnPins;
            var target = parsed.GetValue(dotnet) ?? own.DefaultPin;
            if (File.Exists(root))
                throw new ToolException($"Expected a folder at {root}, or nothing yet, found a file. Name another folder.");
            // The sources are those of the folder's nuget.config and of those above it; the folder itself may have to be made.
            using var feed = NuGetPinFeed.ForFolder(Existing(root));
            var processors = BuildCommand.Architectures(parsed.GetRequiredValue(architecture));
            var move = await terminal.WithProgressAsync("asking for versions", progress =>
                new PinMover(own, feed).CreateAsync(NameOf(target), target, processors, progress, cancellationToken)).ConfigureAwait(false);
            Write(made, move, parsed.GetRequiredValue(framework));
            if (parsed.GetValue(json))
            {
                terminal.Result(Json.Write(new InitJson(place.File, move.Name, PinMoves.Packages(move), PinMoves.Staying(move))));
                return ExitCode.Success;
            }

            foreach (var sentence in move.Sentences)
                terminal.Say(sentence);
            foreach (var (what, reason) in move.Staying)
                terminal.Say($"{what} is left out: {reason}.");
            terminal.Say("Every package's signatures were verified. Next, in this folder or below it: pintle build, then pintle invoke --function YOUR.zip --handler ASSEMBLY::TYPE::METHOD --event EVENT.json");
            terminal.Result(place.File);
            return ExitCode.Success;
        });
        return command;
    }

    private static string Existing(string folder) => Directory.Exists(folder) || Path.GetDirectoryName(folder) is not { } above ? folder : Existing(above);

    /// <summary>The channel: 10.0 of 10.0.14.</summary>
    private static string NameOf(string target) => string.Join('.', target.Split('.').Take(2));

    /// <summary>The folder is made whole or not at all.</summary>
    private static void Write(string folder, PinMove move, string framework)
    {
        var staging = $"{folder}.{Guid.NewGuid():N}.partial";
        _ = Directory.CreateDirectory(staging);
        try
        {
            File.WriteAllBytes(Path.Combine(staging, "pins.json"), PinWriter.Create(move));
            File.WriteAllText(Path.Combine(staging, LayersFile.Name), OwnersFiles.Layers(move, framework));
            File.WriteAllText(Path.Combine(staging, "README.md"), OwnersFiles.Readme);
            File.WriteAllText(Path.Combine(staging, "github-patch.yml"), OwnersFiles.Workflow);
            File.WriteAllText(Path.Combine(staging, ".gitignore"), "layers/\npatch/\n");
            Directory.Move(staging, folder);
        }
        finally
        {
            if (Directory.Exists(staging))
                Directory.Delete(staging, recursive: true);
        }
    }
}
