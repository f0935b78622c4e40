using Pintle.Layer.Tree;
using Pintle.Shared;

namespace Pintle.Layer.Definition;

/// <summary>Reads <c>layer.json</c> strictly.</summary>
public static class LayerLayoutReader
{
    private const int Format = 1;
    private const int ModeDigits = 4;

    /// <param name="file">Its name in messages.</param>
    public static LayerLayout Read(string file, ReadOnlyMemory<byte> utf8)
    {
        var root = JsonField.Parse(file, utf8);
        root.RequireFormat(Format);
        root.AllowOnly("format", "folderMode", "own", "place", "leaveOut", "precompile");
        return new LayerLayout(
            ReadMode(root.Required("folderMode")),
            ReadOwn(root.Required("own")),
            [.. root.Required("place").Items().Select(ReadPlace)],
            [.. root.Required("leaveOut").Items().Select(ReadLeaveOut)],
            ReadPrecompile(root.Required("precompile")));
    }

    private static OwnFiles ReadOwn(JsonField field)
    {
        field.AllowOnly("bootstrap", "host", "license", "frameworkList", "startupPages", "manifest");
        return new OwnFiles(
            // Lambda looks for /opt/bootstrap; the bootstrap, verify and audit look for the others.
            ReadOwnFile(field.Required("bootstrap"), "bootstrap"),
            ReadOwnFile(field.Required("host"), FrameworkListFormat.HostAssembly),
            ReadOwnFile(field.Required("license"), null),
            ReadOwnFile(field.Required("frameworkList"), FrameworkListFormat.RelativePath),
            ReadOwnFile(field.Required("startupPages"), StartupPagesFormat.RelativePath),
            ReadOwnFile(field.Required("manifest"), LayerManifest.RelativePath));
    }

    private static OwnFile ReadOwnFile(JsonField field, string? fixedPath)
    {
        field.AllowOnly("to", "mode");
        var to = field.Required("to");
        return fixedPath is null || to.Text() == fixedPath
            ? new OwnFile(ReadPath(to, allowFolder: false), ReadMode(field.Required("mode")))
            : throw to.Wrong($"\"{fixedPath}\", the only place where it is looked for", to.Found(), "Put it back.");
    }

    private static PlaceRule ReadPlace(JsonField field)
    {
        field.AllowOnly("from", "to", "mode", "reason", "package");
        return new PlaceRule(
            field.Required("from").Text(),
            ReadPath(field.Required("to"), allowFolder: true),
            ReadMode(field.Required("mode")),
            field.Required("reason").Text(),
            field.Has("package") ? field.Required("package").Text() : null);
    }

    private static LeaveOutRule ReadLeaveOut(JsonField field)
    {
        field.AllowOnly("name", "from", "reason", "keepable");
        return new LeaveOutRule(
            field.Required("name").Text(),
            [.. field.Required("from").Items().Select(item => item.Text())],
            field.Required("reason").Text(),
            field.Required("keepable").Flag());
    }

    private static PrecompileRule ReadPrecompile(JsonField field)
    {
        field.AllowOnly("assemblies", "aspNetAssemblies", "instructionSets", "types", "families", "reason");
        var types = field.Required("types").Members().ToDictionary(
            set => set.Key, set => (IReadOnlyList<string>)[.. set.Value.Items().Select(item => item.Text())], StringComparer.Ordinal);
        return new PrecompileRule(
            [.. field.Required("assemblies").Items().Select(ReadAssembly)],
            field.Required("instructionSets").Members().ToDictionary(set => ReadTarget(set.Key, set.Value), set => set.Value.Text(), StringComparer.Ordinal),
            field.Required("reason").Text())
        {
            AspNetAssemblies = [.. field.Required("aspNetAssemblies").Items().Select(ReadAssembly)],
            Families = [.. field.Required("families").Items().Select(family => ReadFamily(family, types))],
        };
    }

    private static MethodFamily ReadFamily(JsonField field, Dictionary<string, IReadOnlyList<string>> types)
    {
        field.AllowOnly("name", "of", "without", "over", "namedBy", "aspNet", "reason");
        return new MethodFamily(
            field.Required("name").Text(),
            [.. field.Required("of").Items().Select(item => item.Text())],
            [.. field.Required("over").Items().Select(names => (IReadOnlyList<string>)[.. names.Text().Split('+').SelectMany(name =>
                types.TryGetValue(name, out var set) ? set : throw names.Wrong("names of \"types\", with a plus between them", names.Found(), "Correct it."))])],
            field.Required("aspNet").Flag(),
            field.Required("reason").Text())
        {
            Without = field.Has("without") ? [.. field.Required("without").Items().Select(item => item.Text())] : [],
            NamedBy = field.Has("namedBy") ? [.. field.Required("namedBy").Items().Select(item => item.Text())] : [],
        };
    }

    private static string ReadTarget(string key, JsonField field) =>
        Enum.GetValues<LayerArchitecture>().Any(each => key == each.Name() || (key.StartsWith(each.Name() + "-", StringComparison.Ordinal) && Version.TryParse(key[(each.Name().Length + 1)..], out _)))
            ? key
            : throw field.Wrong("an architecture, or one with a channel, such as \"x64\" or \"x64-8.0\"", $"\"{key}\"", "Correct the name.");

    private static string ReadAssembly(JsonField field) =>
        field.Text().EndsWith(".dll", StringComparison.Ordinal) && field.Text().All(IsPlain)
            ? field.Text()
            : throw field.Wrong("an assembly's file name, such as \"System.Linq.dll\"", field.Found(), "Correct it.");

    private static string ReadPath(JsonField field, bool allowFolder)
    {
        var path = field.Text();
        var inside = allowFolder && path.EndsWith('/') ? path[..^1] : path;
        var clean = inside.Split('/').All(segment => segment.Length > 0 && segment is not ("." or "..") && segment.All(IsPlain));
        // AWS adds /opt/bin to PATH and /opt/lib to LD_LIBRARY_PATH: nothing of the layer may reach other programs that way.
        var ours = inside == "bootstrap" || inside.StartsWith("pintle/", StringComparison.Ordinal);
        return clean && ours
            ? path
            : throw field.Wrong("\"bootstrap\" or a path under \"pintle/\"", field.Found(), "Keep the rest of /opt free for other layers.");
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_';

    private static UnixFileMode ReadMode(JsonField field)
    {
        var text = field.Text();
        var octal = text.Length == ModeDigits && text[0] == '0' && text.All(c => c is >= '0' and <= '7');
        var mode = octal ? (UnixFileMode)Convert.ToInt32(text, 8) : default;
        // Lambda runs the function as another user than the one that unpacks the layer, and nobody else may write.
        const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        var safe = (mode & Readable) == Readable && (mode & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == 0;
        return octal && safe
            ? mode
            : throw field.Wrong("four octal digits, readable by all, writable by the owner only, such as \"0644\"", field.Found(), "Correct it.");
    }
}
