using System.CommandLine;

namespace Pintle.Cli.Functions;

/// <summary>A function's variables from the command line, from the shell and from files. Only what is written out as <c>NAME=VALUE</c> can be seen in a list of processes.</summary>
internal sealed class VariableSettings
{
    private static readonly string[] Credentials = ["AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

    private readonly Option<string[]> _given = new("--env") { Description = "An environment variable of the function: its value, or that of the variable of this name in the shell. May be repeated.", HelpName = "NAME[=VALUE]" };
    private readonly Option<string[]> _files = new("--env-file") { Description = "A file with a NAME=VALUE on each line; --env overrides it. May be repeated.", HelpName = "FILE" };

    /// <summary>For commands that refuse them.</summary>
    public IReadOnlyList<Option> All => [_given, _files];

    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Options.Add(option);
    }

    /// <param name="parsed">The command line.</param>
    /// <param name="engine">Whose loop runs the handler; null: the layer's.</param>
    /// <exception cref="ToolException">One of them has no value.</exception>
    public Dictionary<string, string> Read(ParseResult parsed, string? engine) => Read(parsed.GetValue(_given) ?? [], parsed.GetValue(_files) ?? [], engine);

    internal static Dictionary<string, string> Read(string[] given, string[] files, string? engine)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        if (engine is not null)
            variables["PINTLE_ENGINE"] = engine;
        foreach (var file in files)
            AddFile(file, variables);
        foreach (var text in given)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals == 0 || text.Length == 0)
                throw new ToolException("Expected --env to be NAME=VALUE or NAME, but one of them has no name. Write, for example, --env STAGE=test.");

            // The message does not show the text: a secret may have been given in place of a name.
            variables[equals < 0 ? text : text[..equals]] = equals > 0 ? text[(equals + 1)..] : Environment.GetEnvironmentVariable(text)
                ?? throw new ToolException("Expected each --env without an equals sign to be the name of a variable of the shell, but one is not set there. Set it, or write NAME=VALUE.");
        }
        return Credentials.FirstOrDefault(variables.ContainsKey) is { } name
            ? throw new ToolException($"The environment variable '{name}' is set by Lambda and cannot be given. Give credentials as such: --credentials profile NAME, or --credentials environment.")
            : variables;
    }

    private static void AddFile(string file, Dictionary<string, string> variables)
    {
        if (!File.Exists(file))
            throw new ToolException($"Expected a file with variables at {Path.GetFullPath(file)}, but there is none. Correct --env-file.");

        var number = 0;
        foreach (var line in File.ReadAllLines(file))
        {
            number++;
            var text = line.Trim();
            if (text.Length == 0 || text[0] == '#')
                continue;
            if (text.StartsWith("export ", StringComparison.Ordinal))
                text = text["export ".Length..].TrimStart();
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new ToolException($"Expected NAME=VALUE in line {number} of {file}, found no name with an equals sign. Correct it; a comment begins with #.");
            variables[text[..equals].TrimEnd()] = Unquote(text[(equals + 1)..].Trim());
        }
    }

    /// <summary>In double quotes <c>\n</c>, <c>\"</c> and <c>\\</c> are escapes; in single quotes nothing is.</summary>
    private static string Unquote(string value) => value switch
    {
        ['"', .. var inside, '"'] => inside.Replace("\\\\", "\0", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal).Replace('\0', '\\'),
        ['\'', .. var inside, '\''] => inside,
        _ => value,
    };
}
