using System.Text;
using CsCheck;
using Pintle.Cli.Migrating.Files;
using Pintle.TestSupport;
using YamlDotNet.RepresentationModel;

namespace Pintle.Cli.Tests.Migrating;

/// <summary>Of generated templates the change is to the intended lines alone, and another parser finds the intended properties changed and no other.</summary>
public sealed class GeneratedTemplateTests : IDisposable
{
    private const string Arn = "arn:aws:lambda:eu-central-1:123456789012:layer:pintle-core-x64:7";

    private readonly ScratchFolder _scratch = new();
    private int _files;

    [Fact]
    public void Are_changed_where_they_have_to_be_and_nowhere_else() => GeneratedTemplate.Any.Sample(Check, iter: 600);

    private bool Check(GeneratedTemplate template)
    {
        var path = Path.Combine(_scratch.Path, $"t{Interlocked.Increment(ref _files)}.{(template.Style == GeneratedTemplate.Json ? "json" : "yaml")}");
        File.WriteAllBytes(path, template.Bytes());
        var (before, after) = (template.Text(), Migrate(path, template));

        RequireLines(before, after);
        RequireProperties(template, before, after);
        Assert.Equal(template.HasCrlf ? 0 : after.Count(c => c == '\n'), after.Split("\r\n").Sum(part => part.Count(c => c == '\n')));
        Assert.Equal(template.HasMark, File.ReadAllBytes(path).AsSpan().StartsWith(Encoding.UTF8.Preamble));
        Assert.Equal(after, Migrate(path, template));
        File.Delete(path);
        return true;
    }

    /// <summary>Whoever runs it twice has what there was after the first time.</summary>
    private static string Migrate(string path, GeneratedTemplate template)
    {
        var file = Assert.Single(DeploymentFiles.Open(path));
        string[] names = [.. file.Functions.Where(function => function.IsOnManagedRuntime || function.IsMoved).Select(function => function.Name)];
        var plan = file.Plan(names, LayerReference.OfArn(Arn));
        Assert.Empty(plan.ByHand);
        var text = plan.Apply();
        File.WriteAllBytes(path, file.Source.Encode(text));
        Assert.Equal(template.Functions.Select((function, number) => (Name: $"F{number}", Runtime: template.RuntimeOf(function))).Where(each => each.Runtime is not (null or "python3.12")).Select(each => each.Name), names);
        return text;
    }

    /// <summary>Every line but those with a runtime, a list of layers or one of its items is there as it was, in its order; of those that went a line like it is there in its place.</summary>
    private static void RequireLines(string before, string after)
    {
        foreach (var line in Gone(before.ReplaceLineEndings("\n").Split('\n'), after.ReplaceLineEndings("\n").Split('\n')))
            Assert.True(((string[])["Runtime", "Layers", ":layer:", "\"Ref\"", "Handler"]).Any(word => line.Contains(word, StringComparison.Ordinal)), $"{line}\n---\n{after}");
    }

    /// <summary>By the longest common subsequence.</summary>
    private static List<string> Gone(string[] old, string[] now)
    {
        var length = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
                length[i, j] = old[i] == now[j] ? length[i + 1, j + 1] + 1 : Math.Max(length[i + 1, j], length[i, j + 1]);
        }

        var gone = new List<string>();
        for (int i = 0, j = 0; i < old.Length;)
        {
            if (j < now.Length && old[i] == now[j])
                (i, j) = (i + 1, j + 1);
            else if (j < now.Length && length[i, j + 1] >= length[i + 1, j])
                j++;
            else
                gone.Add(old[i++]);
        }

        return gone;
    }

    private static void RequireProperties(GeneratedTemplate template, string before, string after)
    {
        var (old, now) = (Load(before), Load(after));
        for (var i = 0; i < template.Functions.Length; i++)
        {
            var moves = template.RuntimeOf(template.Functions[i]) is not (null or "python3.12");
            var (properties, then) = (Properties(now, i), Properties(old, i));
            Assert.Equal(moves ? "provided.al2023" : template.RuntimeOf(template.Functions[i]), Value(properties, "Runtime") ?? (template.Functions[i].IsSam ? Value(Globals(now), "Runtime") : null));
            string[] layers = [.. template.Functions[i].IsSam ? Items(Globals(now), "Layers") : [], .. Items(properties, "Layers")];
            Assert.Equal(moves ? [.. Items(then, "Layers"), Arn] : Items(then, "Layers"), layers.OrderBy(layer => layer == Arn));
            foreach (var map in (YamlMappingNode?[])[properties, then])
                Without(map);
        }

        foreach (var root in (YamlMappingNode[])[old, now])
            Without(Globals(root));
        Assert.Equal(Shown(old), Shown(now));
    }

    private static void Without(YamlMappingNode? map)
    {
        _ = map?.Children.Remove(new YamlScalarNode("Runtime"));
        _ = map?.Children.Remove(new YamlScalarNode("Layers"));
    }

    private static YamlMappingNode Load(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text.Replace('\t', ' ')));
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static YamlMappingNode Properties(YamlMappingNode root, int number) => (YamlMappingNode)root["Resources"][$"F{number}"]["Properties"];

    private static YamlMappingNode? Globals(YamlMappingNode root) => root.Children.TryGetValue("Globals", out var globals) ? (YamlMappingNode)globals["Function"] : null;

    private static string? Value(YamlMappingNode? map, string name) => map?.Children.TryGetValue(name, out var value) == true ? ((YamlScalarNode)value).Value : null;

    private static string[] Items(YamlMappingNode? map, string name) => map?.Children.TryGetValue(name, out var list) == true ? [.. ((YamlSequenceNode)list).Select(Shown)] : [];

    private static string Shown(YamlNode node) => node switch
    {
        YamlScalarNode scalar => scalar.Value ?? "",
        YamlSequenceNode list => $"[{string.Join("; ", list.Select(Shown))}]",
        YamlMappingNode map => $"{{{string.Join("; ", map.Children.Select(each => $"{Shown(each.Key)}={Shown(each.Value)}"))}}}",
        _ => node.ToString(),
    };

    public void Dispose() => _scratch.Dispose();
}
