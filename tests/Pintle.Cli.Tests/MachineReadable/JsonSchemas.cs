using System.ComponentModel;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using NJsonSchema;
using Pintle.Cli.MachineReadable;

namespace Pintle.Cli.Tests.MachineReadable;

/// <summary>The schemas of what --json prints, from the types that are printed; another library says whether what was printed is of them.</summary>
internal static class JsonSchemas
{
    private static readonly JsonSchemaExporterOptions Exported = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe };

    /// <summary>Every document, by its command; a command's second one has a word more.</summary>
    public static IReadOnlyDictionary<string, Type> Documents { get; } = new SortedDictionary<string, Type>(
        typeof(Json).Assembly.GetTypes().Where(type => type.GetCustomAttribute<JsonDocumentAttribute>() is not null).ToDictionary(type => Json.KindOf(type).Command), StringComparer.Ordinal);

    public static JsonObject Of(Type type)
    {
        var kind = Json.KindOf(type);
        var members = Json.Options.GetJsonSchemaAsNode(type, Exported).AsObject();
        var properties = new JsonObject
        {
            [Json.Schema] = new JsonObject { ["type"] = "string", ["const"] = kind.Schema, ["description"] = $"{kind.Schema}." },
            [Json.SchemaVersion] = new JsonObject { ["type"] = "integer", ["const"] = kind.Version, ["description"] = $"{kind.Version}; one more when a member goes or changes its meaning." },
        };
        foreach (var (name, member) in members["properties"]!.AsObject())
            properties.Add(name, member!.DeepClone());
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = $"pintle {kind.Command} --json",
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([Json.Schema, Json.SchemaVersion, .. members["required"]!.AsArray().Select(name => name!.DeepClone())]),
        };
    }

    /// <summary>As text, as it stands in docs/schemas.</summary>
    public static string Text(Type type) => Of(type).ToJsonString(Json.Options) + "\n";

    /// <summary>Fails where the printed is no document of the command, or has a member that the schema does not know.</summary>
    public static async Task RequireValidAsync(string command, string printed)
    {
        var kind = JsonNode.Parse(printed)![Json.Schema]?.GetValue<string>();
        var document = Documents.Values.SingleOrDefault(type => Json.KindOf(type).Schema == kind && CommandOf(Json.KindOf(type).Command) == command);
        Assert.True(document is not null, $"Expected a document of {command}, found '{kind}':\n{printed}");
        var strict = Of(document);
        Close(strict);
        // The library's draft has no const.
        foreach (var member in (string[])[Json.Schema, Json.SchemaVersion])
        {
            var one = strict["properties"]![member]!.AsObject();
            one["enum"] = new JsonArray(one["const"]!.DeepClone());
        }

        var schema = await JsonSchema.FromJsonAsync(strict.ToJsonString(), TestContext.Current.CancellationToken);
        var wrong = schema.Validate(printed);
        Assert.True(wrong.Count == 0, $"{string.Join('\n', wrong.Select(each => $"{each.Path}: {each.Kind}"))}\n{printed}");
    }

    /// <returns>Its first word.</returns>
    public static string CommandOf(string document) => document.Split('-')[0];

    private static void Close(JsonNode? node)
    {
        if (node is JsonObject { } described)
        {
            if (described["properties"] is JsonObject && !described.ContainsKey("additionalProperties"))
                described["additionalProperties"] = false;
            foreach (var (_, child) in described)
                Close(child);
        }
        else if (node is JsonArray items)
        {
            foreach (var child in items)
                Close(child);
        }
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode node)
    {
        var said = context.PropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: true).OfType<DescriptionAttribute>().FirstOrDefault()?.Description;
        if (said is null)
            return node;
        // Where anything may stand the schema is only true.
        var described = node as JsonObject ?? [];
        described.Insert(0, "description", said);
        return described;
    }
}
