using Pintle.Layer.Migrate;

namespace Pintle.Cli.Migrating.Files;

/// <summary>
/// The changes to one deployment file: as edits of its text, and as what they are meant to do to its properties. What is written is read again and compared, so that an edit that means something else, as where a
/// YAML anchor gives one value to several places, is refused and not made.
/// </summary>
internal sealed class ChangePlan(SourceText source, SourceNode root, bool isJson, Func<SourceText, SourceNode> read)
{
    private readonly List<MigrationChange> _changes = [];
    private readonly Dictionary<string, string> _meant = new(StringComparer.Ordinal);

    public SourceEdits Edits { get; } = new(source, isJson);

    public bool IsJson => isJson;

    public IReadOnlyList<MigrationChange> Changes => [.. _changes.OrderBy(change => change.Line)];

    /// <summary>By function: what could not be changed in place.</summary>
    public Dictionary<string, MigrationFinding> ByHand { get; } = new(StringComparer.Ordinal);

    /// <param name="at">Where in the file, for the line.</param>
    /// <param name="property">What changes, for people.</param>
    /// <param name="before">Null where it was not there.</param>
    /// <param name="after">For people.</param>
    /// <param name="meant">The properties with their new values, by their full paths.</param>
    public void Add(int at, string property, string? before, string after, params (string Path, string Value)[] meant)
    {
        var change = new MigrationChange(source.LineOf(at), property, before, after);
        if (!_changes.Contains(change))
            _changes.Add(change);
        foreach (var (path, value) in meant)
            _meant[path] = value;
    }

    public void Refuse(string function, int at, string what) => ByHand.TryAdd(
        function, new MigrationFinding(MigrationSeverity.Warning, "deployment file", $"line {source.LineOf(at)}", $"{what}, which cannot be changed in place.", "Change it by hand."));

    /// <returns>The file's new text.</returns>
    /// <exception cref="ToolException">It would not mean what it should.</exception>
    public string Apply()
    {
        var text = Edits.Apply();
        var expected = Flatten(root);
        foreach (var (path, value) in _meant)
        {
            expected[path] = value;
            // An empty list has become one with an item.
            if (path.EndsWith("[0]", StringComparison.Ordinal))
                _ = expected.Remove(path[..^3]);
        }

        var found = Flatten(read(source.With(text)));
        var wrong = expected.Keys.Union(found.Keys).FirstOrDefault(path => expected.GetValueOrDefault(path) != found.GetValueOrDefault(path));
        return wrong is null
            ? text
            : throw new ToolException($"Expected the change to {source.File} to be to its functions' runtimes and layers alone, but {wrong} would be another one, as where an anchor gives a value to several places. Nothing was written; change it by hand.");
    }

    /// <summary>Every value by its path; merged maps and aliases count where they are used.</summary>
    public static Dictionary<string, string> Flatten(SourceNode root)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        Add("", root);
        return values;

        void Add(string path, SourceNode node)
        {
            var tag = node.Tag is null ? "" : node.Tag + " ";
            switch (node)
            {
                case SourceScalar scalar:
                    values[path] = tag + scalar.Value;
                    break;
                case SourceList { Items: [] } or SourceMap { Members: [], Merged: [] }:
                    values[path] = tag + "(empty)";
                    break;
                case SourceList list:
                    if (tag.Length > 0)
                        values[path] = tag;
                    for (var i = 0; i < list.Items.Count; i++)
                        Add($"{path}[{i}]", list.Items[i]);
                    break;
                case SourceMap map:
                    if (tag.Length > 0)
                        values[path] = tag;
                    foreach (var member in map.All)
                        Add(path.Length == 0 ? member.Key.Value : $"{path}.{member.Key.Value}", member.Value);
                    break;
                default:
                    break;
            }
        }
    }
}
