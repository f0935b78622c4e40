using System.Text.Json;
using Pintle.Cli.Templates;

namespace Pintle.Cli.Serving;

/// <summary>The file that <c>pintle serve</c> is given: a configuration under any name, or a template. What is in it tells which.</summary>
internal static class ServeFile
{
    private static readonly string[] Names = ["pintle.json", "template.yaml", "template.yml", "template.json"];

    /// <param name="given">The path; null: the one of this folder.</param>
    /// <param name="overrides">Values for a template's parameters.</param>
    /// <exception cref="ToolException">There is none, or it is neither.</exception>
    public static ServePlan Read(string? given, IReadOnlyDictionary<string, string> overrides)
    {
        var path = given ?? Array.Find(Names, File.Exists)
            ?? throw new ToolException("Expected --function and --handler, or a pintle.json or template.yaml, found none in this folder. Name one.");
        path = Path.GetFullPath(path);
        if (!File.Exists(path))
            throw new ToolException($"Expected a pintle.json or a template at {path}, but there is no file. Correct the path.");
        if (!IsConfiguration(path))
            return TemplatePlan.Read(path, overrides);
        return overrides.Count == 0 ? PintleFile.Read(path) : throw new ToolException($"Expected --parameter-overrides only with a template, but {Path.GetFileName(path)} is a configuration. Leave it out.");
    }

    /// <exception cref="ToolException">A text is no pair.</exception>
    public static IReadOnlyDictionary<string, string> Pairs(string option, IReadOnlyList<string> texts)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts.SelectMany(text => text.StartsWith("ParameterKey=", StringComparison.Ordinal) ? [Short(text)] : (string[])[text]))
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new ToolException($"Expected {option} to be NAME=VALUE, found one without a name or an equals sign. Write, for example, {option} Stage=test; what follows it and is meant for something else goes before it.");
            pairs[text[..equals]] = text[(equals + 1)..];
        }

        return pairs;
    }

    /// <summary>The AWS CLI's longer form, <c>ParameterKey=NAME,ParameterValue=VALUE</c>.</summary>
    private static string Short(string text) => text["ParameterKey=".Length..].Replace(",ParameterValue=", "=", StringComparison.Ordinal);

    /// <summary>JSON without the <c>Resources</c> of a template; what can't be read at all is judged by its name.</summary>
    private static bool IsConfiguration(string path)
    {
        var isJson = Path.GetExtension(path).ToUpperInvariant() is ".JSON" or ".JSONC";
        var isTemplateByName = Path.GetFileName(path).Contains("template", StringComparison.OrdinalIgnoreCase);
        try
        {
            using var stream = File.OpenRead(path);
            using var json = JsonDocument.Parse(stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return json.RootElement.ValueKind == JsonValueKind.Object && !json.RootElement.TryGetProperty("Resources", out _) && (json.RootElement.TryGetProperty("functions", out _) || (isJson && !isTemplateByName));
        }
        catch (JsonException)
        {
            return isJson && !isTemplateByName && !File.ReadLines(path).Any(line => line.Contains("\"Resources\"", StringComparison.Ordinal));
        }
    }
}
