using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace FakeAws;

/// <summary>A layer and its versions; a deleted one goes on for the functions that have it.</summary>
public sealed class FakeLayer
{
    public SortedDictionary<long, FakeLayerVersion> Versions { get; } = [];

    public long Last { get; set; }

    /// <summary>Lists that do not show the newest version yet.</summary>
    public int Stale { get; set; }

    public FakeLayer Copy()
    {
        var copy = new FakeLayer { Last = Last, Stale = Stale };
        foreach (var (number, version) in Versions)
            copy.Versions[number] = version.Copy();
        return copy;
    }
}

/// <summary>One version.</summary>
public sealed class FakeLayerVersion(JsonObject content, byte[] zip)
{
    public JsonObject Content => content;

    public byte[] Zip => zip;

    public long Unzipped { get; } = SizeOf(zip);

    public JsonArray Statements { get; } = [];

    public string PolicyRevision { get; set; } = "";

    public FakeLayerVersion Copy()
    {
        var copy = new FakeLayerVersion(content, zip) { PolicyRevision = PolicyRevision };
        foreach (var statement in Statements)
            copy.Statements.Add(statement!.DeepClone());
        return copy;
    }

    private static long SizeOf(byte[] zip)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(zip));
            return archive.Entries.Sum(entry => entry.Length);
        }
        catch (InvalidDataException)
        {
            return zip.Length;
        }
    }
}

public sealed partial class FakeRegion
{
    /// <summary>A layer that somebody else published.</summary>
    public string AddLayer(string layer, byte[] zip, string description = "", string architecture = "x86_64") => Publish(layer, zip, new JsonObject { ["Description"] = description, ["CompatibleArchitectures"] = new JsonArray(architecture), ["CompatibleRuntimes"] = new JsonArray("provided.al2023") })["LayerVersionArn"]!.GetValue<string>();

    internal FakeReply PublishLayer(string layer, JsonObject body) => FakeReply.Json(201, Publish(layer, Content((JsonObject)body["Content"]!), body));

    private JsonObject Publish(string layer, byte[] zip, JsonObject body)
    {
        if (Used() + zip.LongLength > cloud.TotalCodeSize)
            throw new FakeRefusal(FakeReply.Error(400, "CodeStorageExceededException", "Code storage limit exceeded."));
        var found = _layers.TryGetValue(layer, out var known) ? known : _layers[layer] = new FakeLayer { Stale = 0 };
        var number = ++found.Last;
        found.Stale = cloud.StaleReads;
        var content = new JsonObject
        {
            ["Content"] = new JsonObject { ["Location"] = cloud.Store(zip), ["CodeSha256"] = Convert.ToBase64String(SHA256.HashData(zip)), ["CodeSize"] = zip.Length },
            ["LayerArn"] = Arn($"layer:{layer}"),
            ["LayerVersionArn"] = Arn($"layer:{layer}:{number}"),
            ["Description"] = body["Description"]?.DeepClone() ?? "",
            ["CreatedDate"] = Now(),
            ["Version"] = number,
            ["CompatibleArchitectures"] = body["CompatibleArchitectures"]?.DeepClone() ?? new JsonArray(),
            ["CompatibleRuntimes"] = body["CompatibleRuntimes"]?.DeepClone() ?? new JsonArray(),
        };
        if (body["LicenseInfo"] is { } license)
            content["LicenseInfo"] = license.DeepClone();
        found.Versions[number] = new FakeLayerVersion((JsonObject)content.DeepClone(), zip);
        if (found.Versions[number].Unzipped > cloud.CodeSizeUnzipped)
        {
            found.Versions.Remove(number);
            throw FakeRefusal.Invalid($"Unzipped size must be smaller than {cloud.CodeSizeUnzipped} bytes");
        }

        return content;
    }

    internal FakeReply ListLayerVersions(string layer, FakeRequest request)
    {
        if (!_layers.TryGetValue(layer, out var found))
            return Page("LayerVersions", [], request);
        var versions = found.Versions.Values.Reverse();
        if (found.Stale > 0)
        {
            found.Stale--;
            versions = versions.Skip(1);
        }

        return Page("LayerVersions", versions.Select(each =>
        {
            var listed = (JsonObject)each.Content.DeepClone();
            listed.Remove("Content");
            listed.Remove("LayerArn");
            return (JsonNode)listed;
        }), request);
    }

    internal FakeReply GetLayer(string layer, string version)
    {
        var number = Number(version);
        return _layers.TryGetValue(layer, out var found) && found.Versions.TryGetValue(number, out var there) ? FakeReply.Json(200, there.Content.DeepClone()) : throw FakeRefusal.NotFound("The resource you requested does not exist.");
    }

    internal FakeReply GetLayerByArn(string arn)
    {
        var parts = Regex.Match(arn, "^arn:aws:lambda:(?<region>[a-z0-9-]+):(?<account>[0-9]{12}):layer:(?<name>[a-zA-Z0-9-_]+):(?<version>[0-9]+)$");
        if (!parts.Success)
            throw FakeRefusal.Validation($"Value '{arn}' at 'arn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:…:layer:…");
        return parts.Groups["account"].Value == FakeCloud.AccountId && parts.Groups["region"].Value == name
            ? GetLayer(parts.Groups["name"].Value, parts.Groups["version"].Value)
            : throw new FakeRefusal(FakeReply.Error(403, "AccessDeniedException", $"User: arn:aws:iam::{FakeCloud.AccountId}:user/somebody is not authorized to perform: lambda:GetLayerVersion on resource: {arn} because no resource-based policy allows the lambda:GetLayerVersion action", isUpper: true));
    }

    internal FakeReply DeleteLayer(string layer, string version)
    {
        var number = Number(version);
        if (_layers.TryGetValue(layer, out var found))
            found.Versions.Remove(number);
        return new FakeReply(204, []);
    }

    internal FakeReply GetLayerPolicy(string layer, string version)
    {
        var found = FindLayer(layer, version);
        if (found.Statements.Count == 0)
            throw FakeRefusal.NotFound("No policy is associated with the given resource.");
        var policy = new JsonObject { ["Version"] = "2012-10-17", ["Id"] = "default", ["Statement"] = found.Statements.DeepClone() };
        return FakeReply.Json(200, new JsonObject { ["Policy"] = policy.ToJsonString(), ["RevisionId"] = found.PolicyRevision });
    }

    internal FakeReply AddLayerPermission(string layer, string version, JsonObject body)
    {
        var found = FindLayer(layer, version);
        var id = body["StatementId"]!.GetValue<string>();
        if (body["Action"]!.GetValue<string>() != "lambda:GetLayerVersion")
            throw FakeRefusal.Validation($"Value '{body["Action"]}' at 'action' failed to satisfy constraint: Member must satisfy regular expression pattern: lambda:GetLayerVersion");
        if (found.Statements.Any(each => each!["Sid"]!.GetValue<string>() == id))
            throw FakeRefusal.Conflict($"The statement id ({id}) provided already exists. Please provide a new statement id, or remove the existing statement.");
        var principal = body["Principal"]!.GetValue<string>();
        var statement = new JsonObject
        {
            ["Sid"] = id,
            ["Effect"] = "Allow",
            ["Principal"] = principal == "*" ? "*" : new JsonObject { ["AWS"] = $"arn:aws:iam::{principal}:root" },
            ["Action"] = "lambda:GetLayerVersion",
            ["Resource"] = Arn($"layer:{layer}:{version}"),
        };
        if (body["OrganizationId"]?.GetValue<string>() is { } organization)
            statement["Condition"] = new JsonObject { ["StringEquals"] = new JsonObject { ["aws:PrincipalOrgID"] = organization } };
        found.Statements.Add(statement);
        found.PolicyRevision = Guid.NewGuid().ToString();
        return FakeReply.Json(201, new JsonObject { ["RevisionId"] = found.PolicyRevision, ["Statement"] = statement.ToJsonString() });
    }

    private FakeLayerVersion FindLayer(string layer, string version) => _layers.TryGetValue(layer, out var found) && found.Versions.TryGetValue(Number(version), out var there)
        ? there
        : throw FakeRefusal.NotFound($"Layer version {Arn($"layer:{layer}:{version}")} does not exist.");

    private static long Number(string version)
    {
        var number = long.Parse(version, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return number >= 1 ? number : throw FakeRefusal.Invalid("Layer Version Cannot be less than 1");
    }

    /// <summary>The layers of a change, held against what Lambda allows.</summary>
    private void SetLayers(FakeFunction function, JsonObject next, JsonObject body)
    {
        if (body["Layers"] is not JsonArray list)
            return;
        var arns = list.Select(each => each!.GetValue<string>()).ToArray();
        if (arns.Length > 5)
            throw FakeRefusal.Invalid("Cannot reference more than 5 layers.");
        var layers = new JsonArray();
        var unzipped = function.Unzipped;
        foreach (var arn in arns)
        {
            var parts = Regex.Match(arn, "^arn:aws:lambda:(?<region>[a-z0-9-]+):(?<account>[0-9]{12}):layer:(?<name>[a-zA-Z0-9-_]+):(?<version>[0-9]+)$");
            if (!parts.Success)
                throw FakeRefusal.Validation($"Value '[{arn}]' at 'layers' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 2048, Member must satisfy regular expression pattern: arn:…:layer:…]");
            if (parts.Groups["region"].Value != name)
                throw FakeRefusal.Invalid($"Layers are not in the same region as the function. Layers are expected to be in region {name}.");
            var earlier = arns.TakeWhile(each => !ReferenceEquals(each, arn)).FirstOrDefault(each => each[..each.LastIndexOf(':')] == arn[..arn.LastIndexOf(':')]);
            if (earlier is not null)
                throw FakeRefusal.Invalid($"Two different versions of the same layer are not allowed to be referenced in the same function. {earlier} and {arn} are versions of the same layer.");
            var version = _layers.TryGetValue(parts.Groups["name"].Value, out var layer) && layer.Versions.TryGetValue(Number(parts.Groups["version"].Value), out var there) ? there : null;
            // What it has already it may keep, though the version was deleted.
            if (version is null && !function.Layers.Contains(arn))
                throw FakeRefusal.Invalid($"Layer version {arn} does not exist.");
            unzipped += version?.Unzipped ?? 0;
            layers.Add(new JsonObject { ["Arn"] = arn, ["CodeSize"] = version?.Zip.Length ?? 0 });
        }

        if (unzipped > cloud.CodeSizeUnzipped)
            throw FakeRefusal.Invalid($"Function code combined with layers exceeds the maximum allowed size of {cloud.CodeSizeUnzipped} bytes. The actual size is {unzipped} bytes.");
        next.Remove("Layers");
        if (layers.Count > 0)
            next["Layers"] = layers;
    }
}
