using System.Globalization;
using Pintle.Cli.Benchmarking;
using Pintle.Cli.MachineReadable;
using Pintle.Layer.Rehearse;
using Spectre.Console;

namespace Pintle.Cli.Rehearsing;

/// <summary>What <c>pintle rehearse</c> has done to one handler.</summary>
internal sealed record RehearsalResult(RehearsedStart Start, StartComparison? ColdStart);

/// <summary>Shows a rehearsal: the path of the package on standard output, what is replayed and measured beside it; or all of it as JSON.</summary>
internal static class RehearseReport
{
    public static void Write(string zip, IReadOnlyList<RehearsalResult> results, bool asJson, Terminal terminal)
    {
        if (asJson)
        {
            terminal.Result(Json.Write(new RehearseJson(zip, [.. results.Select(Describe)])));
            return;
        }

        var table = new Table().AddColumns("handler", "methods replayed", "modules", "profile", "cold start to the first answer");
        foreach (var (start, cold) in results)
        {
            _ = table.AddRow(
                Markup.Escape(start.Handler),
                Math.Max(start.Methods, start.LateMethods).ToString(CultureInfo.InvariantCulture),
                start.Modules.ToString(CultureInfo.InvariantCulture),
                Size.Of(start.Bytes),
                cold is null ? "not measured" : string.Create(CultureInfo.InvariantCulture, $"{cold.Before:F1} → {cold.After:F1} ms, {BenchText.Ratio(cold.Ratio)} times ({cold.Runs} pairs)"));
        }

        terminal.Messages.Write(table);
        foreach (var (start, _) in results)
            Say(start, terminal);
        terminal.Result(zip);
    }

    /// <summary>What a module initializer costs.</summary>
    public static void Say(RehearsedStart start, Terminal terminal)
    {
        if (start.Initializers.Count == 0)
            return;
        var owners = string.Join(", ", start.Initializers);
        terminal.Say(start.LeftOut > 0
            ? $"{start.Handler}: {start.LeftOut} methods are not replayed, because {owners} {(start.Initializers.Count == 1 ? "has a module initializer" : "have module initializers")}, which must not run before its time."
            : $"{start.Handler}: most is replayed only when the handler's object is made, because {owners} has a module initializer.");
    }

    private static RehearsedHandlerJson Describe(RehearsalResult result) => new(
        result.Start.Handler, result.Start.Methods, result.Start.LateMethods, result.Start.LeftOut, result.Start.Modules, result.Start.Bytes, result.Start.Initializers,
        result.ColdStart?.Before, result.ColdStart?.After, BenchDocument.Describe(result.ColdStart?.Ratio), result.ColdStart?.Runs ?? 0);
}
