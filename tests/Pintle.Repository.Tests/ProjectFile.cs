using System.Xml.Linq;

namespace Pintle.Repository.Tests;

/// <summary>A project as its file is written: direct references. Conditions are not evaluated, so a reference under one counts.</summary>
internal sealed class ProjectFile
{
    private readonly XDocument _xml;

    private ProjectFile(string path)
    {
        Path = path;
        _xml = XDocument.Parse(Checkout.Read(path));
    }

    /// <summary>Below the repository's root.</summary>
    public string Path { get; }

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public static IReadOnlyList<ProjectFile> All { get; } = [.. Checkout.FilesIn("", ".csproj").Select(path => new ProjectFile(path))];

    public static ProjectFile Named(string name) => All.Single(project => project.Name == name);

    /// <summary>Paths below the root of the projects that this one references.</summary>
    public IEnumerable<string> References => Items("ProjectReference").Select(Resolve);

    public IEnumerable<string> ReferenceNames => References.Select(path => System.IO.Path.GetFileNameWithoutExtension(path));

    /// <summary>Packages that come along at run time; those with PrivateAssets="all", such as analyzers, don't.</summary>
    public IEnumerable<string> Packages => Items("PackageReference").Where(item => (string?)item.Attribute("PrivateAssets") != "all").Select(Include);

    public IEnumerable<string> Frameworks => Items("FrameworkReference").Select(Include);

    /// <summary>Sources from elsewhere, as paths or patterns below the root.</summary>
    public IEnumerable<string> LinkedSources => Items("Compile").SelectMany(item => Include(item).Split(';')).Where(include => include.StartsWith("..", StringComparison.Ordinal)).Select(Resolve);

    /// <summary>Itself and every project that it reaches.</summary>
    public IEnumerable<string> Closure()
    {
        var reached = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Stack<ProjectFile>([this]);
        while (open.TryPop(out var project))
        {
            if (!reached.Add(project.Name))
                continue;
            foreach (var name in project.ReferenceNames)
                open.Push(Named(name));
        }
        return reached;
    }

    public IEnumerable<XElement> Items(string kind) => _xml.Descendants(kind).Where(item => item.Attribute("Include") is not null);

    public override string ToString() => Path;

    private static string Include(XElement item) => (string)item.Attribute("Include")!;

    private string Resolve(XElement reference) => Resolve(Include(reference));

    private string Resolve(string include)
    {
        var folder = System.IO.Path.GetDirectoryName(Checkout.Absolute(Path))!;
        return System.IO.Path.GetRelativePath(Checkout.Root, System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, include)));
    }
}
