using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Pintle.Cli.Parsing;

/// <summary>
/// What holds for every option and argument of every command, so that no definition has to think of it: a number that is none gets a sentence of ours and no type name, a validator sees only what could be
/// parsed (System.CommandLine's own ends the process otherwise), and an empty text is no value.
/// </summary>
internal static class ParserRules
{
    public static RootCommand Apply(RootCommand root)
    {
        foreach (var command in root.WithSubcommands())
        {
            foreach (var option in command.Options)
                Apply(option);
            for (var i = 0; i < command.Validators.Count; i++)
            {
                var validator = command.Validators[i];
                command.Validators[i] = result =>
                {
                    if (command.Options.All(option => result.GetResult(option) is not { } given || IsParsed(option, given)))
                        validator(result);
                };
            }
        }

        return root;
    }

    /// <summary>The command and all below it.</summary>
    public static IEnumerable<Command> WithSubcommands(this Command command) => command.Subcommands.SelectMany(WithSubcommands).Prepend(command);

    private static void Apply(Option option)
    {
        switch (option)
        {
            case Option<int> each:
                each.CustomParser ??= result => Whole(option, result) ?? 0;
                break;
            case Option<int?> each:
                each.CustomParser ??= result => Whole(option, result);
                break;
            case Option<double> each:
                each.CustomParser ??= result => Number(option, result) ?? 0;
                break;
            case Option<double?> each:
                each.CustomParser ??= result => Number(option, result);
                break;
            default:
                break;
        }

        for (var i = 0; i < option.Validators.Count; i++)
        {
            var validator = option.Validators[i];
            option.Validators[i] = result =>
            {
                if (IsParsed(option, result))
                    validator(result);
            };
        }
    }

    /// <summary>Any other fault is told by the parser, or by whoever counts the values.</summary>
    private static bool IsParsed(Option option, OptionResult result) =>
        result.Implicit
        || (!IsNumber(option) && result.Tokens.Count >= option.Arity.MinimumNumberOfValues && result.Tokens.Count <= option.Arity.MaximumNumberOfValues)
        || (IsNumber(option) && result.Tokens.Count == 1 && (IsWhole(option) ? TryWhole(result.Tokens[0].Value, out _) : TryNumber(result.Tokens[0].Value, out _)));

    private static bool IsNumber(Option option) => IsWhole(option) || option.ValueType == typeof(double) || option.ValueType == typeof(double?);

    private static bool IsWhole(Option option) => option.ValueType == typeof(int) || option.ValueType == typeof(int?);

    private static int? Whole(Option option, ArgumentResult result)
    {
        if (TryWhole(result.Tokens[0].Value, out var value))
            return value;
        result.AddError(Refusal(option, "whole number", result.Tokens[0].Value));
        return null;
    }

    private static double? Number(Option option, ArgumentResult result)
    {
        if (TryNumber(result.Tokens[0].Value, out var value))
            return value;
        result.AddError(Refusal(option, "number", result.Tokens[0].Value));
        return null;
    }

    private static bool TryWhole(string text, out int value) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static string Refusal(Option option, string kind, string found)
    {
        var (unit, example) = option.HelpName switch
        {
            "S" => (" of seconds", "30"),
            "MB" => (" of megabytes", "512"),
            "P" => ("", "8080"),
            _ => ("", "3"),
        };
        return $"Expected {option.Name} to be a {kind}{unit}, found {Found.Quoted(found)}. Write digits alone, for example {option.Name} {example}.";
    }
}
