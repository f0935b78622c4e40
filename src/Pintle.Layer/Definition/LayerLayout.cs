namespace Pintle.Layer.Definition;

/// <summary>What <c>layer/layer.json</c> says: where each file goes, with which mode, and what stays out and why.</summary>
/// <param name="Own">Where Pintle's own files go.</param>
/// <param name="Place">Rules for files of a runtime pack; the first that matches decides.</param>
/// <param name="LeaveOut">Groups of files that are left out; asked before <paramref name="Place"/>.</param>
/// <param name="Precompile">What is compiled once more, for a fast start.</param>
public sealed record LayerLayout(
    UnixFileMode FolderMode, OwnFiles Own, IReadOnlyList<PlaceRule> Place, IReadOnlyList<LeaveOutRule> LeaveOut, PrecompileRule Precompile)
{
    /// <summary>What happens to one file of a runtime pack, or <c>null</c> if no rule covers it.</summary>
    /// <param name="package">The pack's id; rules that name a package ask for it.</param>
    public Placement? Decide(string pathInPackage, string rid, IReadOnlyCollection<string> keep, string package = "")
    {
        var left = LeaveOut.FirstOrDefault(rule => rule.From.Any(pattern => PathPattern.Matches(pattern, rid, pathInPackage)));
        if (left is not null && !(left.Keepable && keep.Contains(left.Name)))
            return new Placement(null, default, left);

        var place = Place.FirstOrDefault(rule => (rule.Package is null || PathPattern.Matches(rule.Package, rid, package)) && PathPattern.Matches(rule.From, rid, pathInPackage));
        if (place is null)
            return null;

        var path = place.To.EndsWith('/') ? place.To + pathInPackage[(pathInPackage.LastIndexOf('/') + 1)..] : place.To;
        return new Placement(path, place.Mode, null);
    }
}

/// <summary>One file's place in the layer, with slashes and without a leading one.</summary>
public sealed record OwnFile(string To, UnixFileMode Mode);

/// <summary>Pintle's own files in the layer.</summary>
/// <param name="StartupPages">Only in a layer whose pages were measured, see <see cref="LayerDefinition.StartupPages"/>.</param>
public sealed record OwnFiles(OwnFile Bootstrap, OwnFile Host, OwnFile License, OwnFile FrameworkList, OwnFile StartupPages, OwnFile Manifest);

/// <summary>Puts the package's files that match <paramref name="From"/> at <paramref name="To"/>; a folder ends in a slash and keeps the file's name.</summary>
/// <param name="Package">The package that it is for; <c>null</c> is any.</param>
public sealed record PlaceRule(string From, string To, UnixFileMode Mode, string Reason, string? Package = null);

/// <summary>A group of files that stays out; <paramref name="Keepable"/> says whether a request may keep it by <paramref name="Name"/>.</summary>
public sealed record LeaveOutRule(string Name, IReadOnlyList<string> From, string Reason, bool Keepable);

/// <summary>Where a file goes, or (with <paramref name="Path"/> null) the rule by which it stays out.</summary>
public sealed record Placement(string? Path, UnixFileMode Mode, LeaveOutRule? LeftOutBy);

/// <summary>The framework's assemblies that are compiled once more, with the methods that a start was seen to need.</summary>
/// <param name="Assemblies">Their file names.</param>
/// <param name="InstructionSets">
/// crossgen2's <c>--instruction-set</c> by architecture, and by architecture and channel (<c>x64-8.0</c>) where that channel's compiler spells it otherwise;
/// the baseline where an architecture is not named.
/// </param>
public sealed record PrecompileRule(IReadOnlyList<string> Assemblies, IReadOnlyDictionary<string, string> InstructionSets, string Reason)
{
    /// <param name="channel">Such as <c>10.0</c>.</param>
    public string? InstructionSet(LayerArchitecture architecture, string channel) =>
        InstructionSets.GetValueOrDefault($"{architecture.Name()}-{channel}") ?? InstructionSets.GetValueOrDefault(architecture.Name());

    /// <summary>The same for ASP.NET Core, in a layer that has it. The first gets the methods that speak of none of these assemblies.</summary>
    public IReadOnlyList<string> AspNetAssemblies { get; init; } = [];

    /// <summary>What else is compiled of <see cref="Assemblies"/>.</summary>
    public IReadOnlyList<MethodFamily> Families { get; init; } = [];
}
