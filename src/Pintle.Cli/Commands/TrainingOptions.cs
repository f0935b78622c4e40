using System.CommandLine;
using System.CommandLine.Parsing;
using Pintle.Cli.Functions;
using Pintle.Cli.Optimizing;
using Pintle.Cli.Rehearsing;

namespace Pintle.Cli.Commands;

/// <summary>The options by which a function is run with the user's own events, the same for <c>rehearse</c> and <c>optimize</c>.</summary>
internal static class TrainingOptions
{
    private const int MaxRuns = 1000; // Chosen, not measured: it only refuses a slip of the finger.

    public static Argument<string> Function() => new("function") { Description = "The function: a zip, a folder, or a project that is published first.", HelpName = "ZIP|DIR|CSPROJ" };

    public static Option<string[]> Handler(string what) =>
        new("--handler") { Description = $"A handler to {what} with. It is run on the layer with the --event at the same place. May be repeated.", HelpName = "H" };

    public static Option<string[]> Event() => new("--event") { Description = "The event of a --handler: a file or JSON. One event serves all handlers.", HelpName = "FILE|JSON" };

    public static Option<string[]> Variables(string when) => new("--env") { Description = $"An environment variable of the function while it is {when}; may be repeated.", HelpName = "NAME=VALUE" };

    /// <param name="done">What was done to the package.</param>
    public static Option<string?> Output(string done) =>
        new("--output") { Description = $"The {done} package; <function>.{done}.zip when left out. If it is an existing folder, or ends in /, the files are put into it.", HelpName = "ZIP|DIR/" };

    public static PackageOutput Target(Option<string?> output, ParseResult parsed, string done, string given) =>
        new(output.Name, parsed.GetValue(output) ?? $"{Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(given))}.{done}.zip", given);

    public static Option<int> Runs()
    {
        var runs = new Option<int>("--runs") { Description = "How many cold starts of each package are compared; 0 for none.", HelpName = "N", DefaultValueFactory = _ => 11 };
        runs.Validators.Add(result => Require(result, result.GetValueOrDefault<int>() is >= 0 and <= MaxRuns, $"Expected --runs to be from 0 to {MaxRuns}."));
        return runs;
    }

    public static void Require(SymbolResult result, bool isMet, string message)
    {
        if (!isMet)
            result.AddError(message);
    }

    public static async Task<IReadOnlyList<Exercise>> ReadAsync(string[] handlers, string[] events, CancellationToken cancellationToken)
    {
        var exercises = new List<Exercise>();
        for (var i = 0; i < Math.Max(handlers.Length, handlers.Length == 1 ? events.Length : 0); i++)
            exercises.Add(new Exercise(handlers[handlers.Length == 1 ? 0 : i], await EventSource.ReadAsync(events[events.Length == 1 ? 0 : i], null, cancellationToken).ConfigureAwait(false)));
        return exercises;
    }

    /// <summary>Each handler once, with all its events in their order.</summary>
    public static IReadOnlyList<RehearsedHandler> ByHandler(IEnumerable<Exercise> exercises) =>
        [.. exercises.GroupBy(exercise => exercise.Handler.Trim(), StringComparer.Ordinal).Select(group => new RehearsedHandler(group.Key, [.. group.Select(exercise => exercise.Payload)]))];

    public static Dictionary<string, string> Parse(string[] given) => VariableSettings.Read(given, [], null);
}
