using System.Globalization;
using Pintle.Cli.Benchmarking;
using Pintle.Cli.MachineReadable;
using Pintle.Cli.Rehearsing;
using Spectre.Console;

namespace Pintle.Cli.Optimizing;

/// <summary>Shows an optimization: the path of the package on standard output, what was compiled and measured beside it; or all of it as JSON.</summary>
internal static class OptimizeReport
{
    public static void Write(OptimizationResult result, bool asJson, Terminal terminal)
    {
        if (asJson)
        {
            terminal.Result(Json.Write(Describe(result)));
            return;
        }
        var manifest = result.Manifest;
        terminal.Say($"{manifest.Compiled.Count} assemblies compiled for .NET {manifest.Layer.Dotnet}, {manifest.Layer.Rid}.");
        foreach (var (file, reason) in manifest.Left)
            terminal.Say($"left as it was: {file}: {reason}.");
        foreach (var file in manifest.Removed)
            terminal.Say($"removed: {file}: the layer's framework has it as new or newer.");
        if (result.Handlers.Count > 0)
        {
            terminal.Messages.Write(Table(result.Handlers));
            foreach (var start in result.Rehearsed)
            {
                terminal.Say(string.Create(CultureInfo.InvariantCulture, $"rehearsed: {start.Handler}, {Math.Max(start.Methods, start.LateMethods)} methods{(start.HasJson ? ", and code for the JSON of its types" : "")}."));
                RehearseReport.Say(start, terminal);
            }

            foreach (var (handler, reason) in result.NotRehearsed)
                terminal.Say($"not rehearsed: {handler}: {reason}");
        }
        else
        {
            terminal.Say("No handler was run, so nothing was learned from one: give --handler and --event to compile what it needs beside its own code, and to compare.");
        }

        terminal.Result(result.Zip);
    }

    private static Table Table(IReadOnlyList<OptimizedHandler> handlers)
    {
        var table = new Table().AddColumns("handler", "methods jitted until the first answer", "cold start to the first answer");
        foreach (var handler in handlers)
        {
            _ = table.AddRow(
                Markup.Escape(handler.Handler),
                string.Create(CultureInfo.InvariantCulture, $"{handler.JittedBefore} → {handler.JittedAfter}"),
                handler.ColdStart is { } cold ? string.Create(CultureInfo.InvariantCulture, $"{cold.Before:F1} → {cold.After:F1} ms, {BenchText.Ratio(cold.Ratio)} times as long ({cold.Runs} pairs; below 1 is faster)") : "not measured");
        }
        return table;
    }

    private static OptimizeJson Describe(OptimizationResult result) => new(
        result.Zip, result.Manifest.Layer.Dotnet, result.Manifest.Layer.Rid, result.Manifest.Compiled, result.Manifest.Left, result.Manifest.Removed,
        [.. result.Rehearsed.Select(start => new RehearsedJson(start.Handler, start.Methods, start.LateMethods, start.LeftOut, start.Bytes, start.HasJson))],
        result.NotRehearsed,
        [.. result.Handlers.Select(Handler)]);

    private static OptimizedHandlerJson Handler(OptimizedHandler handler) => new(
        handler.Handler, handler.JittedBefore, handler.JittedAfter, handler.ColdStart?.Before, handler.ColdStart?.After, BenchDocument.Describe(handler.ColdStart?.Ratio), handler.ColdStart?.Runs ?? 0);
}
