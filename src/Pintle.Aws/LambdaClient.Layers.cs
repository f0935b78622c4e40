using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pintle.Aws;

internal sealed partial class LambdaClient
{
    private const string Layers = "/2018-10-31/layers";

    /// <summary>Newest first, as AWS lists them; those that were deleted are not among them.</summary>
    public async Task<IReadOnlyList<LayerVersion>> ListLayerVersionsAsync(string name, CancellationToken cancellationToken)
    {
        var versions = new List<LayerVersion>();
        var call = new AwsCall(AwsAction.ListLayerVersions, "GET", $"{Layers}/{Escape(name)}/versions", $"layer {name}") { Query = [("MaxItems", Whole(PageSize))] };
        await foreach (var each in PagesAsync(call, "LayerVersions", cancellationToken).ConfigureAwait(false))
            versions.Add(LayerVersion.Of(each));
        return versions;
    }

    /// <returns>Null where there is none.</returns>
    public async Task<LayerVersion?> FindLayerVersionAsync(string name, long version, CancellationToken cancellationToken)
    {
        try
        {
            return LayerVersion.Of(await JsonAsync(new AwsCall(AwsAction.GetLayerVersion, "GET", $"{Layers}/{Escape(name)}/versions/{Whole(version)}", $"layer {name}:{version}"), cancellationToken).ConfigureAwait(false));
        }
        catch (AwsException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Finds one of any account that lets this one read it.</summary>
    /// <returns>Null where there is none.</returns>
    public async Task<LayerVersion?> FindLayerVersionAsync(LayerVersionArn arn, CancellationToken cancellationToken)
    {
        try
        {
            return LayerVersion.Of(await JsonAsync(new AwsCall(AwsAction.GetLayerVersion, "GET", Layers, $"layer {arn}") { Query = [("Arn", arn.ToString()), ("find", "LayerVersion")] }, cancellationToken).ConfigureAwait(false));
        }
        catch (AwsException e) when (e.IsNotFound || e.Status is 400 or 405 or 501)
        {
            // Not every endpoint knows this form of the call; the other one knows layers of this account only.
            return await FindLayerVersionAsync(arn.Name, arn.Version, cancellationToken).ConfigureAwait(false) is { } own && own.Arn == arn.ToString() ? own : null;
        }
    }

    /// <summary>Never repeated where it may have happened: each repetition would be one more version.</summary>
    public async Task<LayerVersion> PublishLayerVersionAsync(NewLayerVersion layer, CancellationToken cancellationToken)
    {
        var call = new AwsCall(AwsAction.PublishLayerVersion, "POST", $"{Layers}/{Escape(layer.Name)}/versions", $"layer {layer.Name}")
        {
            Content = layer.ToBytes(),
            Headers = new(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = "application/json" },
            Repeat = Repeat.WhenNotDone,
            Limit = TimeSpan.FromMinutes(15),
        };
        return LayerVersion.Of(await JsonAsync(call, cancellationToken).ConfigureAwait(false));
    }

    public async Task DeleteLayerVersionAsync(string name, long version, CancellationToken cancellationToken) =>
        _ = await session.SendAsync(new AwsCall(AwsAction.DeleteLayerVersion, "DELETE", $"{Layers}/{Escape(name)}/versions/{Whole(version)}", $"layer {name}:{version}"), region, cancellationToken).ConfigureAwait(false);

    /// <summary>Who else may use a version; nobody where it has no policy.</summary>
    public async Task<IReadOnlyList<LayerPermission>> GetLayerPermissionsAsync(string name, long version, CancellationToken cancellationToken)
    {
        try
        {
            var root = await JsonAsync(OfPolicy(AwsAction.GetLayerVersionPolicy, "GET", name, version), cancellationToken).ConfigureAwait(false);
            var policy = Parse(AwsAction.GetLayerVersionPolicy, System.Text.Encoding.UTF8.GetBytes(Text(root, "Policy", AwsAction.GetLayerVersionPolicy)));
            return [.. (policy["Statement"] as JsonArray ?? []).OfType<JsonObject>().Select(LayerPermission.Of)];
        }
        catch (AwsException e) when (e.IsNotFound)
        {
            return [];
        }
    }

    public async Task AddLayerPermissionAsync(string name, long version, LayerPermission permission, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["StatementId"] = permission.Id, ["Action"] = "lambda:GetLayerVersion", ["Principal"] = permission.Principal };
        if (permission.Organization is not null)
            body["OrganizationId"] = permission.Organization;
        try
        {
            _ = await session.SendAsync(OfPolicy(AwsAction.AddLayerVersionPermission, "POST", name, version).WithJson(body), region, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsException e) when (e.IsConflict)
        {
            // The statement is there: by an attempt whose answer was lost, or by an earlier run.
            if (!(await GetLayerPermissionsAsync(name, version, cancellationToken).ConfigureAwait(false)).Contains(permission))
                throw;
        }
    }

    private static AwsCall OfPolicy(AwsAction action, string method, string name, long version) => new(action, method, $"{Layers}/{Escape(name)}/versions/{Whole(version)}/policy", $"layer {name}:{version}");
}

/// <summary>A version of a layer. Lists leave the digest and the size out.</summary>
internal sealed record LayerVersion(string Arn, long Version, string Description, IReadOnlyList<string> Architectures, string? CodeSha256, long? CodeSize, string CreatedDate, Uri? Content)
{
    public static LayerVersion Of(JsonObject raw)
    {
        var content = raw["Content"] as JsonObject;
        return new LayerVersion(
            raw["LayerVersionArn"]?.GetValue<string>() ?? "",
            raw["Version"]?.GetValue<long>() ?? 0,
            raw["Description"]?.GetValue<string>() ?? "",
            [.. (raw["CompatibleArchitectures"] as JsonArray ?? []).Select(each => each!.GetValue<string>())],
            content?["CodeSha256"]?.GetValue<string>(),
            content?["CodeSize"]?.GetValue<long>(),
            raw["CreatedDate"]?.GetValue<string>() ?? "",
            content?["Location"]?.GetValue<string>() is { } location && Uri.TryCreate(location, UriKind.Absolute, out var address) ? address : null);
    }
}

/// <summary>What is published: the zip itself, or where it lies in S3.</summary>
internal sealed record NewLayerVersion(string Name, string Description, string Architecture, byte[]? Zip, string? Bucket, string? Key)
{
    public byte[] ToBytes()
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>((Zip?.Length ?? 0) / 3 * 4 + 2048);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("Description", Description);
            writer.WriteString("LicenseInfo", "MIT");
            Write(writer, "CompatibleRuntimes", "provided.al2023");
            Write(writer, "CompatibleArchitectures", Architecture);
            writer.WriteStartObject("Content");
            if (Zip is not null)
                writer.WriteBase64String("ZipFile", Zip);
            else
                WriteObject(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void WriteObject(Utf8JsonWriter writer)
    {
        writer.WriteString("S3Bucket", Bucket);
        writer.WriteString("S3Key", Key);
    }

    private static void Write(Utf8JsonWriter writer, string member, string only)
    {
        writer.WriteStartArray(member);
        writer.WriteStringValue(only);
        writer.WriteEndArray();
    }
}

/// <summary>Who may use a layer's version: an account, everybody, or everybody of an organization.</summary>
internal sealed record LayerPermission(string Id, string Principal, string? Organization)
{
    public static LayerPermission OfAccount(string account) => new($"account-{account}", account, null);

    public static LayerPermission OfOrganization(string organization) => new($"organization-{organization}", "*", organization);

    /// <summary>A policy spells an account as its root user's ARN.</summary>
    public static LayerPermission Of(JsonObject statement)
    {
        var principal = (statement["Principal"] as JsonObject)?["AWS"] ?? statement["Principal"];
        var text = principal is JsonValue value && value.TryGetValue<string>(out var given) ? given : "";
        var parts = text.Split(':');
        var organization = ((statement["Condition"] as JsonObject)?["StringEquals"] as JsonObject)?["aws:PrincipalOrgID"];
        return new LayerPermission(statement["Sid"]?.GetValue<string>() ?? "", parts is ["arn", _, "iam", _, var account, "root"] ? account : text, organization?.GetValue<string>());
    }
}
