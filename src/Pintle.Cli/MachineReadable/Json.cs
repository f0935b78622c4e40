using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Pintle.Cli.MachineReadable;

/// <summary>How <c>--json</c> prints: one object that says first which document it is, and in which version.</summary>
internal static class Json
{
    /// <summary>The document's kind: <see cref="JsonDocumentAttribute.Schema"/>.</summary>
    public const string Schema = "schema";

    /// <summary>Its version: <see cref="JsonDocumentAttribute.Version"/>.</summary>
    public const string SchemaVersion = "schemaVersion";

    public static JsonSerializerOptions Options { get; } = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    public static string Write<T>(T document)
        where T : class
    {
        var kind = KindOf(typeof(T));
        var members = JsonSerializer.SerializeToNode(document, Options)!.AsObject();
        var whole = new JsonObject { [Schema] = kind.Schema, [SchemaVersion] = kind.Version };
        foreach (var (name, value) in members.ToArray())
        {
            _ = members.Remove(name);
            whole.Add(name, value);
        }

        return whole.ToJsonString(Options);
    }

    public static JsonDocumentAttribute KindOf(Type type) => type.GetCustomAttribute<JsonDocumentAttribute>() ?? throw new InvalidOperationException($"{type} is no document.");
}
