using System.Text.Json;

namespace Pintle.Host.Tests;

public sealed class CognitoJsonTests
{
    [Fact]
    public void Reads_a_client_context()
    {
        var context = CognitoJson.ParseClientContext("""
            {
              "client": { "app_package_name": "p", "app_title": "t", "app_version_code": "c", "app_version_name": "n", "installation_id": "i", "other": 1 },
              "custom": { "key": "ü", "number": 5, "object": { "a": 1 } },
              "env": { "locale": "de" },
              "services": {}
            }
            """);

        Assert.Equal(["p", "t", "c", "n", "i"], [context.Client.AppPackageName, context.Client.AppTitle, context.Client.AppVersionCode, context.Client.AppVersionName, context.Client.InstallationId]);
        Assert.Equal([new("key", "ü"), new("number", "5"), new("object", """{ "a": 1 }""")], context.Custom);
        Assert.Equal([new("locale", "de")], context.Environment);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("""{ "client": null, "custom": null, "env": null }""")]
    [InlineData("""{ "client": "text", "custom": [], "env": 5 }""")]
    public void Has_every_member_of_a_client_context_also_when_nothing_was_sent(string? json)
    {
        var context = CognitoJson.ParseClientContext(json);

        Assert.Null(context.Client.AppTitle);
        Assert.Empty(context.Custom);
        Assert.Empty(context.Environment);
    }

    [Fact]
    public void Reads_an_identity()
    {
        var identity = CognitoJson.ParseIdentity("""{ "cognitoIdentityId": "id", "cognitoIdentityPoolId": "pool" }""");

        Assert.Equal("id", identity.IdentityId);
        Assert.Equal("pool", identity.IdentityPoolId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("""{ "cognitoIdentityId": 5, "cognitoIdentityPoolId": null }""")]
    public void Has_an_identity_also_when_nothing_was_sent(string? json)
    {
        var identity = CognitoJson.ParseIdentity(json);

        Assert.Null(identity.IdentityId);
        Assert.Null(identity.IdentityPoolId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("nothing of the kind")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("5")]
    public void Refuses_what_is_no_object(string json)
    {
        Assert.ThrowsAny<JsonException>(() => CognitoJson.ParseClientContext(json));
        Assert.ThrowsAny<JsonException>(() => CognitoJson.ParseIdentity(json));
    }
}
