using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pintle.Layer.Definition;
using Pintle.Layer.Output;

namespace Pintle.Layer.Pins;

/// <summary>Writes a move into <c>pins.json</c> and the changelog: each file whole or not at all, and neither if one of the two would not be valid.</summary>
public static class PinWriter
{
    private const string Unreleased = "## [Unreleased]";
    private const string Changed = "### Changed";
    private const string Previous = "previous";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="changelog">The path of the changelog, or <c>null</c> for none.</param>
    public static async Task WriteAsync(PinMove move, string pinFile, string? changelog, CancellationToken cancellationToken)
    {
        var pins = Apply(move, await File.ReadAllBytesAsync(pinFile, cancellationToken).ConfigureAwait(false));
        var changes = changelog is null ? null : AddToChangelog(await File.ReadAllTextAsync(changelog, cancellationToken).ConfigureAwait(false), move.Sentences);
        try
        {
            await AtomicFile.WriteAsync(pinFile, pins, cancellationToken).ConfigureAwait(false);
            if (changes is not null)
                await AtomicFile.WriteAsync(changelog!, Encoding.UTF8.GetBytes(changes), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LayerException(LayerFault.OutputUnwritable, $"{pinFile} or the changelog could not be written: {e.Message} Free space or correct its permissions, and pin again.", e);
        }
    }

    /// <summary>What would be built after the move; nothing is written.</summary>
    public static LayerDefinition After(PinMove move, LayerDefinition definition)
    {
        var pins = Apply(move, definition.PinBytes.ToArray());
        return definition.With(definition.Pins.File, pins);
    }

    /// <summary>A pin file with the one pin of a move that adds it, as the default.</summary>
    public static byte[] Create(PinMove move) => Apply(move, JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["format"] = 1, ["default"] = move.Name, ["pins"] = new JsonObject() }));

    /// <summary>The pin file after the move; what it replaces is kept in it as <c>previous</c>.</summary>
    internal static byte[] Apply(PinMove move, byte[] pinFile)
    {
        var root = JsonNode.Parse(pinFile)!.AsObject();
        var pins = root["pins"]!.AsObject();
        if (move.IsNew)
            pins[move.Name] = new JsonObject();
        var pin = pins[move.Name]!.AsObject();
        _ = pin.Remove(Previous);
        var previous = pin.DeepClone();
        foreach (var change in move.Changes)
            Member(Member(pin, change.Architecture), change.Kind)[change.Key] = Describe(change.To);
        if (!move.IsNew)
            pin[Previous] = previous;
        byte[] written = [.. JsonSerializer.SerializeToUtf8Bytes(root, Json), (byte)'\n'];
        _ = PinFileReader.Read("pins.json", written);
        return written;
    }

    internal static string AddToChangelog(string changelog, IEnumerable<string> sentences)
    {
        var section = changelog.IndexOf(Unreleased, StringComparison.Ordinal);
        if (section < 0)
            throw new LayerException(LayerFault.DefinitionInvalid, $"Expected a line \"{Unreleased}\" in the changelog, found none. Add it, and pin again.");
        var start = changelog.IndexOf('\n', section) is var newline && newline < 0 ? changelog.Length : newline + 1;
        var end = changelog.IndexOf("\n## ", start, StringComparison.Ordinal) is var next && next < 0 ? changelog.Length : next + 1;
        var lines = string.Concat(sentences.Select(sentence => $"- {sentence}\n"));
        var body = changelog[start..end];
        var heading = body.IndexOf(Changed + "\n", StringComparison.Ordinal);
        if (heading < 0)
            return $"{changelog[..start]}{body.TrimEnd('\n')}\n\n{Changed}\n\n{lines}{(end < changelog.Length ? "\n" : "")}{changelog[end..]}";
        var at = start + heading + Changed.Length + 1;
        return $"{changelog[..at]}\n{lines}{changelog[at..].TrimStart('\n')}";
    }

    private static JsonObject Member(JsonObject parent, string name)
    {
        if (parent[name] is null)
            parent[name] = new JsonObject();
        return parent[name]!.AsObject();
    }

    private static JsonObject Describe(PackagePin package) => new()
    {
        ["id"] = package.Id,
        ["version"] = package.Version,
        ["sha512"] = package.Sha512,
        ["license"] = package.License,
        ["projectUrl"] = package.ProjectUrl,
    };
}
