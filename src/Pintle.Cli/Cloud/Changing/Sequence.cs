using Pintle.Aws;

namespace Pintle.Cli.Cloud.Changing;

/// <summary>Several functions, one after the other or a few at once: the first that fails stops those that have not begun.</summary>
internal static class Sequence
{
    /// <param name="functions">Each with its region.</param>
    /// <param name="parallel">How many at once.</param>
    /// <param name="run">One of them.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<IReadOnlyList<ChangeOutcome>> RunAsync(
        IReadOnlyList<(string Function, string Region)> functions, int parallel, Func<string, string, CancellationToken, Task<ChangeOutcome>> run, CancellationToken cancellationToken)
    {
        var outcomes = new ChangeOutcome?[functions.Count];
        var hasFailed = false;
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(parallel, functions.Count)).Select(async _ =>
        {
            for (var at = Interlocked.Increment(ref next); at < functions.Count && !Volatile.Read(ref hasFailed); at = Interlocked.Increment(ref next))
            {
                outcomes[at] = await TryAsync(functions[at], run, cancellationToken).ConfigureAwait(false);
                if (outcomes[at]!.Result is ChangeOutcome.Failed or ChangeOutcome.Reverted)
                    Volatile.Write(ref hasFailed, true);
            }
        })).ConfigureAwait(false);
        return [.. outcomes.Select((outcome, at) => outcome ?? new ChangeOutcome(functions[at].Function, functions[at].Region, ChangeOutcome.Untouched))];
    }

    private static async Task<ChangeOutcome> TryAsync((string Function, string Region) each, Func<string, string, CancellationToken, Task<ChangeOutcome>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run(each.Function, each.Region, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is AwsException or ToolException or IOException or UnauthorizedAccessException)
        {
            return new ChangeOutcome(each.Function, each.Region, ChangeOutcome.Failed) { Reason = Failures.Describe(e) };
        }
    }

    public static void Print(IReadOnlyList<ChangeOutcome> outcomes, Terminal terminal)
    {
        foreach (var each in outcomes)
        {
            foreach (var note in each.Notes)
                terminal.Notice(note);
            if (each.Reason is { } reason)
                terminal.Error(reason);
            terminal.ResultSentence($"{each.Region} {each.Function}: {each.Result}{(each.Version is null ? "" : $", version {each.Version}")}");
            if (each.Receipt is { } receipt)
                terminal.ResultSentence($"  receipt: {Near(receipt, terminal.Surroundings.Folder)}");
            foreach (var change in each.Alias is null ? each.Changes : each.Changes.Append(each.Alias.ToMember()))
            {
                terminal.ResultSentence($"  - {change.Member}: {Lines(change, change.Before)}");
                terminal.ResultSentence($"  + {change.Member}: {Lines(change, change.After)}");
            }
        }
    }

    /// <summary>The path as <c>undo</c> takes it in this folder, where the file is in it or below.</summary>
    private static string Near(string file, string folder) => Path.GetRelativePath(folder, file) is var near && !near.StartsWith("..", StringComparison.Ordinal) ? near : file;

    /// <summary>Each layer on a line of its own, below the first: one ARN fits 80 columns, two don't.</summary>
    private static string Lines(ChangedMember change, string value) => value.Length == 0 ? "(none)" : value.Replace(", ", ",\n" + new string(' ', "  - : ".Length + change.Member.Length), StringComparison.Ordinal);
}
