using System.Text;
using System.Text.Json.Nodes;
using Pintle.Layer.Definition;

namespace Pintle.Layer.Tests;

public sealed class PinFileReaderTests
{
    private const string Digest = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==";

    private const string Valid = $$"""
        {
          "format": 1,
          "default": "10.0",
          "pins": {
            "10.0": {
              "x64": {
                "frameworks": { "core": { "id": "Microsoft.NETCore.App.Runtime.linux-x64", "version": "10.0.14", "sha512": "{{Digest}}", "license": "MIT", "projectUrl": "https://dot.net/" } },
                "compilers": { "linux-x64": { "id": "Some.Crossgen2.linux-x64", "version": "10.0.14", "sha512": "{{Digest}}", "license": "MIT", "projectUrl": "https://dot.net/" } }
              }
            }
          }
        }
        """;

    [Fact]
    public void Reads_every_field_of_a_package()
    {
        var file = Read(Valid);

        PackagePin expected = new("Microsoft.NETCore.App.Runtime.linux-x64", "10.0.14", Digest, "MIT", "https://dot.net/");
        Assert.Equal(expected, file.Find(null).For(LayerArchitecture.X64).Frameworks["core"]);
    }

    [Theory]
    [InlineData("x64")]
    [InlineData("arm64")]
    public void Reads_the_pins_of_this_repository(string architecture)
    {
        var file = LayerDefinition.Load(Path.Combine(BuiltLayer.Root, "layer")).Pins;

        Assert.Equal("10.0", file.DefaultPin);
        Assert.Matches(@"^10\.0\.\d+$", file.Find("10.0").Architectures[architecture].Frameworks["core"].Version);
    }

    [Theory]
    [InlineData("\"format\": 1", "\"format\": 2", "$.format: expected 1, found 2")]
    [InlineData("\"format\": 1,", "", "$: expected a property \"format\", found none")]
    [InlineData("\"format\": 1", "\"format\": \"1\"", "$.format: expected 1, found \"1\"")]
    [InlineData("\"default\": \"10.0\"", "\"default\": \"9.0\"", "$.default: expected the name of one of the pins, found \"9.0\"")]
    [InlineData("\"default\": \"10.0\"", "\"default\": \"\"", "$.default: expected a string that is not empty")]
    [InlineData("\"default\": \"10.0\"", "\"default\": 10.0", "$.default: expected a string, found 10.0")]
    [InlineData("\"default\"", "\"defualt\"", "$: expected only format, default, pins, found \"defualt\"")]
    [InlineData("\"pins\": {", "\"pins\": [], \"x\": {", "found \"x\"")]
    [InlineData("\"x64\": {", "\"x86\": {", "$.pins['10.0']: expected only x64, arm64, previous, found \"x86\"")]
    [InlineData("\"core\"", "\"aspnet\"", "$.pins['10.0'].x64.frameworks: expected the base framework \"core\"")]
    [InlineData("App.Runtime.linux-x64", "App.Runtime.linux-arm64", "x64.frameworks.core.id: expected a package id that ends in \".Runtime.linux-x64\"")]
    [InlineData("\"version\": \"10.0.14\", ", "", "expected a property \"version\"")]
    [InlineData("\"version\": \"10.0.14\"", "\"version\": \"10.0.*\"", "core.version: expected an exact version such as \"10.0.14\", found \"10.0.*\"")]
    [InlineData("\"version\": \"10.0.14\"", "\"version\": \"[10.0.14]\"", "core.version: expected an exact version")]
    [InlineData("\"version\": \"10.0.14\"", "\"version\": \"10.0.014\"", "core.version: expected an exact version")]
    [InlineData("\"version\": \"10.0.14\", \"sha512\": \"AA", "\"version\": \"10.0.15\", \"sha512\": \"AA", "expected crossgen2 of the framework's version \"10.0.15\", found \"10.0.14\"")]
    [InlineData("\"frameworks\": {", "\"frameworks\": { \"aspnet\": { \"id\": \"A.Runtime.linux-x64\", \"version\": \"10.0.15\", \"sha512\": \"" + Digest + "\", \"license\": \"MIT\", \"projectUrl\": \"https://dot.net/\" },", "expected \"aspnet\" of the base framework's version \"10.0.14\", found \"10.0.15\"")]
    [InlineData("AAAA==", "AAA==", "core.sha512: expected the SHA-512 of the .nupkg in base64 (88 characters)")]
    [InlineData("AAAA==", "AAAB==", "core.sha512: expected the SHA-512")]
    [InlineData("AAAA==", "AA!A==", "core.sha512: expected the SHA-512")]
    [InlineData("\"license\": \"MIT\", ", "", "expected a property \"license\"")]
    [InlineData("https://dot.net/", "http://dot.net/", "core.projectUrl: expected an https address")]
    [InlineData("\"compilers\"", "\"compiler\"", "$.pins['10.0'].x64: expected only frameworks, compilers, bootstrap, icu, engine, found \"compiler\"")]
    public void Refuses_a_file_and_says_where_what_was_expected_and_what_was_found(string valid, string broken, string message)
    {
        var at = Valid.IndexOf(valid, StringComparison.Ordinal);
        var text = string.Concat(Valid.AsSpan(0, at), broken, Valid.AsSpan(at + valid.Length));

        var refused = Assert.Throws<LayerException>(() => Read(text));

        Assert.Equal(LayerFault.DefinitionInvalid, refused.Fault);
        Assert.StartsWith("pins.json, at $", refused.Message, StringComparison.Ordinal);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"runtime\"", "\"runtimes\"", "bootstrap: expected only runtime, linux-x64, linux-arm64, targets, analyzers, found \"runtimes\"")]
    [InlineData("NativeAOT.linux-x64\",\n", "NativeAOT.linux-arm64\",\n", "bootstrap.runtime.id: expected a package id that ends in \".Runtime.NativeAOT.linux-x64\"")]
    [InlineData("NativeAOT.linux-x64\",\n            \"version\": \"10.0.12\"", "NativeAOT.linux-x64\",\n            \"version\": \"10.0.11\"", "expected a package of the runtime's version \"10.0.11\", found \"10.0.12\"")]
    public void Refuses_a_bootstrap_that_is_not_one_program(string valid, string broken, string message)
    {
        var text = File.ReadAllText(Path.Combine(BuiltLayer.Root, "layer", "pins.json"));
        Assert.Contains(valid, text, StringComparison.Ordinal);
        text = text.Replace(valid, broken, StringComparison.Ordinal);
        var refused = Assert.Throws<LayerException>(() => Read(text));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_bootstrap_in_another_pin_than_the_default_one()
    {
        var pins = JsonNode.Parse(File.ReadAllText(Path.Combine(BuiltLayer.Root, "layer", "pins.json")))!;
        pins["pins"]!["other"] = pins["pins"]!["10.0"]!.DeepClone();

        var refused = Assert.Throws<LayerException>(() => Read(pins.ToJsonString()));

        Assert.Contains("expected \"bootstrap\" in the default pin only, found it in \"other\"", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{ \"format\": 1, \"format\": 1 }")]
    [InlineData("{ \"format\": 1, } ")]
    [InlineData("// a comment\n{ }")]
    public void Refuses_what_is_not_strict_json(string text)
    {
        var refused = Assert.Throws<LayerException>(() => Read(text));

        Assert.StartsWith("pins.json is not JSON that Pintle reads: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_the_line_counted_from_one_where_it_is_no_JSON() =>
        Assert.Equal("pins.json is not JSON that Pintle reads: '?' is an invalid start of a property name. Expected a '\"'. Line 2, byte 3. Correct the file.", Assert.Throws<LayerException>(() => Read("{\n  ?")).Message);

    [Theory]
    [InlineData("{\n<<<<<<< HEAD\n  \"format\": 1,\n=======\n  \"format\": 2,\n>>>>>>> patch\n}", 2)]
    [InlineData("{\n  \"format\": 1\n}\n>>>>>>> patch\n", 4)]
    public void Says_that_a_merge_is_not_settled_where_its_markers_are_left(string text, int line) =>
        Assert.StartsWith($"Expected pins.json to be settled after a merge, but line {line} has a conflict marker. ", Assert.Throws<LayerException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Refuses_every_proper_prefix_of_a_valid_file()
    {
        for (var length = 0; length < Valid.Length; length++)
        {
            var prefix = Valid[..length];
            _ = Assert.Throws<LayerException>(() => Read(prefix));
        }
    }

    [Fact]
    public void Quotes_no_more_than_a_bounded_part_of_what_was_found()
    {
        var refused = Assert.Throws<LayerException>(() => Read(Valid.Replace(Digest, new string('x', 100_000), StringComparison.Ordinal)));

        Assert.InRange(refused.Message.Length, 1, 400);
    }

    [Fact]
    public void Names_the_pins_there_are_when_asked_for_another()
    {
        var refused = Assert.Throws<LayerException>(() => Read(Valid).Find("8.0"));

        Assert.Equal(LayerFault.RequestInvalid, refused.Fault);
        Assert.Contains("no pin \"8.0\" in pins.json; it has 10.0", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_the_architectures_there_are_when_asked_for_another()
    {
        var refused = Assert.Throws<LayerException>(() => Read(Valid).Find(null).For(LayerArchitecture.Arm64));

        Assert.Contains("no packages for arm64; it has x64", refused.Message, StringComparison.Ordinal);
    }

    private static PinFile Read(string text) => PinFileReader.Read("pins.json", Encoding.UTF8.GetBytes(text));
}
