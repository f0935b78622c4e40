using System.CommandLine;
using System.Globalization;
using Pintle.Cli.Benchmarking;
using Pintle.Cli.Functions;
using Pintle.Cli.MachineReadable;
using Pintle.Testing;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle bench</c>: cold starts and warm invocations of a function on the real bootstrap, beside a bare CLR start and whatever else is named.</summary>
internal static class BenchCommand
{
    private const string ThisLayer = "this layer";

    /// <summary>Where a start is expensive, and what most functions have.</summary>
    private const string SuiteMemories = "128,512";

    /// <summary>A suite is about starts; a few more invocations tell whether a process stays as large as it was. Chosen, not measured: more only make a suite take longer.</summary>
    private const int SuiteInvocations = 10;

    public static Command Create(Terminal terminal)
    {
        var function = new BenchedFunction();
        var suite = new SuiteOptions();
        var memory = new Option<string?>("--memory") { Description = "Amounts of memory: init at full CPU, then memory/1769 of a processor, as on Lambda. When left out: full CPU; with --suite, 128,512.", HelpName = "MB,…" };
        var against = new Option<string[]>("--against") { Description = "Another layer or another package of the function, other variables in its environment, or a command that asks the Runtime API for events; may be repeated.", HelpName = "ZIP|DIR|NAME=VALUE|COMMAND" };
        var runs = Positive("--runs", "Starts of each program with each amount of memory.", 15);
        var invocations = Positive("--invocations", "Invocations of each start, the first included.", 100);
        var cold = new Option<bool>("--cold-cache") { Description = "Read the layer and the function from the disk at each start, as a new environment does." };
        var noBare = new Option<bool>("--no-bare") { Description = "Leave out the bare CLR start, which needs the repository and a C compiler." };
        var json = new Option<bool>("--json") { Description = "Print every run's figures as JSON." };
        var html = new Option<string?>("--html") { Description = "Write a page with the phases of a start.", HelpName = "FILE" };

        var command = new Command("bench", "Measure cold starts and warm invocations, by turns with those they are compared with. Exit codes: 0 success, 1 the function failed, 2 pintle could not do it.");
        function.AddTo(command);
        suite.AddTo(command);
        foreach (var option in (Option[])[memory, against, runs, invocations, cold, noBare, json, html])
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (suite.FileOf(parsed) is not null)
            {
                function.RequireNone(parsed, html);
                var all = Memories(parsed.GetValue(memory) ?? SuiteMemories);
                var each = new SuiteRun([], parsed.GetValue(against) ?? [], all, parsed.GetValue(runs), parsed.GetResult(invocations) is { Implicit: false } ? parsed.GetValue(invocations) : SuiteInvocations, CanLimit(terminal), parsed.GetValue(cold));
                return await suite.MeasureAsync(parsed, function.LayerOf(parsed), each, parsed.GetValue(json), terminal, cancellationToken).ConfigureAwait(false);
            }

            suite.RequireNone(parsed);
            var memories = Memories(parsed.GetValue(memory));
            var page = OutputFile.Require(html.Name, parsed.GetValue(html));
            var (options, payload) = await function.ReadAsync(parsed, terminal, cancellationToken).ConfigureAwait(false);
            var limits = parsed.GetValue(memory) is not null && CanLimit(terminal);
            var programs = new List<MeasuredProgram>();
            try
            {
                programs.Add(await MeasuredProgram.OpenAsync(ThisLayer, options).ConfigureAwait(false));
                foreach (var other in parsed.GetValue(against) ?? [])
                    programs.Add(await Comparison.OpenAsync(other, options).ConfigureAwait(false));
                using var bare = parsed.GetValue(noBare) ? null : await BareClrStart.OpenAsync(options, terminal, cancellationToken).ConfigureAwait(false);
                Tell(programs[0], bare is null && !parsed.GetValue(noBare), terminal);
                var plan = new BenchPlan(programs, bare, payload, memories, parsed.GetValue(runs), parsed.GetValue(invocations), limits, parsed.GetValue(cold));
                var result = await terminal.WithProgressAsync("measuring", progress => plan.RunAsync(progress, cancellationToken)).ConfigureAwait(false);
                return await ShowAsync(result, options.Function, parsed.GetValue(json), page, terminal, cancellationToken).ConfigureAwait(false);
            }
            catch (StartFailureException failure)
            {
                terminal.Error(failure.Message);
                return ExitCode.FunctionError;
            }
            finally
            {
                programs.ForEach(program => program.Dispose());
            }
        });
        return command;
    }

    private static async Task<int> ShowAsync(BenchResult result, string package, bool asJson, string? page, Terminal terminal, CancellationToken cancellationToken)
    {
        if (asJson)
            terminal.Result(Json.Write(BenchDocument.Of(result)));
        else
            BenchTable.Write(result, terminal);
        if (BenchText.Warning(result) is { } warning)
            terminal.Notice(warning);
        if (Hint(result.Series.MinBy(series => series.MemoryMB)!, package) is { } hint)
            terminal.Say(hint);
        if (page is not null)
        {
            await File.WriteAllTextAsync(page, BenchPage.Write(result), cancellationToken).ConfigureAwait(false);
            terminal.Say($"page: {page}");
        }

        return ExitCode.Success;
    }

    /// <summary>Of the first program, with the least memory, where there is the most to gain.</summary>
    private static string? Hint(Series series, string package)
    {
        var hint = StartHint.Of(package, series.Runs.Select(run => run.FirstNext), series.Runs.Select(run => run.FirstInvocation), series.Runs.Select(run => run.Warm).OfType<double>());
        return hint is null || series.Jitted is not { Count: > 0 } jitted ? hint : $"{hint} Until the first response the JIT compiled {jitted.Count} methods.";
    }

    private static void Tell(MeasuredProgram program, bool lacksBare, Terminal terminal)
    {
        if (program.Report.Notice is { } notice)
            terminal.Notice(notice);
        if (lacksBare)
            terminal.Notice("No bare CLR start to compare with: it is compiled from Pintle's repository, on x64. Run pintle in a clone of it for ratios to the physical limit.");
    }

    private static bool CanLimit(Terminal terminal)
    {
        if (CpuShare.WhyNot() is not { } why)
            return true;
        terminal.Notice($"--memory sets the function's memory, but not its share of the processor: {why}. Run as root outside of a container for Lambda's share.");
        return false;
    }

    private static int[] Memories(string? given)
    {
        if (given is null)
            return [512];
        var all = given.Split(',').Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var memory) && memory is >= 128 and <= 10_240 ? memory : 0).ToArray();
        return all.Contains(0) || all.Distinct().Count() != all.Length
            ? throw new ToolException("Expected --memory to be different amounts of 128 to 10240 MB, found something else. Write, for example, --memory 128,512,1769.")
            : all;
    }

    private static Option<int> Positive(string name, string description, int otherwise)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 and var given)
                result.AddError($"Expected {name} to be 1 or more, found {given}. Correct it.");
        });
        return option;
    }
}
