using System.CommandLine;
using System.CommandLine.Parsing;

namespace Pintle.Cli.Parsing;

/// <summary>What is said to a command line that cannot be parsed, in words of ours: what follows from a first mistake is left out.</summary>
internal static class WrongCommandLine
{
    /// <returns>One sentence for each mistake; none for a command line that is right.</returns>
    public static IReadOnlyList<string> Describe(ParseResult parsed)
    {
        // An unknown option would pass for the value of an argument that has none yet.
        if (!parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash)
            && parsed.CommandResult.Command.Arguments.SelectMany(argument => parsed.GetResult(argument)?.Tokens ?? []).FirstOrDefault(token => token.Value is ['-', _, ..]) is { } option)
        {
            return [Unknown(option.Value, parsed.CommandResult.Command)];
        }

        // Help is wanted however wrong the rest is.
        if (parsed.Errors.Count == 0 && (parsed.Action is not null || parsed.CommandResult.Command is RootCommand))
            return Empties(parsed);
        if (parsed.UnmatchedTokens.Count > 0)
            return [Unknown(parsed.UnmatchedTokens[0], parsed.CommandResult.Command)];
        var empties = Empties(parsed);
        return empties.Count > 0 ? empties : [.. parsed.Errors.Select(Describe).Distinct()];
    }

    private static string Unknown(string token, Command command)
    {
        var name = command is RootCommand ? "pintle" : $"pintle {command.Name}";
        var isOption = token.StartsWith('-');
        var (what, names) = isOption
            ? ($"an option of {name}", command.Options.Where(option => !option.Hidden).SelectMany(option => option.Aliases.Prepend(option.Name)))
            : command is RootCommand
                ? ("a command of pintle", command.Subcommands.Where(each => !each.Hidden).Select(each => each.Name))
                : ($"no more than the arguments of {name}", []);
        var advice = Spelling.Nearest(token.Split('=')[0], names) is { } near
            ? $"Did you mean {near}?"
            : isOption || command is not RootCommand ? "Correct it, or leave it out." : $"Commands are {string.Join(", ", names)}.";
        return $"Expected {what}, found {Found.Quoted(token)}. {advice}";
    }

    /// <summary>An empty text names nothing; most often a variable of the shell had no value. No file's name holds a NUL character.</summary>
    private static List<string> Empties(ParseResult parsed)
    {
        var empties = new List<string>();
        foreach (var option in parsed.CommandResult.Command.Options)
        {
            if (parsed.GetResult(option) is { Implicit: false } given && given.Tokens.Select(WhatIsEmpty).FirstOrDefault(what => what is not null) is { } what)
                empties.Add($"Expected {option.Name} to have a value{Shape(option.HelpName)}, found {what}. Give one, or leave {option.Name} out.");
        }

        foreach (var argument in parsed.CommandResult.Command.Arguments)
        {
            if (parsed.GetResult(argument) is { } given && given.Tokens.Select(WhatIsEmpty).FirstOrDefault(what => what is not null) is { } what)
                empties.Add($"Expected {argument.HelpName ?? argument.Name} to name something, found {what}. Correct it.");
        }

        return empties;
    }

    private static string? WhatIsEmpty(Token token) =>
        string.IsNullOrWhiteSpace(token.Value) ? "an empty text" : token.Value.Contains('\0', StringComparison.Ordinal) ? "a text with a NUL character" : null;

    private static string Describe(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Option.Required: true, IdentifierToken: null } lacking =>
            $"Expected {lacking.Option.Name}{Shape(lacking.Option.HelpName)}, found none. Add it.",
        ArgumentResult { Tokens.Count: 0, Argument: { } lacking } when error.SymbolResult.Parent is CommandResult command =>
            $"Expected {lacking.HelpName ?? lacking.Name} after pintle {command.Command.Name}, found nothing. Name it.",
        OptionResult { Tokens.Count: 0 } missing when missing.IdentifierToken is not null && missing.Option.Arity.MinimumNumberOfValues > 0 =>
            $"Expected a value{Shape(missing.Option.HelpName)} after {missing.Option.Name}, found none. {Choices(missing.Option) ?? "Give one."}",
        OptionResult { Option.Arity.MaximumNumberOfValues: 1 } twice when twice.IdentifierTokenCount > 1 || twice.Tokens.Count > 1 =>
            $"Expected {twice.Option.Name} once, found it {Math.Max(twice.IdentifierTokenCount, twice.Tokens.Count)} times. Leave all but one out.",
        OptionResult given when Choices(given.Option) is { } choices && given.Tokens.FirstOrDefault(token => !Allowed(given.Option).Contains(token.Value)) is { } wrong =>
            $"Expected {given.Option.Name} to be one of a few words, found {Found.Quoted(wrong.Value)}. {choices}",
        _ => error.Message,
    };

    private static string Shape(string? helpName) => helpName is null ? "" : $" ({helpName})";

    private static List<string> Allowed(Option option) => [.. option.GetCompletions(System.CommandLine.Completions.CompletionContext.Empty).Select(each => each.Label)];

    private static string? Choices(Option option) => Allowed(option) is { Count: > 0 } words ? $"Give {string.Join(", ", words.SkipLast(1))}{(words.Count > 1 ? " or " : "")}{words[^1]}." : null;
}
