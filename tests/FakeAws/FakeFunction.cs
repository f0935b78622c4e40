using System.Text.Json.Nodes;

namespace FakeAws;

/// <summary>A function: its configuration, versions, aliases, and how far a change of it has come.</summary>
public sealed class FakeFunction(JsonObject configuration, byte[] zip)
{
    public JsonObject Configuration { get; set; } = configuration;

    public byte[] Zip { get; set; } = zip;

    public long Unzipped { get; set; } = zip.Length;

    public SortedDictionary<int, JsonObject> Versions { get; } = [];

    public SortedDictionary<string, JsonObject> Aliases { get; } = new(StringComparer.Ordinal);

    public JsonObject Tags { get; set; } = [];

    public string UpdateRuntimeOn { get; set; } = "Auto";

    /// <summary>What settable members were when the last version was published.</summary>
    public string? Published { get; set; }

    /// <summary>Reads until a change has settled; 0 when it has.</summary>
    public int Pending { get; set; }

    /// <summary>Reads that still show <see cref="Earlier"/>.</summary>
    public int Stale { get; set; }

    public JsonObject? Earlier { get; set; }

    public int Updates { get; set; }

    public int LastVersion { get; set; }

    public IReadOnlyList<string> Layers => [.. (Configuration["Layers"] as JsonArray ?? []).Select(layer => layer!["Arn"]!.GetValue<string>())];

    /// <summary>The same once more, to be changed on its own.</summary>
    public FakeFunction Copy()
    {
        var copy = new FakeFunction((JsonObject)Configuration.DeepClone(), Zip)
        {
            Unzipped = Unzipped, Tags = (JsonObject)Tags.DeepClone(), UpdateRuntimeOn = UpdateRuntimeOn, Published = Published, Pending = Pending, Stale = Stale, Earlier = (JsonObject?)Earlier?.DeepClone(), Updates = Updates, LastVersion = LastVersion,
        };
        foreach (var (number, version) in Versions)
            copy.Versions[number] = (JsonObject)version.DeepClone();
        foreach (var (name, alias) in Aliases)
            copy.Aliases[name] = (JsonObject)alias.DeepClone();
        return copy;
    }

    public string Text(string member) => Configuration[member]?.GetValue<string>() ?? "";

    /// <summary>What a client can set, as text.</summary>
    public string Settable() => Settable(Configuration);

    public static string Settable(JsonObject configuration)
    {
        var kept = (JsonObject)configuration.DeepClone();
        foreach (var member in (string[])["RevisionId", "LastModified", "State", "StateReason", "StateReasonCode", "LastUpdateStatus", "LastUpdateStatusReason", "LastUpdateStatusReasonCode", "RuntimeVersionConfig", "Version", "FunctionArn"])
            kept.Remove(member);
        return new JsonObject(kept.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))).ToJsonString();
    }
}
