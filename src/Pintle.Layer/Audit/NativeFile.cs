using System.Text.RegularExpressions;

namespace Pintle.Layer.Audit;

/// <summary>The one file of a function's native library or program that runs on the layer's system; packages bring one for each system that they know.</summary>
/// <param name="Path">In the function's package.</param>
/// <param name="Library">The package that brought it, or <c>null</c>.</param>
/// <param name="Unused">How many files it has for other systems.</param>
internal sealed partial record NativeFile(string Path, FunctionLibrary? Library, int Unused)
{
    /// <summary>One for each library; a library for other systems only is left out, because nothing can load it.</summary>
    public static IReadOnlyList<NativeFile> Used(IEnumerable<NativePart> natives, string rid)
    {
        string[] usable = [rid, "linux", $"unix-{rid[(rid.IndexOf('-') + 1)..]}", "unix", "any"];
        var found = new List<NativeFile>();
        foreach (var same in natives.GroupBy(native => (PerSystem().Replace(native.Path, "$1*/"), native.Library)))
        {
            // A path that names no system is for the layer's: the function was published for it.
            NativePart[] fitting = [.. same.Where(native => Closeness(native) >= 0).OrderBy(Closeness)];
            if (fitting.Length > 0)
                found.Add(new NativeFile(fitting[0].Path, same.Key.Item2, same.Count() - fitting.Length));
        }

        return found;

        int Closeness(NativePart native) => PerSystem().Match(native.Path) is { Success: true } match ? Array.IndexOf(usable, match.Groups[2].Value) : 0;
    }

    public AuditComponent Line(string task)
    {
        var others = Unused == 0 ? "" : $" Its files for other systems, {Unused}, are not used here.";
        var name = System.IO.Path.GetFileName(Path);
        return Library is null
            ? AuditComponent.Unjudged(
                name, null, task + Path, PatchOwner.You, AwsPages.SharedResponsibility, Standing.Unknown,
                "Native code that no package of the deps.json owns: its version is unknown, and AWS's patches of the OS do not reach it." + others)
            : AuditComponent.Unjudged(
                $"{name} (native, in {Library.Id})", Library.Version, task + Path, PatchOwner.You, AwsPages.SharedResponsibility, Standing.NotJudged,
                $"It comes with {Library.Id} and is patched with it; AWS's patches of the OS do not reach it." + others);
    }

    [GeneratedRegex("^((?:.*/)?runtimes/)([^/]+)/")]
    private static partial Regex PerSystem();
}
