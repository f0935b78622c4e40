using System.Text.Json;

namespace Pintle.TestSupport;

/// <summary>A function of the suite that <c>pintle bench --suite</c> measures: <c>tests/Functions/pintle.json</c>.</summary>
/// <param name="Code">Its project's name.</param>
/// <param name="Handler">The handler string.</param>
/// <param name="Event">JSON.</param>
public sealed record RealisticSuite(string Code, string Handler, string Event)
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Functions");

    /// <param name="name">In the file.</param>
    public static RealisticSuite Find(string name)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "pintle.json")), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        var function = file.RootElement.GetProperty("functions").GetProperty(name);
        var given = function.GetProperty("testEvent").GetString()!;
        return new RealisticSuite(
            function.GetProperty("code").GetString()!,
            function.GetProperty("handler").GetString()!,
            given.EndsWith(".json", StringComparison.Ordinal) ? File.ReadAllText(Path.Combine(Folder, given)) : given);
    }
}
