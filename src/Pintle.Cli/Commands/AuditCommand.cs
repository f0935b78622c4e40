using System.CommandLine;
using Pintle.Cli.Auditing;
using Pintle.Cli.Layers;
using Pintle.Cli.MachineReadable;
using Pintle.Layer.Audit;
using Pintle.Layer.Tree;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle audit</c>: what a layer and a function on it consist of, whose patch each part is, and which fixes are missed.</summary>
internal static class AuditCommand
{
    public static Command Create(Terminal terminal)
    {
        var layer = new Argument<string?>("layer") { Description = "The layer's zip, a folder with an unpacked one, or its name in pintle/layers.yaml; without, the only one there.", HelpName = "LAYER.zip|DIR|NAME", Arity = ArgumentArity.ZeroOrOne };
        var function = new Option<string?>("--function") { Description = "The function's zip or folder, to look into as well.", HelpName = "ZIP|DIR" };
        var advisories = new Option<string?>("--advisories")
        {
            Description = "Microsoft's release metadata and NuGet's vulnerability data as a file, or a folder of them; nothing is asked on the network then.",
            HelpName = "FILE|DIR",
        };
        var details = new Option<bool>("--details") { Description = "Say of each part where it is, how long it is supported, and the pages of its fixes." };
        var json = new Option<bool>("--json") { Description = "Print the findings as JSON." };
        var vex = new Option<bool>("--vex") { Description = "Write beside the zip, as *.vex.cdx.json, which known vulnerabilities affect its .NET and which are fixed: a CycloneDX VEX for scanners." };
        var report = new Option<string?>("--report") { Description = "Print one page for an auditor instead: md or html." };
        _ = report.AcceptOnlyFromAmong("md", "html");
        var command = new Command(
            "audit", "Say what is in a layer and a function, whose patch it is, and what is missed. Exit codes: 0 current, 1 behind, 2 a security fix missed, 3 could not tell.")
        {
            layer, function, advisories, details, json, vex, report,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(layer) is { } given ? LayerChoice.Resolve(given, "the layer", terminal.Surroundings.Folder) : LayerChoice.OnlyOne(terminal.Surroundings.Folder);
            var file = parsed.GetValue(vex) ? VexFile.Require(path) : null;
            var (result, manifest) = await AuditAsync(path, parsed.GetValue(function), parsed.GetValue(advisories), cancellationToken).ConfigureAwait(false);
            var written = file is not null && await VexFile.WriteAsync(file, path, result, manifest, terminal, cancellationToken).ConfigureAwait(false) ? file : null;
            if (parsed.GetValue(json) && parsed.GetValue(report) is null)
                terminal.Result(Json.Write(AuditDocument.Of(result, written)));
            else
                Print(result, parsed.GetValue(details), parsed.GetValue(report), terminal);
            return result.ExitCode;
        });
        return command;
    }

    private static async Task<(AuditReport Report, LayerManifest Manifest)> AuditAsync(string layer, string? function, string? advisories, CancellationToken cancellationToken)
    {
        using var online = advisories is null ? OnlineSources.ForFolder(Directory.GetCurrentDirectory()) : null;
        IAuditSources sources = online is null ? new FileSources(AdvisoryData.Load(Path.GetFullPath(advisories!))) : online;
        var manifest = await LayerReader.ReadAsync(layer, cancellationToken).ConfigureAwait(false);
        var content = function is null ? null : FunctionReader.Read(Path.GetFullPath(function));
        var report = await new Auditor(sources, DateOnly.FromDateTime(DateTime.UtcNow))
            .AuditAsync(Name(layer), manifest, function is null ? null : Name(function), content, cancellationToken).ConfigureAwait(false);
        return (report, manifest);
    }

    private static string Name(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));

    private static void Print(AuditReport report, bool withDetails, string? page, Terminal terminal)
    {
        if (page is not null)
        {
            terminal.Result((page == "md" ? ResponsibilityReport.Markdown(report) : ResponsibilityPage.Html(report)).TrimEnd());
            return;
        }

        foreach (var line in AuditText.Lines(report).Concat(withDetails ? AuditText.Details(report) : []))
            terminal.Result(line);
        foreach (var sentence in AuditText.Reasons(report).Concat(report.Notices))
            terminal.Say(sentence);
        terminal.Say(ResponsibilityReport.Summary(report));
    }
}
