using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pintle.Shared;

namespace Pintle.Cli.Serving;

/// <summary>Reads the JSON of <c>pintle.json</c>. Members it doesn't know are refused, because they are most often misspelt; every message names the member and its place.</summary>
internal static class PintleReader
{
    private const int MaxDepth = 32; // Chosen, not measured: far above what pintle.json has; it keeps a nested file from using up the stack.

    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
        MaxDepth = MaxDepth,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <exception cref="ToolException">The file is not as expected; the message says where.</exception>
    public static PintleRoot Read(string path)
    {
        try
        {
            // As a stream, because that accepts a byte order mark.
            using var stream = File.OpenRead(path);
            using var json = JsonDocument.Parse(stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = MaxDepth });
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                throw new ToolException($"Expected {path} to be a JSON object with \"functions\", found {Words(json.RootElement.ValueKind)}. Correct it; docs/local.md has an example.");
            WholeJson.RequireText(json.RootElement);
            Check(path, json.RootElement, typeof(PintleRoot), "$");
            return json.RootElement.Deserialize<PintleRoot>(Options)!;
        }
        catch (JsonException fault) when (fault.Path is { Length: > 1 } at)
        {
            throw new ToolException($"Expected another kind of value for {at} in {path}. Correct it; docs/pintle.schema.json says what each member is.");
        }
        catch (InvalidOperationException)
        {
            throw new ToolException($"Expected {path} to be JSON in UTF-8, but a name or a text in it holds bytes that are none, or half of a character (\\ud800 to \\udfff). Correct it.");
        }
        catch (JsonException fault)
        {
            throw new ToolException($"Expected {path} to be JSON with \"functions\", but at line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}, it is not. Correct it; docs/local.md has an example.");
        }
    }

    private static void Check(string path, JsonElement element, Type type, string at)
    {
        var info = Options.GetTypeInfo(type);
        switch (info.Kind)
        {
            case JsonTypeInfoKind.Object when element.ValueKind == JsonValueKind.Object:
                CheckMembers(path, element, info, at);
                break;
            case JsonTypeInfoKind.Dictionary when element.ValueKind == JsonValueKind.Object && info.ElementType is { } value:
                foreach (var member in element.EnumerateObject())
                {
                    if (member.Value.ValueKind == JsonValueKind.Null)
                        throw new ToolException($"Expected a value for {at}.{member.Name} in {path}, found null. Give one, or leave the member out.");
                    Check(path, member.Value, value, $"{at}.{member.Name}");
                }

                break;
            case JsonTypeInfoKind.Enumerable when element.ValueKind == JsonValueKind.Array && info.ElementType is { } item:
                foreach (var (index, each) in element.EnumerateArray().Index())
                {
                    if (each.ValueKind == JsonValueKind.Null)
                        throw new ToolException($"Expected a value for {at}[{index}] in {path}, found null. Give one, or leave it out.");
                    Check(path, each, item, $"{at}[{index}]");
                }

                break;
        }
    }

    private static void CheckMembers(string path, JsonElement element, JsonTypeInfo info, string at)
    {
        foreach (var member in element.EnumerateObject())
        {
            var property = info.Properties.FirstOrDefault(each => each.Name == member.Name)
                ?? throw new ToolException($"Expected no member '{Cut(member.Name)}' at {at} in {path}: {Near(member.Name, info)}");
            Check(path, member.Value, property.PropertyType, $"{at}.{member.Name}");
        }

        if (info.Properties.FirstOrDefault(each => each.IsRequired && !element.TryGetProperty(each.Name, out _)) is { } missing)
            throw new ToolException($"Expected {at} in {path} to be complete with '{missing.Name}', but it is not. Correct it; docs/local.md has an example.");
    }

    /// <summary>The member that was most likely meant, else all that there are.</summary>
    private static string Near(string name, JsonTypeInfo info)
    {
        var (nearest, distance) = info.Properties.Select(each => (each.Name, Distance: Distance(name.ToUpperInvariant(), each.Name.ToUpperInvariant()))).MinBy(each => each.Distance);
        return distance <= Math.Max(1, name.Length / 3) ? $"is '{nearest}' meant? Correct it." : $"there are {string.Join(", ", info.Properties.Select(each => each.Name))}. Correct it.";
    }

    /// <summary>How many letters have to be put in, left out or changed.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var before = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
                (before, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, before + (one[i - 1] == other[j - 1] ? 0 : 1)));
        }

        return row[other.Length];
    }

    private static string Cut(string text) => new([.. text.Take(64).Select(c => char.IsControl(c) ? '?' : c)]);

    private static string Words(JsonValueKind kind) => kind switch { JsonValueKind.Array => "a list", JsonValueKind.Null => "null", _ => "a single value" };
}
