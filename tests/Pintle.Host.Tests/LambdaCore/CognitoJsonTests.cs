using System.Text.Json;
using Pintle.Host.LambdaCore;

namespace Pintle.Host.Tests.LambdaCore;

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
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{}")]
    [InlineData("""{ "services": {} }""")]
    public void Has_a_client_context_without_members_when_nothing_was_sent(string? json)
    {
        var context = CognitoJson.ParseClientContext(json);

        Assert.Null(context.Client);
        Assert.Null(context.Custom);
        Assert.Null(context.Environment);
    }

    [Fact]
    public void Gives_values_that_are_no_text_as_the_JSON_element_shows_them()
    {
        var context = CognitoJson.ParseClientContext("""{ "custom": { "true": true, "null": null, "list": [ 1 ] } }""");

        Assert.Equal([new("true", "True"), new("null", ""), new("list", "[ 1 ]")], context.Custom);
    }

    [Theory]
    [InlineData("""{ "client": null }""")]
    [InlineData("""{ "client": "text" }""")]
    [InlineData("""{ "client": { "app_title": 5 } }""")]
    [InlineData("""{ "custom": [] }""")]
    [InlineData("""{ "env": 5 }""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("5")]
    public void Refuses_a_client_context_of_another_shape(string json) => Assert.Throws<InvalidOperationException>(() => CognitoJson.ParseClientContext(json));

    [Fact]
    public void Refuses_a_name_that_is_there_twice() => Assert.Throws<ArgumentException>(() => CognitoJson.ParseClientContext("""{ "custom": { "k": "1", "k": "2" } }"""));

    [Fact]
    public void Reads_an_identity()
    {
        var identity = CognitoJson.ParseIdentity("""{ "cognitoIdentityId": "id", "cognitoIdentityPoolId": "pool" }""");

        Assert.Equal("id", identity.IdentityId);
        Assert.Equal("pool", identity.IdentityPoolId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{ "cognitoIdentityId": null, "cognitoIdentityPoolId": null }""")]
    public void Has_an_identity_also_when_nothing_was_sent(string? json)
    {
        var identity = CognitoJson.ParseIdentity(json);

        Assert.Null(identity.IdentityId);
        Assert.Null(identity.IdentityPoolId);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{ "cognitoIdentityId": 5 }""")]
    public void Refuses_an_identity_of_another_shape(string json) => Assert.Throws<InvalidOperationException>(() => CognitoJson.ParseIdentity(json));

    [Theory]
    [InlineData("{")]
    [InlineData("nothing of the kind")]
    public void Refuses_what_is_no_JSON(string json)
    {
        Assert.ThrowsAny<JsonException>(() => CognitoJson.ParseClientContext(json));
        Assert.ThrowsAny<JsonException>(() => CognitoJson.ParseIdentity(json));
    }
}
