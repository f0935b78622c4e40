using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Pintle.Cli.Serving;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

public sealed class PintleFileTests
{
    [Theory]
    [InlineData("""{ "functions": { "a": { "code": ".", "handler": "H", "memry": 1 } } }""", "no member 'memry' at $.functions.a in", "is 'memory' meant?")]
    [InlineData("""{ "functions": { "a": { "code": ".", "handler": "H", "Handler": "H" } } }""", "no member 'Handler' at $.functions.a in", "is 'handler' meant?")]
    [InlineData("""{ "functions": { "a": { "code": ".", "handler": "H", "vpc": 1 } } }""", "no member 'vpc' at $.functions.a in", "there are code, handler, ")]
    [InlineData("""{ "functions": { "a": { "code": ".", "handler": "H", "events": { "retrys": 1 } } } }""", "no member 'retrys' at $.functions.a.events in", "is 'retries' meant?")]
    [InlineData("""{ "functions": { "a": { "code": ".", "handler": "H", "queues": [ { "from": "q" }, { "from": "q", "batchsize": 1 } ] } } }""", "no member 'batchsize' at $.functions.a.queues[1] in", "is 'batchSize' meant?")]
    [InlineData("""{ "functions": { "a": { "code": ".", "handler": "H", "cors": { "origins": [] } } } }""", "no member 'origins' at $.functions.a.cors in", "allowOrigins")]
    [InlineData("""{ "function": { } }""", "no member 'function' at $ in", "is 'functions' meant?")]
    [InlineData("""{ "functions": { "a": { "code": "." } } }""", "$.functions.a in", "complete with 'handler'")]
    [InlineData("""{ "functions": { "a": { "code": ".", "handler": "H", "memory": "much" } } }""", "another kind of value for $.functions.a.memory in", "")]
    [InlineData("""{ "functions": { "a": { "code": ".", "handler": "H", "environment": { "A": 1 } } } }""", "another kind of value for $.functions.a.environment.A in", "")]
    [InlineData("""{ "functions": { "a": { "code": ".", "handler": null } } }""", "another kind of value for $.functions.a", "")]
    [InlineData("""{ "functions": { "a": null } }""", "a value for $.functions.a in", "found null")]
    [InlineData("""{ "functions": { "a": { "code": ".", "handler": "H", "queues": [ null ] } } }""", "a value for $.functions.a.queues[0] in", "found null")]
    [InlineData("""{ "functions": { "a": { "code": ".", "handler": "H", "environment": { "A": null } } } }""", "a value for $.functions.a.environment.A in", "found null")]
    [InlineData("""{ "functions": [] }""", "another kind of value for $.functions in", "")]
    [InlineData("[]", "to be a JSON object with \"functions\"", "found a list")]
    [InlineData("{\n  \"functions\": {\n    nothing\n", "at line 3, byte ", "")]
    [InlineData("""{ "functions": { "a": { "code": "\ud800", "handler": "H" } } }""", "to be JSON in UTF-8", "half of a character")]
    [InlineData("""{ "functions": { "a": { "code": ".", "handler": "H", "queues": [ { "from": "q", "filters": [ "\ud800" ] } ] } } }""", "to be JSON in UTF-8", "half of a character")]
    [InlineData("""{ "functions": { "\ud800": { "code": ".", "handler": "H" } } }""", "to be JSON in UTF-8", "half of a character")]
    public void What_is_wrong_is_named_with_its_place(string text, string said, string more)
    {
        using var scratch = new ScratchFolder();

        var fault = Assert.Throws<ToolException>(() => PintleFile.Read(scratch.Write("pintle.json", text)));

        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        Assert.Contains(more, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("services.json")]
    [InlineData("my-pintle.JSON")]
    [InlineData("functions.conf")]
    [InlineData("template-free.jsonc")]
    public void Any_name_will_do_and_a_schema_a_mark_of_the_byte_order_and_comments_too(string name)
    {
        using var scratch = new ScratchFolder();
        var path = scratch.Write(name, "");
        File.WriteAllText(path, """
            {
              // For editors.
              "$schema": "./pintle.schema.json",
              "functions": { "orders": { "code": ".", "handler": "H", "targetFramework": "net9.0", "queues": [ { "from": "q", "filters": [ { "body": { "a": [ 1 ] } }, "{\"body\":[\"x\"]}" ] } ] }, },
            }
            """, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        var plan = ServeFile.Read(path, new Dictionary<string, string>());

        Assert.Equal(("orders", "net9.0"), (plan.Functions[0].Name, plan.Functions[0].TargetFramework));
        Assert.Equal(["""{ "body": { "a": [ 1 ] } }""", """{"body":["x"]}"""], plan.Queues[0].Filters);
    }

    [Theory]
    [InlineData("app.json", """{ "Resources": { "F": { "Type": "AWS::Lambda::Function", "Properties": { "Code": ".", "Handler": "H" } } } }""")]
    [InlineData("pintle.json", """{ "Resources": { "F": { "Type": "AWS::Lambda::Function", "Properties": { "Code": ".", "Handler": "H" } } } }""")]
    [InlineData("infrastructure", "Resources: { F: { Type: AWS::Lambda::Function, Properties: { Code: ., Handler: H } } }")]
    public void A_template_is_known_by_its_resources(string name, string text)
    {
        using var scratch = new ScratchFolder();

        Assert.Equal("F", Assert.Single(ServeFile.Read(scratch.Write(name, text), new Dictionary<string, string>()).Functions).Name);
    }

    [Theory]
    [InlineData("app.json", "{ \"Resources\": { ,, } }", "to be a template in YAML or JSON")]
    [InlineData("app.json", "{ \"functions\": { ,, } }", "to be JSON with \"functions\"")]
    public void What_can_t_be_read_is_judged_by_what_it_was_to_be(string name, string text, string said)
    {
        using var scratch = new ScratchFolder();

        Assert.Contains(said, Assert.Throws<ToolException>(() => ServeFile.Read(scratch.Write(name, text), new Dictionary<string, string>())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_of_a_configuration_are_refused()
    {
        using var scratch = new ScratchFolder();
        var path = scratch.Write("pintle.json", """{ "functions": { "a": { "code": ".", "handler": "H" } } }""");

        var fault = Assert.Throws<ToolException>(() => ServeFile.Read(path, new Dictionary<string, string> { ["Stage"] = "test" }));

        Assert.Contains("--parameter-overrides only with a template", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>The published schema says of every member what the reader takes: names, which are required, kinds and defaults.</summary>
    [Fact]
    public async Task The_schema_says_what_the_reader_takes()
    {
        using var schema = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "pintle.schema.json"), TestContext.Current.CancellationToken));

        Assert.Equal(string.Join('\n', OfType(typeof(PintleRoot), "$")), string.Join('\n', OfSchema(schema.RootElement, "$")));
    }

    private static IEnumerable<string> OfType(Type type, string at)
    {
        var info = PintleReader.Options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
        if (info.Kind == JsonTypeInfoKind.Object)
        {
            yield return $"{at} object";
            foreach (var property in info.Properties.OrderBy(each => each.Name, StringComparer.Ordinal))
            {
                foreach (var line in OfType(property.PropertyType, $"{at}.{property.Name}{(property.IsRequired || property.Name == "functions" ? "!" : "")}"))
                    yield return line;
            }
        }
        else if (info.Kind is JsonTypeInfoKind.Dictionary or JsonTypeInfoKind.Enumerable)
        {
            yield return $"{at} {(info.Kind == JsonTypeInfoKind.Dictionary ? "object" : "array")}";
            foreach (var line in OfType(info.ElementType!, info.Kind == JsonTypeInfoKind.Dictionary ? $"{at}.*" : $"{at}[]"))
                yield return line;
        }
        else
        {
            yield return $"{at} {(info.Type == typeof(string) ? "string" : info.Type == typeof(bool) ? "boolean" : info.Type == typeof(int) ? "integer" : info.Type == typeof(double) ? "number" : "object or string")}";
        }
    }

    private static IEnumerable<string> OfSchema(JsonElement schema, string at)
    {
        var type = schema.GetProperty("type");
        yield return $"{at} {(type.ValueKind == JsonValueKind.Array ? string.Join(" or ", type.EnumerateArray()) : type.GetString())}";
        if (schema.TryGetProperty("properties", out var properties))
        {
            Assert.Equal(JsonValueKind.False, schema.GetProperty("additionalProperties").ValueKind);
            var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(each => each.GetString()).ToArray() : [];
            foreach (var property in properties.EnumerateObject().OrderBy(each => each.Name, StringComparer.Ordinal))
            {
                Assert.NotEmpty(property.Value.GetProperty("description").GetString()!);
                foreach (var line in OfSchema(property.Value, $"{at}.{property.Name}{(required.Contains(property.Name) ? "!" : "")}"))
                    yield return line;
            }
        }

        var (element, suffix) = schema.TryGetProperty("items", out var items) ? (items, "[]") : schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.Object ? (more, ".*") : (default, "");
        if (suffix.Length > 0)
        {
            foreach (var line in OfSchema(element, at + suffix))
                yield return line;
        }
    }
}
