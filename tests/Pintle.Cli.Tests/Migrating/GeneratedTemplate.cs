using System.Text;
using CsCheck;

namespace Pintle.Cli.Tests.Migrating;

/// <summary>A function of a generated template.</summary>
internal sealed record GeneratedFunction(bool IsSam, string? Runtime, int Layers, int Layout, int Quote, bool HasComment, bool HasTail);

/// <summary>A template as people write them: block or flow style or JSON, any indentation, comments, quotes, line ends, a byte order mark, with and without Globals.</summary>
internal sealed record GeneratedTemplate(GeneratedFunction[] Functions, string? GlobalRuntime, bool HasGlobals, int Style, int Indent, bool HasCrlf, bool HasMark, bool EndsWithNewline, bool HasParameters)
{
    public const int Json = 2;

    private static readonly string?[] Runtimes = ["dotnet8", "dotnet10", "python3.12", "provided.al2023"];

    private static readonly Gen<GeneratedFunction> Function = Gen.Select(Gen.Bool, Gen.Int[-1, 3], Gen.Int[0, 4], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Bool, Gen.Bool)
        .Select((sam, runtime, layers, layout, quote, comment, tail) => new GeneratedFunction(sam, runtime < 0 ? null : Runtimes[runtime], layers, layout, quote, comment, tail));

    public static Gen<GeneratedTemplate> Any { get; } = Gen.Select(Function.Array[1, 5], Gen.Int[0, 2], Gen.Bool, Gen.Int[0, 2], Gen.Int[1, 4], Gen.Bool, Gen.Bool, Gen.Bool)
        .Select((functions, global, globals, style, indent, crlf, mark, newline) => new GeneratedTemplate(
            functions, global == 0 ? null : Runtimes[global - 1], globals, style, indent, crlf, mark, newline, crlf != newline));

    /// <summary>The runtime that a function has by the file.</summary>
    public string? RuntimeOf(GeneratedFunction function) => function.Runtime ?? (function.IsSam && HasGlobals ? GlobalRuntime : null);

    public string Text()
    {
        var lines = Style == Json ? JsonLines() : YamlLines();
        var text = string.Join(HasCrlf ? "\r\n" : "\n", lines) + (EndsWithNewline ? HasCrlf ? "\r\n" : "\n" : "");
        return text;
    }

    public byte[] Bytes() => [.. HasMark ? Encoding.UTF8.Preamble : [], .. Encoding.UTF8.GetBytes(Text())];

    private static string Arn(int number) => $"arn:aws:lambda:eu-central-1:123456789012:layer:other{number}:{number + 1}";

    private IEnumerable<string> YamlLines()
    {
        var one = new string(' ', Indent + 1);
        yield return "# Ümläute, and a comment with Runtime: dotnet8 in it";
        yield return "Transform: 'AWS::Serverless-2016-10-31'";
        if (HasParameters)
        {
            yield return "Parameters:";
            yield return $"{one}# of the stage";
            yield return $"{one}Stage: {{ Type: String, Default: dev }}";
        }

        if (HasGlobals)
        {
            yield return "Globals:";
            yield return $"{one}Function:";
            if (GlobalRuntime is not null)
                yield return $"{one}{one}Runtime: {GlobalRuntime} # for all";
            yield return $"{one}{one}Timeout: 30";
        }

        yield return "Resources:";
        for (var i = 0; i < Functions.Length; i++)
        {
            foreach (var line in Style == 0 ? YamlBlock(Functions[i], i, one) : YamlFlow(Functions[i], i, one))
                yield return line;
        }

        yield return "Outputs:";
        yield return $"{one}F: {{ Value: !GetAtt F0.Arn }}";
    }

    private static IEnumerable<string> YamlBlock(GeneratedFunction function, int number, string one)
    {
        yield return "";
        yield return $"{one}F{number}:";
        yield return $"{one}{one}Type: {TypeOf(function)}";
        yield return $"{one}{one}Properties:";
        var three = one + one + one;
        if (function.HasComment)
            yield return $"{three}# Layers: [none]";
        yield return $"{three}Handler: \"A::B.C::D\"";
        if (function.Runtime is { } runtime)
            yield return $"{three}Runtime:   {Quoted(function, runtime)}{(function.HasComment ? "   # old" : "")}";
        if (function.Layers > 0 && function.Layout == 0)
        {
            yield return $"{three}Layers:";
            for (var i = 0; i < function.Layers; i++)
                yield return i % 2 == 0 ? $"{three}- {Arn(i)} # one" : $"{three}- !Sub 'arn:aws:lambda:${{AWS::Region}}:123456789012:layer:sub:{i}'";
        }
        else if (function.Layers > 0 && function.Layout == 1)
        {
            yield return $"{three}Layers: [{string.Join(", ", Enumerable.Range(0, function.Layers).Select(Arn))}] # several";
        }
        else if (function.Layers > 0)
        {
            yield return $"{three}Layers: [";
            for (var i = 0; i < function.Layers; i++)
                yield return $"{three}  {Arn(i)}{(i + 1 < function.Layers ? "," : "")}";
            yield return $"{three}  ]";
        }
        else if (function.Layout == 1)
        {
            yield return $"{three}Layers: []";
        }

        if (function.HasTail)
        {
            yield return $"{three}Description: |";
            yield return $"{three}  Runtime: dotnet8";
            yield return $"{three}  Layers:";
        }
    }

    private static IEnumerable<string> YamlFlow(GeneratedFunction function, int number, string one)
    {
        List<string> members = ["Handler: 'A::B.C::D'"];
        if (function.Runtime is { } runtime)
            members.Add($"Runtime: {Quoted(function, runtime)}");
        if (function.Layers > 0)
            members.Add($"Layers: [{string.Join(", ", Enumerable.Range(0, function.Layers).Select(Arn))}]");
        if (function.HasTail)
            members.Add("Environment: { Variables: { Runtime: dotnet8 } }");
        yield return function.Layout == 0
            ? $"{one}F{number}: {{ Type: {TypeOf(function)}, Properties: {{ {string.Join(", ", members)} }} }}"
            : $"{one}F{number}: {{ Type: {TypeOf(function)}, Properties: {{";
        if (function.Layout == 0)
            yield break;
        foreach (var member in members)
            yield return $"{one}{one}{one}{member}{(member == members[^1] ? "" : ",")}{(function.HasComment && member != members[^1] ? " # Runtime" : "")}";
        yield return $"{one}{one}}} }}";
    }

    private IEnumerable<string> JsonLines()
    {
        var one = Indent == 1 ? "\t" : new string(' ', Indent);
        yield return "{";
        yield return $"{one}\"Transform\": \"AWS::Serverless-2016-10-31\",";
        if (HasGlobals)
            yield return $"{one}\"Globals\": {{ \"Function\": {{ {(GlobalRuntime is null ? "" : $"\"Runtime\": \"{GlobalRuntime}\", ")}\"Timeout\": 30 }} }},";
        yield return $"{one}\"Resources\": {{";
        for (var i = 0; i < Functions.Length; i++)
        {
            var function = Functions[i];
            var three = one + one + one;
            yield return $"{one}{one}\"F{i}\": {{ \"Type\": \"{TypeOf(function)}\", \"Properties\": {{";
            List<string> members = ["\"Handler\": \"A::B.C::D\""];
            if (function.Runtime is { } runtime)
                members.Add($"\"Runtime\" : \"{runtime}\"");
            if (function.Layers > 0)
            {
                members.Add(function.Layout == 0
                    ? $"\"Layers\": [ {string.Join(", ", Enumerable.Range(0, function.Layers).Select(each => $"\"{Arn(each)}\""))} ]"
                    : $"\"Layers\": [\u0001{three}{one}{string.Join($",\u0001{three}{one}", Enumerable.Range(0, function.Layers).Select(each => each % 2 == 0 ? $"\"{Arn(each)}\"" : $"{{ \"Ref\": \"L{each}\" }}"))}\u0001{three}]");
            }
            else if (function.Layout == 1)
            {
                members.Add("\"Layers\": []");
            }

            if (function.HasTail)
                members.Add("\"Description\": \"Runtime ü \\\"dotnet8\\\"\"");
            foreach (var line in string.Join(",\u0001", members.Select(member => three + member)).Split('\u0001'))
                yield return line;
            yield return $"{one}{one}}} }}{(i + 1 < Functions.Length ? "," : "")}";
        }

        yield return $"{one}}}";
        yield return "}";
    }

    private static string TypeOf(GeneratedFunction function) => function.IsSam ? "AWS::Serverless::Function" : "AWS::Lambda::Function";

    private static string Quoted(GeneratedFunction function, string text) => function.Quote switch { 1 => $"'{text}'", 2 => $"\"{text}\"", _ => text };
}
