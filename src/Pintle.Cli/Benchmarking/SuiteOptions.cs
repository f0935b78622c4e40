using System.CommandLine;
using Pintle.Cli.Layers;
using Pintle.Cli.MachineReadable;

namespace Pintle.Cli.Benchmarking;

/// <summary>The options that have all functions of a file measured, and what they do.</summary>
internal sealed class SuiteOptions
{
    private static readonly Dictionary<string, SuiteForm> Forms = new(StringComparer.Ordinal) { ["published"] = SuiteForm.Published, ["rehearsed"] = SuiteForm.Rehearsed, ["built"] = SuiteForm.Built };

    private readonly Option<string?> _suite = new("--suite") { Description = "Measure all functions of a pintle.json, each with its testEvent, as published, rehearsed and built, in one table.", HelpName = "FILE" };
    private readonly Option<string[]> _only = new("--only") { Description = "With --suite: only this function; may be repeated.", HelpName = "NAME" };
    private readonly Option<string?> _as = new("--as") { Description = "With --suite: the forms to measure beside the published one; all when left out.", HelpName = "published,rehearsed,built" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_suite, _only, _as])
            command.Options.Add(option);
    }

    public string? FileOf(ParseResult parsed) => parsed.GetValue(_suite);

    /// <exception cref="ToolException">An option that has no effect without <c>--suite</c> was given.</exception>
    public void RequireNone(ParseResult parsed)
    {
        if (((Option[])[_only, _as]).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
            throw new ToolException($"Expected {given.Name} only with --suite, found it without. Leave it out, or name a pintle.json with --suite.");
    }

    /// <param name="parsed">The command line.</param>
    /// <param name="layer">What <c>--layer</c> says; null: the file's, else the default pin's.</param>
    /// <param name="run">How it is measured, without the forms.</param>
    /// <param name="asJson">Every figure, in place of a table.</param>
    /// <param name="terminal">Gets either.</param>
    /// <param name="cancellationToken">Ends the measurement; nothing is shown then.</param>
    /// <returns>The exit code: 1 where a function failed.</returns>
    public async Task<int> MeasureAsync(ParseResult parsed, string? layer, SuiteRun run, bool asJson, Terminal terminal, CancellationToken cancellationToken)
    {
        run = run with { Forms = FormsOf(parsed.GetValue(_as)) };
        var functions = Suite.Read(FileOf(parsed)!, parsed.GetValue(_only) ?? []);
        var chosen = (layer ?? functions[0].Layer) is { } given
            ? LayerChoice.Resolve(given)
            : (await LayerSource.Find().BuildDefaultAsync(terminal, cancellationToken).ConfigureAwait(false)).Directory;
        // All are opened before the first is measured, so that what is wrong with the last one is not told after an hour.
        var opened = new List<SuiteFunction>();
        foreach (var planned in functions)
            opened.Add(await planned.OpenAsync(chosen, terminal, cancellationToken).ConfigureAwait(false));
        var measured = new List<SuiteEntry>();
        foreach (var function in opened)
        {
            try
            {
                measured.Add(await terminal.WithProgressAsync("measuring", progress => run.MeasureAsync(function, progress, cancellationToken)).ConfigureAwait(false));
            }
            // Whatever the failure is: the others were measured for minutes, and their table is worth having.
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                terminal.Error($"{function.Name}: {Failures.Describe(failure)}");
            }
        }

        if (measured.Count == 0)
            return ExitCode.FunctionError;
        if (asJson)
            terminal.Result(Json.Write(SuiteDocument.Of(measured)));
        else
            SuiteTable.Write(measured, terminal);
        foreach (var entry in measured)
        {
            if (BenchText.Warning(entry.Result) is { } warning)
                terminal.Notice($"{entry.Name}: {warning}");
        }

        return measured.Count == functions.Count ? ExitCode.Success : ExitCode.FunctionError;
    }

    private static SuiteForm[] FormsOf(string? given)
    {
        if (given is null)
            return [.. Forms.Values];
        var names = given.Split(',');
        return names.FirstOrDefault(name => !Forms.ContainsKey(name)) is { } unknown
            ? throw new ToolException($"Expected --as to be of {string.Join(", ", Forms.Keys)}, found '{unknown}'. Write, for example, --as published,built.")
            : [.. names.Select(name => Forms[name]).Append(SuiteForm.Published).Distinct().Order()];
    }
}
