using System.CommandLine;
using Pintle.Cli.Functions;
using Pintle.Cli.Layers;
using Pintle.Layer;

namespace Pintle.Cli.Commands;

/// <summary>Hidden: collects what the packed tool carries. <c>dotnet pack</c> of this project calls it.</summary>
internal static class PayloadCommand
{
    private const string All = "all";

    public static Command Create(Terminal terminal)
    {
        var output = new Option<string>("--output") { Description = "The folder; it is made anew.", HelpName = "DIR", Required = true };
        var architecture = new Option<string>("--arch") { Description = "For which processors; all is both.", DefaultValueFactory = _ => All };
        _ = architecture.AcceptOnlyFromAmong(LayerArchitecture.X64.Name(), LayerArchitecture.Arm64.Name(), All);
        var command = new Command("payload", "Collect the parts that the packed tool carries.") { output, architecture };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var repository = LayerSource.FindRepository() ?? throw new ToolException("Expected to run inside the Pintle repository. The payload is collected when the tool is packed, and only there.");
            var folder = Path.GetFullPath(parsed.GetRequiredValue(output));
            LayerSource.RequirePayloadFolder(folder);
            var sample = await SampleFunction.ZipAsync(Path.Combine(repository, "layer", "samples", "Orders", "Orders.csproj"), terminal, cancellationToken).ConfigureAwait(false);
            await LayerSource.WritePayloadAsync(repository, [.. Enum.GetValues<LayerArchitecture>().Where(each => parsed.GetRequiredValue(architecture) is var name && (name == All || name == each.Name()))], sample, folder, cancellationToken).ConfigureAwait(false);
            return ExitCode.Success;
        });
        return command;
    }
}
