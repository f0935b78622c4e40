using System.Text;
using Pintle.Bootstrap.Package;
using Pintle.Shared;

namespace Pintle.Bootstrap.Tests.Package;

public sealed class RuntimeConfigFileTests
{
    [Fact]
    public void Reads_one_framework_and_properties_in_their_order()
    {
        var config = Parse("""
            {
              "runtimeOptions": {
                "tfm": "net8.0",
                "rollForward": "LatestMinor",
                "framework": { "name": "Microsoft.NETCore.App", "version": "8.0.0" },
                "configProperties": { "z": true, "a": false, "text": "x \"y\" ü", "number": 1.50, "null": null, "list": [1, 2], "object": { "b": 1 } }
              }
            }
            """);

        Assert.Equal("LatestMinor", config.RollForward);
        Assert.Equal([new("Microsoft.NETCore.App", "8.0.0")], config.Frameworks);
        Assert.Equal(
            [new("z", "true"), new("a", "false"), new("text", "x \"y\" ü"), new("number", "1.5"), new("null", "null"), new("list", "[1,2]"), new("object", "{\"b\":1}")],
            config.Properties);
    }

    [Fact]
    public void Reads_several_frameworks()
    {
        var config = Parse("""
            { "runtimeOptions": { "frameworks": [ { "name": "Microsoft.NETCore.App", "version": "8.0.0" }, { "name": "Microsoft.AspNetCore.App", "version": "8.0.1" } ] } }
            """);

        Assert.Equal([new("Microsoft.NETCore.App", "8.0.0"), new("Microsoft.AspNetCore.App", "8.0.1")], config.Frameworks);
        Assert.Null(config.RollForward);
        Assert.Empty(config.Properties);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{ \"runtimeOptions\": {} }")]
    [InlineData("{ \"other\": 1 }")]
    [InlineData("{ \"runtimeOptions\": null }")]
    public void Demands_nothing(string json)
    {
        var config = Parse(json);

        Assert.Empty(config.Frameworks);
        Assert.Empty(config.Properties);
    }

    [Fact]
    public void Reads_past_a_byte_order_mark_comments_and_trailing_commas()
    {
        var config = Parse("\uFEFF// made by hand\n{ \"runtimeOptions\": { /* here */ \"framework\": { \"name\": \"A\", \"version\": \"1.0.0\", }, }, }");

        Assert.Equal([new("A", "1.0.0")], config.Frameworks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing of the kind")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{ \"runtimeOptions\": [] }")]
    [InlineData("{ \"runtimeOptions\": \"x\" }")]
    [InlineData("{ \"runtimeOptions\": { \"rollForward\": 5 } }")]
    [InlineData("{ \"runtimeOptions\": { \"framework\": \"A 1.0\" } }")]
    [InlineData("{ \"runtimeOptions\": { \"framework\": null } }")]
    [InlineData("{ \"runtimeOptions\": { \"framework\": { \"name\": \"A\" } } }")]
    [InlineData("{ \"runtimeOptions\": { \"framework\": { \"version\": \"1.0.0\" } } }")]
    [InlineData("{ \"runtimeOptions\": { \"framework\": { \"name\": 1, \"version\": \"1.0.0\" } } }")]
    [InlineData("{ \"runtimeOptions\": { \"framework\": { \"name\": null, \"version\": \"1.0.0\" } } }")]
    [InlineData("{ \"runtimeOptions\": { \"framework\": { \"name\": \"A\", \"version\": null } } }")]
    [InlineData("{ \"runtimeOptions\": { \"framework\": { \"name\": \"A\", \"version\": \"one\" } } }")]
    [InlineData("{ \"runtimeOptions\": { \"framework\": { \"name\": \"A\", \"version\": \"\" } } }")]
    [InlineData("{ \"runtimeOptions\": { \"frameworks\": { \"name\": \"A\", \"version\": \"1.0.0\" } } }")]
    [InlineData("{ \"runtimeOptions\": { \"frameworks\": [ \"A\" ] } }")]
    [InlineData("{ \"runtimeOptions\": { \"configProperties\": [] } }")]
    [InlineData("{ \"runtimeOptions\": { \"configProperties\": \"a=b\" } }")]
    [InlineData("{ \"runtimeOptions\": { } ")]
    [InlineData("{ \"runtimeOptions\": { } } }")]
    public void Refuses_what_dotnet_publish_does_not_write(string json)
    {
        var fault = Assert.Throws<FaultException>(() => Parse(json));

        Assert.Equal(FaultCode.RuntimeConfigInvalid, fault.Code);
        Assert.StartsWith("Expected /task/Orders.runtimeconfig.json to be a runtimeconfig.json as dotnet publish writes it, but ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_every_beginning()
    {
        var json = Encoding.UTF8.GetBytes("""{"runtimeOptions":{"framework":{"name":"A","version":"1.0.0"},"configProperties":{"a":"b"}}}""");

        for (var length = 0; length < json.Length; length++)
        {
            var beginning = json[..length];
            Assert.Equal(FaultCode.RuntimeConfigInvalid, Assert.Throws<FaultException>(() => RuntimeConfigFile.Parse(beginning, "x")).Code);
        }
    }

    private static RuntimeConfigFile Parse(string json) => RuntimeConfigFile.Parse(Encoding.UTF8.GetBytes(json), "/task/Orders.runtimeconfig.json");
}
