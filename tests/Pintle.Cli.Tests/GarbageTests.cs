using System.CommandLine;
using Pintle.Cli.Parsing;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>Every option and argument of every command, taken from the command tree itself, with values that nobody means. Whatever is given, a run ends with a documented exit code and a sentence.</summary>
public sealed class GarbageTests : IDisposable
{
    private const string Missing = "/proc/no/place";

    private static readonly string[] Words =
    [
        "", " ", "\n", "3s", "-1", "0", "0x10", "1e400", "NaN", "-Infinity", "99999999999999999999", "1,5", "=", "=x", "x=", "--", "-", "@x", "[red]", "{0}", "{", "\"", "null", "*", "~", "..", "/dev/null", Missing,
        "é\ud83d", "\u0001\u001b[2J", "file\0end", new string('a', 5000), "3.0.0-*", "::", "a::b::c::d",
    ];

    private static readonly string[] Contents = ["", "\ufeff{}", "\0\0\0", "null", "[]", "{}", "3", "<a", "PK\u0003\u0004", "{\"functions\":3}", "functions: [", "{\"functions\":{\"a\":null}}", "Resources: 3", new string('[', 5000)];

    private readonly ScratchFolder _scratch = new();

    public static TheoryData<string> Commands => [.. CommandLine.Root(Silent()).WithSubcommands().Where(command => command is not RootCommand).Select(command => command.Name)];

    /// <summary>With everything else such that the command is soon over: neither a build nor a server is what is tried here.</summary>
    [Theory]
    [MemberData(nameof(Commands))]
    public async Task No_value_of_any_option_ends_in_a_stack_trace(string name)
    {
        var command = Command(name);
        foreach (var option in command.Options)
        {
            foreach (var word in Values())
            {
                await RequireAnswerAsync(command, [name, .. Base(command, option), option.Name, word]);
                await RequireAnswerAsync(command, [name, .. Base(command, option), $"{option.Name}={word}"]);
            }

            await RequireAnswerAsync(command, [name, .. Base(command, option), option.Name]);
            await RequireAnswerAsync(command, [name, .. Base(command, option), option.Name, "3s", option.Name, "3s"]);
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task No_value_of_any_argument_ends_in_a_stack_trace(string name)
    {
        var command = Command(name);
        foreach (var word in Values())
            await RequireAnswerAsync(command, [name, word, .. Base(command, null)]);
        await RequireAnswerAsync(command, [name, "--no-such-option"]);
    }

    /// <summary>A function and a layer that there are, with nothing in them: options that are looked at late count too.</summary>
    [Theory]
    [InlineData("invoke")]
    [InlineData("bench")]
    [InlineData("optimize")]
    [InlineData("serve")]
    public async Task No_value_ends_in_a_stack_trace_where_the_function_is_found(string name)
    {
        var command = Command(name);
        var (function, layer) = (Directory.CreateDirectory(Path.Combine(_scratch.Path, "function")).FullName, Directory.CreateDirectory(Path.Combine(_scratch.Path, "layer")).FullName);
        string[] found = name == "optimize" ? [function, "--layer", layer] : ["--function", function, "--layer", layer, "--handler", "A::B::C"];
        foreach (var option in command.Options.Where(option => !found.Contains(option.Name)))
        {
            foreach (var word in (string[])["3", "x", "x=y", "{}", "/dev/null", _scratch.Path])
                await RequireAnswerAsync(command, [name, .. found, option.Name, word]);
        }

        foreach (var word in Values())
        {
            if (name != "optimize")
                await RequireAnswerAsync(command, [name, "--function", function, "--layer", layer, "--handler", word]);
            await RequireAnswerAsync(command, [name, .. found[..1], function, "--handler", "A::B::C", "--layer", word]);
        }
    }

    private static Command Command(string name) => CommandLine.Root(Silent()).Subcommands.Single(command => command.Name == name);

    /// <summary>What is required beside the option, and what makes a command without such end early.</summary>
    private static string[] Base(Command command, Option? besides)
    {
        string[] early = command.Name switch
        {
            "build" => ["--pin", "no-such-pin"],
            "patch" => ["--name", "no-such-pin"],
            "init" => ["--dotnet", "no-such-version"],
            "serve" or "bench" or "invoke" => ["--function", Missing, "--handler", "H", "--layer", Missing],
            "pin" => besides?.Name == "--name" ? [] : ["--name", "no-such-pin"],
            "publish" or "attach" or "detach" or "undo" or "status" or "rollout" or "prune" or "compare" =>
                ["--profile", "no-such-profile", "--region", "eu-central-1", "--endpoint-url", "http://127.0.0.1:1", .. command.Name is "publish" or "prune" ? new[] { "--name", "n" } : command.Name is "attach" or "rollout" ? ["--layer", "n"] : command.Name is "compare" ? ["--event", Missing] : []],
            _ => [.. command.Options.Where(option => option.Required).SelectMany(option => (string[])[option.Name, command.Name == "payload" ? "/dev/null" : Missing])],
        };
        var at = besides is null ? -1 : Array.IndexOf(early, besides.Name);
        IEnumerable<string> rest = at < 0 ? early : [.. early[..at], .. early[(at + 2)..]];
        return besides is null ? [.. rest] : [.. rest, .. command.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0).Select(_ => Missing)];
    }

    private IEnumerable<string> Values() => Words.Concat(Contents.Select((content, number) => _scratch.Write($"content-{number}.json", content)))
        .Concat([_scratch.Path, _scratch.Write("some.zip", "PK"), _scratch.Write("some.csproj", "<Project"), Path.Combine(_scratch.Write("a-file", "x"), "below")]);

    private static async Task RequireAnswerAsync(Command command, string[] arguments)
    {
        // A folder that could be made would be made, of minutes of work.
        if (command.Name is "payload" && !arguments.Any(word => IsRefusedPlace(word.StartsWith("--output=", StringComparison.Ordinal) ? word["--output=".Length..] : word)))
            return;
        // One of its words is a real run: it is tried elsewhere.
        if (command.Name is "demo" && arguments.All(word => word is "demo" or "--" || word.StartsWith("--help", StringComparison.Ordinal)))
            return;

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var output = new StopsAtAnAddress(stop);
        using var messages = new StringWriter();
        var terminal = new Terminal(Terminal.Console(output, isPlain: true), Terminal.Console(messages, isPlain: true));

        var exitCode = await CommandLine.RunAsync(arguments, terminal, stop.Token);

        var said = messages.ToString();
        var shown = $"pintle {string.Join(' ', arguments.Select(word => $"'{word}'"))} ended with {exitCode}:\n{output}{said}";
        Assert.True(exitCode is 0 or 1 or 2 || (exitCode == 3 && command.Name is "audit" or "migrate" or "status"), shown);
        // Of --json the answer is the sentence.
        Assert.True(exitCode is 0 or 1 || said.Length + output.ToString().Length > 0, shown);
        foreach (var never in (string[])["   at ", "System.", "Exception", "defect of pintle"])
            Assert.False(said.Contains(never, StringComparison.Ordinal), shown);
        Assert.False(exitCode == 2 && said.Split("pintle: ").Length > 4, shown);
    }

    private static bool IsRefusedPlace(string word) => word != "payload" && (string.IsNullOrWhiteSpace(word) || File.Exists(word) || (Directory.Exists(word) && Directory.EnumerateFileSystemEntries(word).Any()));

    private static Terminal Silent() => new(Terminal.Console(TextWriter.Null, isPlain: true), Terminal.Console(TextWriter.Null, isPlain: true));

    public void Dispose() => _scratch.Dispose();

    /// <summary>A server that came up after all is stopped, as by Ctrl-C.</summary>
    private sealed class StopsAtAnAddress(CancellationTokenSource stop) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith("http://", StringComparison.Ordinal) == true)
                stop.Cancel();
        }
    }
}
