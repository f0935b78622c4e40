using System.Text.Json;
using Amazon.Lambda.Core;

namespace Pintle.Host.LambdaCore;

/// <summary>
/// The JSON of the headers Lambda-Runtime-Client-Context and Lambda-Runtime-Cognito-Identity. Field names, and the exceptions for what is not of that shape, are those of AWS's loop
/// (RuntimeSupport, CognitoClientContext and CognitoIdentity): JsonException for no JSON, InvalidOperationException for JSON of another kind.
/// </summary>
internal static class CognitoJson
{
    /// <param name="json">Null or blank when the header is absent: the context is then there, and each of its members is null.</param>
    public static IClientContext ParseClientContext(string? json)
    {
        if (string.IsNullOrWhiteSpace(json))
            return new ClientContext(null, null, null);
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new ClientContext(
            root.TryGetProperty("client"u8, out var client) ? Application(client) : null,
            root.TryGetProperty("custom"u8, out var custom) ? Map(custom) : null,
            root.TryGetProperty("env"u8, out var environment) ? Map(environment) : null);
    }

    /// <param name="json">Null or blank when the header is absent: the identity is then there, and its members are null.</param>
    public static ICognitoIdentity ParseIdentity(string? json)
    {
        if (string.IsNullOrWhiteSpace(json))
            return new CognitoIdentity(null, null);
        using var document = JsonDocument.Parse(json);
        return new CognitoIdentity(Text(document.RootElement, "cognitoIdentityId"u8), Text(document.RootElement, "cognitoIdentityPoolId"u8));
    }

    private static ClientApplication Application(JsonElement client) => new(
        Text(client, "app_package_name"u8), Text(client, "app_title"u8), Text(client, "app_version_code"u8), Text(client, "app_version_name"u8), Text(client, "installation_id"u8));

    private static string? Text(JsonElement element, ReadOnlySpan<byte> name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>Values that are no text come as they stand in the JSON; a name that is there twice is an ArgumentException.</summary>
    private static Dictionary<string, string> Map(JsonElement element)
    {
        var map = new Dictionary<string, string>();
        foreach (var property in element.EnumerateObject())
            map.Add(property.Name, property.Value.ToString());
        return map;
    }

    private sealed record ClientContext(IClientApplication? Client, IDictionary<string, string>? Custom, IDictionary<string, string>? Environment) : IClientContext;

    private sealed record ClientApplication(string? AppPackageName, string? AppTitle, string? AppVersionCode, string? AppVersionName, string? InstallationId) : IClientApplication;

    private sealed record CognitoIdentity(string? IdentityId, string? IdentityPoolId) : ICognitoIdentity;
}
