using System.Text.Json.Nodes;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests.MachineReadable;

/// <summary>What --json prints, its schemas and its page are one. That real output is of its schema is looked at in every test that runs a command with --json (<see cref="Run"/>).</summary>
public sealed class JsonDocumentTests
{
    // A command for people, a server, which says its state over HTTP, and what the build of the tool calls.
    private static readonly string[] Without = ["demo", "serve", "payload"];

    public static TheoryData<string> Commands => [.. JsonSchemas.Documents.Keys];

    [Fact]
    public void Every_command_that_a_script_calls_has_one()
    {
        var commands = CommandLine.Root(Terminal.OfProcess()).Subcommands;

        Assert.Equal(JsonSchemas.Documents.Keys.Select(JsonSchemas.CommandOf).Distinct(), commands.Where(command => command.Options.Any(option => option.Name == "--json")).Select(command => command.Name).Order(StringComparer.Ordinal));
        Assert.Equal(Without.Order(StringComparer.Ordinal), commands.Select(command => command.Name).Except(JsonSchemas.Documents.Keys).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Its_schema_in_docs_is_that_of_the_type(string command) => RequireSame(Path.Combine("docs", "schemas", $"{command}.schema.json"), JsonSchemas.Text(JsonSchemas.Documents[command]));

    [Fact]
    public void The_page_has_every_member_of_every_document()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "json.md"));
        var intro = page[..page.IndexOf("\n## ", StringComparison.Ordinal)].TrimEnd();

        RequireSame(Path.Combine("docs", "json.md"), $"{intro}\n\n{string.Join('\n', JsonSchemas.Documents.Select(each => Section(each.Key, each.Value)))}");
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_member_says_what_it_is(string command) =>
        Assert.All(Members(JsonSchemas.Of(JsonSchemas.Documents[command]), ""), member => Assert.True(member.What.EndsWith('.'), $"{command}: {member.Path}"));

    /// <summary>The file that there should be is written where a person can take it from.</summary>
    private static void RequireSame(string file, string expected)
    {
        var there = Path.Combine(Repository.Root, file);
        if (File.Exists(there) && File.ReadAllText(there) == expected)
            return;
        var made = Path.Combine(Repository.Artifacts, "json", file);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(made)!);
        File.WriteAllText(made, expected);
        Assert.Fail($"Expected {file} to be what the types say, found otherwise. cp {made} {there}");
    }

    private static string Section(string command, Type type)
    {
        var rows = Members(JsonSchemas.Of(type), "").Select(member => $"| `{member.Path}` | {member.Type} | {member.What} |\n");
        return $"## {command}\n\n[Schema](schemas/{command}.schema.json).\n\n| member | type | what |\n|---|---|---|\n{string.Concat(rows)}";
    }

    private static IEnumerable<(string Path, string Type, string What)> Members(JsonObject root, string above) => Members(root, root, above);

    /// <summary>Of lists <c>[]</c>. What is shown once for all, the quartiles of figures, is not opened.</summary>
    private static IEnumerable<(string Path, string Type, string What)> Members(JsonObject root, JsonObject schema, string above)
    {
        foreach (var (name, node) in schema["properties"]!.AsObject())
        {
            var described = node!.AsObject();
            var member = Resolved(root, described);
            yield return (above + name, TypeOf(member), described["description"]?.GetValue<string>() ?? "");
            var path = above + name;
            var inner = member;
            if (member["items"] is JsonObject items)
                (path, inner) = (path + "[]", Resolved(root, items));
            if (inner["properties"] is null || IsQuartiles(inner))
                continue;
            foreach (var below in Members(root, inner, path + "."))
                yield return below;
        }
    }

    /// <summary>A type that stands in several places is written out in the first.</summary>
    private static JsonObject Resolved(JsonObject root, JsonObject schema)
    {
        if (schema["$ref"]?.GetValue<string>() is not { } reference)
            return schema;
        JsonNode found = root;
        foreach (var step in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
            found = found[step]!;
        return Resolved(root, found.AsObject());
    }

    private static bool IsQuartiles(JsonObject schema) => schema["properties"]?.AsObject().Select(each => each.Key).SequenceEqual(["median", "low", "high"]) == true;

    private static string TypeOf(JsonObject member)
    {
        string[] types = member["type"] switch
        {
            JsonArray several => [.. several.Select(each => each!.GetValue<string>())],
            JsonValue one => [one.GetValue<string>()],
            _ => ["any"],
        };
        return string.Join(" or ", types.Select(type => type switch
        {
            "object" when IsQuartiles(member) => "quartiles",
            "string" => "text",
            "boolean" => "true or false",
            "array" => "list",
            "integer" => "number",
            _ => type,
        }).Distinct());
    }
}
