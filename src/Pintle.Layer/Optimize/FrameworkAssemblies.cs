using Pintle.Shared;

namespace Pintle.Layer.Optimize;

/// <summary>The assemblies in a layer's framework list with their versions, but only of the frameworks that a function asks for.</summary>
internal sealed class FrameworkAssemblies
{
    private readonly Dictionary<string, AssemblyVersions> _versions = new(StringComparer.Ordinal);

    /// <param name="list">The content of <see cref="FrameworkListFormat.RelativePath"/>.</param>
    /// <param name="asked">Names of frameworks. The list's first one always counts.</param>
    public FrameworkAssemblies(IEnumerable<string> list, IReadOnlySet<string> asked)
    {
        var frameworks = new List<string>();
        foreach (var fields in list.Select(line => line.Split('\t')))
        {
            if (fields is [FrameworkListFormat.Framework, string name, ..])
                frameworks.Add(name);
            else if (fields is [FrameworkListFormat.Managed, string file, _, string assembly, string version, .. string[] place] && (place is [] or ["0"] || asked.Contains(frameworks[int.Parse(place[0], null)])))
                _versions.Add(file, AssemblyVersions.Parse(assembly, version));
        }
    }

    /// <returns><c>null</c> where the framework has no such file.</returns>
    public AssemblyVersions? Find(string file) => _versions.TryGetValue(file, out var versions) ? versions : null;
}

/// <summary>What decides between two assemblies of one name, as in the .NET host: the assembly version, then the file version; one that is not given is lower than any.</summary>
internal readonly record struct AssemblyVersions(Version? Assembly, Version? File) : IComparable<AssemblyVersions>
{
    public static AssemblyVersions Parse(string? assembly, string? file) =>
        new(Version.TryParse(assembly, out var first) ? first : null, Version.TryParse(file, out var second) ? second : null);

    public int CompareTo(AssemblyVersions other)
    {
        var byAssembly = Comparer<Version>.Default.Compare(Assembly, other.Assembly);
        return byAssembly != 0 ? byAssembly : Comparer<Version>.Default.Compare(File, other.File);
    }
}
