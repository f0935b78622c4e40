using System.Text.Json;
using Amazon.Lambda.Core;

namespace Pintle.Host;

/// <summary>
/// The JSON of the headers Lambda-Runtime-Client-Context and Lambda-Runtime-Cognito-Identity. Field names are those of the mobile SDKs (RuntimeSupport, CognitoClientContext and CognitoIdentity).
/// </summary>
internal static class CognitoJson
{
    /// <param name="json">Null when the header is absent: every member is then empty, never null itself.</param>
    /// <exception cref="JsonException">The header is not JSON of that shape.</exception>
    public static IClientContext ParseClientContext(string? json)
    {
        var context = new ClientContext();
        if (json is null)
            return context;
        using var document = JsonDocument.Parse(json);
        if (Property(document.RootElement, "client") is { ValueKind: JsonValueKind.Object } client)
        {
            context.Client.AppPackageName = Text(client, "app_package_name");
            context.Client.AppTitle = Text(client, "app_title");
            context.Client.AppVersionCode = Text(client, "app_version_code");
            context.Client.AppVersionName = Text(client, "app_version_name");
            context.Client.InstallationId = Text(client, "installation_id");
        }
        Fill(context.Custom, Property(document.RootElement, "custom"));
        Fill(context.Environment, Property(document.RootElement, "env"));
        return context;
    }

    /// <exception cref="JsonException">The header is not JSON of that shape.</exception>
    public static ICognitoIdentity ParseIdentity(string? json)
    {
        if (json is null)
            return new CognitoIdentity(null, null);
        using var document = JsonDocument.Parse(json);
        return new CognitoIdentity(Text(document.RootElement, "cognitoIdentityId"), Text(document.RootElement, "cognitoIdentityPoolId"));
    }

    private static JsonElement? Property(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new JsonException("Expected an object.");
        return element.TryGetProperty(name, out var value) ? value : null;
    }

    private static string? Text(JsonElement element, string name) => Property(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static void Fill(IDictionary<string, string> map, JsonElement? element)
    {
        if (element is not { ValueKind: JsonValueKind.Object } values)
            return;
        foreach (var property in values.EnumerateObject())
            map[property.Name] = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText();
    }

    private sealed class ClientContext : IClientContext
    {
        public ClientApplication Client { get; } = new();
        public IDictionary<string, string> Custom { get; } = new Dictionary<string, string>();
        public IDictionary<string, string> Environment { get; } = new Dictionary<string, string>();
        IClientApplication IClientContext.Client => Client;
    }

    private sealed class ClientApplication : IClientApplication
    {
        public string? AppPackageName { get; set; }
        public string? AppTitle { get; set; }
        public string? AppVersionCode { get; set; }
        public string? AppVersionName { get; set; }
        public string? InstallationId { get; set; }
    }

    private sealed record CognitoIdentity(string? IdentityId, string? IdentityPoolId) : ICognitoIdentity;
}
