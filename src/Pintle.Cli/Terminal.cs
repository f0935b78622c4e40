using Spectre.Console;

namespace Pintle.Cli;

/// <summary>
/// Where a command speaks. Results go to standard output and are all that is there; progress, notices and errors go to standard error, so that a script can take the one without the other.
/// </summary>
internal sealed class Terminal(IAnsiConsole output, IAnsiConsole messages)
{
    private const int PlainWidth = 160; // Chosen, not measured: where there is no terminal, a smaller width wraps what a file or a log would take whole.

    /// <summary>What else a command finds around it.</summary>
    public Surroundings Surroundings { get; init; } = new();

    public IAnsiConsole Output { get; } = output;
    public IAnsiConsole Messages { get; } = messages;

    /// <summary>How many columns the terminal of the results has; null on a pipe, whose lines are never broken.</summary>
    public int? OutputColumns { get; init; }

    /// <summary>The same for what is said beside the results.</summary>
    public int? MessageColumns { get; init; }

    public static Terminal OfProcess()
    {
        var (output, messages) = (Console(System.Console.Out, System.Console.IsOutputRedirected), Console(System.Console.Error, System.Console.IsErrorRedirected));
        return new Terminal(output, messages)
        {
            OutputColumns = System.Console.IsOutputRedirected ? null : output.Profile.Width,
            MessageColumns = System.Console.IsErrorRedirected ? null : messages.Profile.Width,
        };
    }

    /// <summary>Plain text into a writer: what a pipe or a test gets.</summary>
    public static IAnsiConsole Console(TextWriter writer, bool isPlain)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isPlain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = isPlain ? InteractionSupport.No : InteractionSupport.Detect,
        });
        // A pipe has no width; a table must not be broken to fit an assumed one.
        if (isPlain)
            console.Profile.Width = PlainWidth;
        return console;
    }

    /// <summary>A line of the result, to the letter: no markup, no wrapping.</summary>
    public void Result(string line) => Output.Profile.Out.Writer.WriteLine(line);

    /// <summary>A line beside the result, to the letter.</summary>
    public void Say(string line) => Messages.Profile.Out.Writer.WriteLine(line);

    /// <summary>A result for people: on a terminal it is broken at spaces, on a pipe it stays one line.</summary>
    public void ResultSentence(string line)
    {
        foreach (var part in Wrapping.Lines(line, OutputColumns))
            Result(part);
    }

    /// <summary>A sentence beside the result, broken in the same way.</summary>
    public void Sentence(string line)
    {
        foreach (var part in Wrapping.Lines(line, MessageColumns))
            Say(part);
    }

    public void Notice(string line) => Coloured("33", line);

    public void Error(string line) => Coloured("31", $"pintle: {line}");

    /// <summary>The last words of a run, which may have nobody left to hear them.</summary>
    /// <returns>The exit code that was given.</returns>
    public int TryError(string line, int exitCode)
    {
        try
        {
            Error(line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // Standard error is closed, or its disk is full: the exit code says it.
        }

        return exitCode;
    }

    /// <summary>Not through markup, which breaks lines anywhere: in a log a sentence stays one line for whoever searches for it.</summary>
    private void Coloured(string colour, string sentence)
    {
        var capabilities = Messages.Profile.Capabilities;
        var line = string.Join('\n', Wrapping.Lines(sentence, MessageColumns));
        Say(capabilities.Ansi && capabilities.ColorSystem != ColorSystem.NoColors ? $"\e[{colour}m{line}\e[0m" : line);
    }

    /// <summary>Runs long work with a line that says what is being done; on a pipe, one line for each step.</summary>
    public async Task<T> WithProgressAsync<T>(string first, Func<IProgress<string>, Task<T>> work)
    {
        if (!Messages.Profile.Capabilities.Interactive)
            return await work(new Lines(Messages)).ConfigureAwait(false);
        return await Messages.Status().Spinner(Spinner.Known.Dots).StartAsync(Markup.Escape(first), context => work(new Spinning(context))).ConfigureAwait(false);
    }

    /// <summary>Reports on the caller's thread and in order, which Progress&lt;T&gt; does not.</summary>
    private sealed class Lines(IAnsiConsole console) : IProgress<string>
    {
        private string _last = "";

        public void Report(string value)
        {
            if (value == _last)
                return;
            _last = value;
            console.Profile.Out.Writer.WriteLine($"- {value}");
        }
    }

    private sealed class Spinning(StatusContext context) : IProgress<string>
    {
        public void Report(string value) => context.Status = Markup.Escape(value);
    }
}
