using System.Text.Json.Nodes;
using Pintle.TestSupport;

namespace Pintle.Resolution.Tests;

/// <summary>A published application in a folder of its own, which a test may change in any way: its files, its two JSON files, the environment that it starts in.</summary>
internal sealed class Application : IDisposable
{
    private const string HostName = "Pintle.Host.dll";
    private readonly ScratchFolder _scratch = new();

    public Application(string published, string folder = "task")
    {
        Root = Path.Combine(_scratch.Path, folder);
        Main = Path.GetFileName(Directory.EnumerateFiles(published, "*.deps.json").Single())[..^".deps.json".Length];
        foreach (var file in Directory.EnumerateFiles(published, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(Root, Path.GetRelativePath(published, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            // Only the names of these files count, and a native asset may have megabytes.
            if (file.EndsWith(".json", StringComparison.Ordinal))
                File.Copy(file, copy);
            else
                File.WriteAllText(copy, "");
        }
    }

    /// <summary>The task root.</summary>
    public string Root { get; }

    /// <summary>A folder beside it, for package stores and the like: another layer's place.</summary>
    public string Other => Path.Combine(_scratch.Path, "other layer");

    public string Main { get; set; }

    /// <summary>Whether its own Main is run; otherwise it is a class library, whose entry is the runtime's own assembly.</summary>
    public bool IsExecutable { get; set; }

    public Dictionary<string, string> Environment { get; } = [];

    public string DepsPath => Path.Combine(Root, Main + ".deps.json");
    public string ConfigPath => Path.Combine(Root, Main + ".runtimeconfig.json");

    /// <summary>What the .NET host is given as the assembly to run: of a class library a file that stands for Pintle.Host, as AWS's runtime has one of its own.</summary>
    public string Entry => IsExecutable ? Path.Combine(Root, Main + ".dll") : Path.Combine(_scratch.Path, HostName);

    public IEnumerable<string> HostArguments()
    {
        if (!File.Exists(Entry))
            File.WriteAllText(Entry, "");
        // Without a deps.json the host is told nothing, and looks beside what it runs.
        return ["exec", .. File.Exists(DepsPath) ? ["--depsfile", DepsPath] : Array.Empty<string>(), "--runtimeconfig", ConfigPath, Entry];
    }

    public string Write(string path, string text = "")
    {
        var full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return full;
    }

    public void Delete(string path) => File.Delete(Path.Combine(Root, path));

    /// <summary>Changes the deps.json: its target's libraries by name and version, and the list of libraries.</summary>
    public void Deps(Action<JsonObject, JsonObject> edit) => Edit(DepsPath, root =>
        edit(root["targets"]![(string)root["runtimeTarget"]!["name"]!]!.AsObject(), root["libraries"]!.AsObject()));

    public void DepsRoot(Action<JsonObject> edit) => Edit(DepsPath, edit);

    /// <summary>Changes "runtimeOptions".</summary>
    public void Config(Action<JsonObject> edit) => Edit(ConfigPath, root => edit(root["runtimeOptions"]!.AsObject()));

    /// <summary>Adds a library with these parts, in both lists.</summary>
    public void AddLibrary(string name, string parts, string type = "package") => Deps((target, libraries) =>
    {
        target[name] = JsonNode.Parse(parts);
        libraries[name] = new JsonObject { ["type"] = type, ["serviceable"] = true, ["sha512"] = "", ["path"] = name.ToLowerInvariant() };
    });

    public void Dispose() => _scratch.Dispose();

    private static void Edit(string path, Action<JsonObject> edit)
    {
        var root = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        edit(root);
        File.WriteAllText(path, root.ToJsonString());
    }
}
