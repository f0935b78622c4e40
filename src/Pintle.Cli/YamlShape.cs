using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Pintle.Cli;

/// <summary>YAML that somebody else may have written, looked at event by event before a tree is made of it, so that neither depth nor aliases cost anything.</summary>
/// <param name="File">Its name in messages.</param>
/// <param name="Kind">What it is to be: "a template in YAML or JSON".</param>
/// <param name="Aliases">Why there are none, in a clause: ", which CloudFormation does not take"; empty where nothing has to be said.</param>
/// <param name="Advice">What to give in the place of one that is nested too deeply.</param>
internal sealed record YamlShape(string File, string Kind, string Aliases, string Advice)
{
    private const int MaxDepth = 64; // Chosen, not measured: far above what templates have; it keeps a nested file from using up the stack.

    /// <param name="path">Where it is.</param>
    /// <exception cref="ToolException">It is nested too deeply, has an alias, or no tree can be made of it.</exception>
    /// <exception cref="YamlException">It is no YAML.</exception>
    public YamlStream Load(string path)
    {
        using (var events = System.IO.File.OpenText(path))
            Check(events);
        using var text = System.IO.File.OpenText(path);
        var stream = new YamlStream();
        try
        {
            stream.Load(text);
            return stream;
        }
        catch (ArgumentException)
        {
            // The parser lets some line ends within a key through, and the tree has no place for the result.
            throw new ToolException($"Expected {File} to be {Kind}, but a member of it has no value that can be read. Correct it.");
        }
    }

    private void Check(TextReader reader)
    {
        var parser = new Parser(reader);
        var depth = 0;
        while (MoveNext(parser))
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MaxDepth)
                throw new ToolException($"Expected {File} to be nested at most {MaxDepth} deep, found more at line {parser.Current.Start.Line}. {Advice}");
            if (parser.Current is AnchorAlias)
                throw new ToolException($"Expected {File} without YAML aliases{Aliases}, found one at line {parser.Current.Start.Line}. Write the value out.");
        }
    }

    /// <summary>The scanner throws exceptions of other kinds where a text in brackets goes on like a member outside of them, and where a tag is no address.</summary>
    private bool MoveNext(Parser parser)
    {
        try
        {
            return parser.MoveNext();
        }
        catch (InvalidOperationException)
        {
            var last = parser.Current?.End ?? Mark.Empty;
            throw new ToolException($"Expected {File} to be {Kind}, but it can't be read after line {last.Line}, column {last.Column}: a bracket or a brace before it is not closed. Close it.");
        }
        catch (ArgumentException)
        {
            var last = parser.Current?.End ?? Mark.Empty;
            throw new ToolException($"Expected {File} to be {Kind}, but it can't be read after line {last.Line}, column {last.Column}: a tag there is none. Correct it.");
        }
    }
}
