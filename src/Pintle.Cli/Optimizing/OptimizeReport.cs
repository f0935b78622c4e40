using System.Globalization;
using System.Text.Json;
using Pintle.Cli.Benchmarking;
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
            terminal.Result(Describe(result));
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
                terminal.Say(string.Create(CultureInfo.InvariantCulture, $"rehearsed: {start.Handler}, {Math.Max(start.Methods, start.LateMethods)} methods."));
                RehearseReport.Say(start, terminal);
            }

            foreach (var (handler, reason) in result.NotRehearsed)
                terminal.Say($"not rehearsed: {handler}: {reason}");
        }
        else
            terminal.Say("No handler was run, so nothing was learned from one: give --handler and --event to compile what it needs beside its own code, and to compare.");
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

    private static string Describe(OptimizationResult result) => JsonSerializer.Serialize(
        new
        {
            zip = result.Zip,
            dotnet = result.Manifest.Layer.Dotnet,
            rid = result.Manifest.Layer.Rid,
            compiled = result.Manifest.Compiled,
            left = result.Manifest.Left,
            removed = result.Manifest.Removed,
            rehearsed = result.Rehearsed.Select(start => new { handler = start.Handler, methods = start.Methods, lateMethods = start.LateMethods, leftOut = start.LeftOut, profileBytes = start.Bytes }),
            handlers = result.Handlers.Select(handler => new
            {
                handler = handler.Handler,
                jittedBefore = handler.JittedBefore,
                jittedAfter = handler.JittedAfter,
                coldStartMsBefore = handler.ColdStart?.Before,
                coldStartMsAfter = handler.ColdStart?.After,
                ratio = handler.ColdStart is { } cold ? new { median = cold.Ratio.Median, low = cold.Ratio.Low, high = cold.Ratio.High } : null,
                runs = handler.ColdStart?.Runs ?? 0,
            }),
        },
        Json.Indented);
}
