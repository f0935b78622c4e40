using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Pintle.Aws;

namespace Pintle.Cli.Cloud.Changing;

/// <summary>How far a change has come. A receipt is written before each step, so that whoever finds it knows what may have happened.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReceiptState>))]
internal enum ReceiptState
{
    /// <summary>The change is about to be sent, or was.</summary>
    Begun,

    /// <summary>All of it is done.</summary>
    Done,

    /// <summary>It was refused before anything changed.</summary>
    Refused,

    /// <summary>The function is as it was before.</summary>
    Undone,
}

/// <summary>Where an alias points.</summary>
internal sealed record AliasTarget(string Version, IReadOnlyDictionary<string, double> Weights)
{
    /// <summary>The whole alias points to one version.</summary>
    public static AliasTarget Whole(string version) => new(version, new Dictionary<string, double>());
}

/// <summary>What a change did to an alias.</summary>
/// <param name="Name">The alias.</param>
/// <param name="Before">Where it pointed; null where there was none.</param>
/// <param name="Set">Each target that it was given, or was about to be, in order.</param>
internal sealed record AliasChange(string Name, AliasTarget? Before, IReadOnlyList<AliasTarget> Set);

/// <summary>What a function was before a change of Pintle's, to the letter, and what was changed.</summary>
/// <param name="Format">The form of this file.</param>
/// <param name="Id">Its name.</param>
/// <param name="Command">attach, detach or rollout.</param>
/// <param name="Rollout">The rollout that it belongs to; null for none.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Started">When.</param>
/// <param name="Region">Where the function is.</param>
/// <param name="Account">Whose it is.</param>
/// <param name="Function">Its name.</param>
/// <param name="Layer">The layer version that is attached; null where one is taken off.</param>
/// <param name="Before">Its configuration as AWS answered it, byte for byte.</param>
/// <param name="Change">The members that are set, as the update takes them.</param>
/// <param name="Checks">Whether it is done only when a check after the change has passed.</param>
/// <param name="Version">The version that was published; null for none.</param>
/// <param name="Alias">What becomes of an alias; null for nothing.</param>
internal sealed record Receipt(
    int Format, string Id, string Command, string? Rollout, ReceiptState State, string Started, string Region, string Account, string Function, string? Layer, string Before, JsonObject Change, bool Checks, string? Version, AliasChange? Alias)
{
    public const int CurrentFormat = 1;

    public FunctionConfiguration ConfigurationBefore() => FunctionConfiguration.Parse(Before);

    public FunctionConfiguration ConfigurationAfter() => ConfigurationBefore().With(Change);

    /// <summary>The update that takes the change back: each member of it as it was.</summary>
    public JsonObject Reverse()
    {
        var before = ConfigurationBefore();
        return new JsonObject(Change.Select(member => KeyValuePair.Create<string, JsonNode?>(member.Key, member.Key == "Layers"
            ? new JsonArray([.. before.Layers.Select(arn => JsonValue.Create(arn))])
            : before.Raw[member.Key]?.DeepClone() ?? "")));
    }
}

/// <summary>The receipts of a folder: one file each, readable by their owner alone, because a configuration holds variables.</summary>
internal sealed class ReceiptFolder(string folder)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public string Path => folder;

    public string FileOf(Receipt receipt) => System.IO.Path.Combine(folder, receipt.Id + ".json");

    /// <param name="receipt">All of it is written, or nothing.</param>
    /// <param name="file">Its place; beside the others when left out.</param>
    public Receipt Write(Receipt receipt, string? file = null)
    {
        if (file is null && !Directory.Exists(folder))
        {
            // Functions' variables do not belong in a repository. This file comes first, so that no receipt is there without it.
            if (System.IO.Path.GetDirectoryName(folder) is { } parent && System.IO.Path.GetFileName(parent) == ".pintle")
                WholeFile.Write(System.IO.Path.Combine(parent, ".gitignore"), "*\n"u8.ToArray());
            _ = Directory.CreateDirectory(folder);
        }

        WholeFile.Write(file ?? FileOf(receipt), [.. JsonSerializer.SerializeToUtf8Bytes(receipt, Options), (byte)'\n'], isPrivate: true);
        return receipt;
    }

    /// <exception cref="ToolException">There is none, or it is no receipt.</exception>
    public static Receipt Read(string file)
    {
        if (!File.Exists(file))
            throw new ToolException($"Expected a receipt at {file}, found none. Name one of .pintle/receipts, or say --last.");
        try
        {
            var receipt = JsonSerializer.Deserialize<Receipt>(File.ReadAllBytes(file), Options);
            _ = receipt?.ConfigurationAfter();
            return receipt is { Format: Receipt.CurrentFormat } ? receipt : throw new JsonException($"format {receipt?.Format}");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or InvalidCastException or NullReferenceException)
        {
            throw new ToolException($"Expected a receipt as pintle attach writes it at {file}, found something else. Name another one.");
        }
    }

    /// <summary>Newest first; what is no receipt is passed over.</summary>
    public IEnumerable<(string File, Receipt Receipt)> All()
    {
        if (!Directory.Exists(folder))
            yield break;
        foreach (var file in Directory.EnumerateFiles(folder, "*.json").OrderDescending(StringComparer.Ordinal))
        {
            Receipt receipt;
            try
            {
                receipt = Read(file);
            }
            catch (ToolException)
            {
                continue;
            }

            yield return (file, receipt);
        }
    }
}
