using System.CommandLine;
using Pintle.Cli.Layers;
using Pintle.Cli.Migrating;
using Pintle.Layer;
using Pintle.Layer.Migrate;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle migrate</c>: whether a function runs on a layer, and what changes. It runs nothing of the function.</summary>
internal static class MigrateCommand
{
    public static Command Create(Terminal terminal)
    {
        var function = new Argument<string>("function") { Description = "The function: its package, or its project, which is published first.", HelpName = "ZIP|DIR|CSPROJ" };
        var layer = new Option<string?>("--layer") { Description = "The layer that the function will have, to compare versions, cultures, architecture and sizes with it.", HelpName = "ZIP|DIR|NAME" };
        var handler = new Option<string?>("--handler") { Description = "The function's handler, to hold it against the package.", HelpName = "H" };
        var architecture = new Option<string?>("--arch") { Description = "The function's architecture; the layer's when left out, else x64.", HelpName = "x64|arm64" };
        _ = architecture.AcceptOnlyFromAmong("x64", "arm64");
        var json = new Option<bool>("--json") { Description = "Print the findings as JSON." };
        var command = new Command(
            "migrate", "Say whether a function runs on the layer, and what changes. Exit codes: 0 it runs, 1 it runs but look at the warnings, 2 it does not run as it is, 3 could not tell.")
        {
            function, layer, handler, architecture, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var source = Path.GetFullPath(parsed.GetRequiredValue(function));
            var request = new MigrationRequest
            {
                Layer = parsed.GetValue(layer) is { } given ? LayerChoice.Resolve(given) : null,
                Handler = parsed.GetValue(handler),
                Architecture = parsed.GetValue(architecture) switch { "arm64" => LayerArchitecture.Arm64, "x64" => LayerArchitecture.X64, _ => null },
            };
            var found = await PackageSource.CheckAsync(Path.GetFileName(Path.TrimEndingDirectorySeparator(source)), source, request, null, [], terminal, cancellationToken).ConfigureAwait(false);
            var result = new MigrationResult(source, request.Layer, [found], [], null);
            MigrateReport.Write(result, parsed.GetValue(json), terminal);
            return result.ExitCode;
        });
        return command;
    }
}
