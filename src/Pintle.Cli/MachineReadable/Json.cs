using System.Buffers;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
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
        // Member by member, without a tree of nodes in between: for an account with thousands of functions, that would be the largest thing that status holds.
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = Options.WriteIndented, NewLine = Options.NewLine, Encoder = Options.Encoder }))
        {
            writer.WriteStartObject();
            writer.WriteString(Schema, kind.Schema);
            writer.WriteNumber(SchemaVersion, kind.Version);
            foreach (var member in Options.GetTypeInfo(typeof(T)).Properties)
            {
                writer.WritePropertyName(member.Name);
                JsonSerializer.Serialize(writer, member.Get!(document), member.PropertyType, Options);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static JsonDocumentAttribute KindOf(Type type) => type.GetCustomAttribute<JsonDocumentAttribute>() ?? throw new InvalidOperationException($"{type} is no document.");
}
