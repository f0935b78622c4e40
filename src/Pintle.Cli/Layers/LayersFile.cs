using Pintle.Layer;
using Pintle.Layer.Definition;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Pintle.Cli.Layers;

/// <summary>An owner's <c>pintle/layers.yaml</c>: which layers are built from the pins beside it. Read strictly, because what is not understood would be missing in a layer.</summary>
internal static class LayersFile
{
    public const string Name = "layers.yaml";

    private const int LargestFile = 1024 * 1024; // Chosen, not measured: it only bounds the memory that a wrong file can take.

    private static readonly string[] Members = ["name", "pin", "architecture", "framework", "globalization", "keep"];

    /// <returns>In the file's order; the requests have no output folder yet.</returns>
    /// <exception cref="ToolException">It is missing, or not understood; then with the line.</exception>
    public static IReadOnlyList<(string Name, LayerRequest Request)> Read(string path)
    {
        var file = $"{PinPlace.FolderName}/{Name}";
        var info = new FileInfo(path);
        if (!info.Exists || info.Length > LargestFile)
            throw new ToolException($"Expected {file} beside {PinPlace.OwnersFile}, {(info.Exists ? "of 1 MiB at most" : "found none")}. Restore it; pintle init writes one into an empty folder.");
        YamlStream stream;
        try
        {
            stream = new YamlShape(file, "YAML", "", "See docs/pins.md.").Load(path);
        }
        catch (YamlException e)
        {
            if (MergeConflict.LineIn(File.ReadAllText(path)) is { } line)
                throw new ToolException(MergeConflict.Say(file, line));
            throw new ToolException($"Expected YAML in {file}, but line {e.Start.Line} is none: {e.InnerException?.Message ?? e.Message} Correct it.");
        }

        var root = stream.Documents.Count == 1 ? stream.Documents[0].RootNode as YamlMappingNode : null;
        if (root is null || root.Children.Count != 1 || !root.Children.TryGetValue(new YamlScalarNode("layers"), out var list) || list is not YamlSequenceNode { Children.Count: > 0 } layers)
            throw new ToolException($"Expected {file} to have one member, \"layers\", with a list. See docs/pins.md.");
        var read = new List<(string Name, LayerRequest Request)>();
        foreach (var node in layers)
        {
            var (name, request) = Layer(node, file);
            if (read.Any(each => each.Name == name))
                throw Wrong(file, node, "a name of its own for each layer", $"\"{name}\" twice");
            if (read.FirstOrDefault(each => IsSameFile(each.Request, request)) is { Name: not null } same)
                throw Wrong(file, node, "layers that differ in pin, architecture, framework or globalization, by which their zips are named", $"\"{name}\" and \"{same.Name}\"");
            read.Add((name, request));
        }

        return read;
    }

    private static bool IsSameFile(LayerRequest one, LayerRequest other) =>
        (one.Pin, one.Architecture, one.Framework, one.Globalization) == (other.Pin, other.Architecture, other.Framework, other.Globalization);

    private static (string Name, LayerRequest Request) Layer(YamlNode node, string file)
    {
        if (node is not YamlMappingNode map)
            throw Wrong(file, node, $"a layer with {string.Join(", ", Members)}", "something else");
        if (map.Children.Keys.FirstOrDefault(key => !Members.Contains(Text(key))) is { } unknown)
            throw Wrong(file, unknown, $"only {string.Join(", ", Members)}", $"\"{Text(unknown)}\"");
        var name = Value(map, "name") is { Length: > 0 } given ? given : throw Wrong(file, node, "\"name\"", "none");
        return (name, new LayerRequest
        {
            OutputDirectory = "",
            Pin = Value(map, "pin"),
            Architecture = OneOf(map, "architecture", file, Enum.GetValues<LayerArchitecture>(), each => each.Name()),
            Framework = OneOf(map, "framework", file, Enum.GetValues<LayerFramework>(), each => each.Name()),
            Globalization = OneOf(map, "globalization", file, Enum.GetValues<LayerGlobalization>(), each => each.ToString().ToLowerInvariant()),
            Keep = Keep(map, file),
        });
    }

    /// <summary>The first value is the default.</summary>
    private static T OneOf<T>(YamlMappingNode map, string member, string file, T[] values, Func<T, string> name)
    {
        if (Value(map, member) is not { } given)
            return values[0];
        var at = Array.FindIndex(values, each => name(each) == given);
        return at >= 0 ? values[at] : throw Wrong(file, map.Children[new YamlScalarNode(member)], $"\"{member}\" to be {string.Join(" or ", values.Select(name))}", $"\"{given}\"");
    }

    private static string[] Keep(YamlMappingNode map, string file)
    {
        if (!map.Children.TryGetValue(new YamlScalarNode("keep"), out var keep))
            return [];
        return keep is YamlSequenceNode list && list.All(each => each is YamlScalarNode)
            ? [.. list.Select(each => Text(each)!)]
            : throw Wrong(file, keep, "\"keep\" to be a list of groups", "something else");
    }

    private static string? Value(YamlMappingNode map, string member) => map.Children.TryGetValue(new YamlScalarNode(member), out var node) ? Text(node) : null;

    private static string? Text(YamlNode node) => (node as YamlScalarNode)?.Value;

    private static ToolException Wrong(string file, YamlNode node, string expected, string found) => new($"Expected in {file}, line {node.Start.Line}, {expected}; found {found}. Correct it.");
}
