using System.Text.Json;

namespace Pintle.Layer.Definition;

/// <summary>One value of a JSON file that is read strictly; it knows its file and its path for messages.</summary>
internal readonly struct JsonField(string file, string path, JsonElement value)
{
    // Chosen, not measured: a quote leaves a message readable, and a pin file or layer.json has a few levels.
    private const int LongestQuote = 60;
    private const int MostDepth = 16;

    /// <summary>Parses a whole file; comments, trailing commas and a property named twice are refused.</summary>
    public static JsonField Parse(string file, ReadOnlyMemory<byte> utf8)
    {
        try
        {
            RequireNames(utf8.Span);
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = MostDepth });
            return new JsonField(file, "$", document.RootElement.Clone());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new LayerException(
                LayerFault.DefinitionInvalid,
                MergeConflict.LineIn(utf8) is { } line ? MergeConflict.Say(file, line) : $"{file} is not JSON that Pintle reads: {Reason(e)} Correct the file.",
                e);
        }
    }

    /// <summary>
    /// Reads all names and strings: those that are no text (bytes that are no UTF-8, half of a surrogate pair) parse, and throw only when read. The parser refuses a duplicate name, as a merge may leave it, without its place.
    /// </summary>
    private static void RequireNames(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MostDepth });
        var objects = new Stack<HashSet<string>>();
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartObject)
                objects.Push(new HashSet<string>(StringComparer.Ordinal));
            else if (reader.TokenType is JsonTokenType.EndObject)
                _ = objects.Pop();
            else if (reader.TokenType is JsonTokenType.String)
                _ = reader.GetString();
            else if (reader.TokenType is JsonTokenType.PropertyName && reader.GetString()! is var name && !objects.Peek().Add(name))
                throw Twice(name, utf8[..(int)reader.TokenStartIndex]);
        }
    }

    private static JsonException Twice(string name, ReadOnlySpan<byte> before) =>
        new($"\"{Bounded(name)}\" is twice in one object.", null, before.Count((byte)'\n'), before.Length - before.LastIndexOf((byte)'\n') - 1);

    /// <summary>The reader's own words without their advice to programmers, with the line counted as editors do.</summary>
    private static string Reason(Exception e)
    {
        var words = e.Message.Replace(" which is not supported in this mode. Change the reader options.", ".", StringComparison.Ordinal);
        var where = words.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        words = where >= 0 ? words[..where] : words;
        return e is JsonException { LineNumber: { } line } read ? $"{words} Line {line + 1}, byte {read.BytePositionInLine + 1}." : words;
    }

    public string Path => path;

    public JsonField Required(string name)
    {
        RequireKind(JsonValueKind.Object, "an object");
        return value.TryGetProperty(name, out var child)
            ? new JsonField(file, Child(name), child)
            : throw Wrong($"a property \"{name}\"", "none", "Add it.");
    }

    public bool Has(string name) => value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out _);

    /// <summary>The members in the file's order.</summary>
    public IEnumerable<KeyValuePair<string, JsonField>> Members()
    {
        RequireKind(JsonValueKind.Object, "an object");
        var self = this;
        return value.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, self.With(member.Name, member.Value)));
    }

    public IEnumerable<JsonField> Items()
    {
        RequireKind(JsonValueKind.Array, "an array");
        (var itsFile, var itsPath) = (file, path);
        return value.EnumerateArray().Select((item, index) => new JsonField(itsFile, $"{itsPath}[{index}]", item));
    }

    /// <summary>Refuses a member that the reader would not look at: most likely a typing error.</summary>
    public void AllowOnly(params ReadOnlySpan<string> names)
    {
        RequireKind(JsonValueKind.Object, "an object");
        foreach (var member in value.EnumerateObject())
        {
            if (!names.Contains(member.Name))
                throw Wrong($"only {string.Join(", ", names!)}", $"\"{Bounded(member.Name)}\"", "Remove it, or correct its name.");
        }
    }

    public string Text()
    {
        RequireKind(JsonValueKind.String, "a string");
        var text = value.GetString()!;
        return text.Length > 0 ? text : throw Wrong("a string that is not empty", "\"\"", "Fill it in.");
    }

    public bool Flag() => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong("true or false", Found(), "Correct it."),
    };

    /// <summary>The file's format number; there is one per file, raised when old readers would misread it.</summary>
    public void RequireFormat(int expected)
    {
        var format = Required("format");
        if (format.Element.ValueKind != JsonValueKind.Number || !format.Element.TryGetInt32(out var found) || found != expected)
            throw format.Wrong($"{expected}", format.Found(), "Use the Pintle version that wrote this file.");
    }

    public LayerException Wrong(string expected, string found, string advice) =>
        new(LayerFault.DefinitionInvalid, $"{file}, at {path}: expected {expected}, found {found}. {advice}");

    /// <summary>The value as the file has it, cut where it gets long.</summary>
    public string Found() => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        _ => Bounded(value.GetRawText()),
    };

    private JsonElement Element => value;

    private static string Bounded(string text) => text.Length <= LongestQuote ? text : string.Concat(text.AsSpan(0, LongestQuote), "…");

    private JsonField With(string name, JsonElement child) => new(file, Child(name), child);

    private string Child(string name) => name.All(char.IsAsciiLetterOrDigit) ? $"{path}.{name}" : $"{path}['{Bounded(name)}']";

    private void RequireKind(JsonValueKind kind, string words)
    {
        if (value.ValueKind != kind)
            throw Wrong(words, Found(), "Correct it.");
    }
}
