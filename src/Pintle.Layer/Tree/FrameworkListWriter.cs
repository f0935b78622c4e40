using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using Pintle.Layer.Definition;
using Pintle.Layer.Globalization;
using Pintle.Shared;

namespace Pintle.Layer.Tree;

/// <summary>Writes the file that <see cref="FrameworkListFormat"/> describes, from the framework's files as they stand in the layer.</summary>
internal static class FrameworkListWriter
{
    private const string NoVersion = "0.0.0.0";

    /// <param name="frameworks">Runtime packs, the base framework's first.</param>
    /// <param name="components">What the layer has beside the frameworks; the bootstrap is told of ICU and time zone data.</param>
    /// <param name="usesAws">Whether Amazon's loop runs handlers where nothing else is said.</param>
    public static string Write(
        string rid, IReadOnlyList<PackagePin> frameworks, IReadOnlyCollection<TreeFile> files, IReadOnlyCollection<ManifestComponent>? components = null, bool usesAws = false)
    {
        string[] above = [.. frameworks.Select(framework => framework.Id)];
        var list = new StringBuilder();
        Line(list, $"{FrameworkListFormat.Magic} {FrameworkListFormat.Version.ToString(CultureInfo.InvariantCulture)}");
        Line(list, FrameworkListFormat.Rid, rid);
        foreach (var framework in frameworks)
            Line(list, FrameworkListFormat.Framework, FrameworkName(framework, rid), framework.Version);

        const string Folder = FrameworkListFormat.RuntimeFolder + "/";
        TreeFile[] inFolder =
            [.. files.Where(file => file.Path.StartsWith(Folder, StringComparison.Ordinal)).OrderBy(file => file.Path, StringComparer.Ordinal)];
        foreach (var file in inFolder.Where(IsManaged))
            Line(list, [FrameworkListFormat.Managed, Name(file), Size(file), AssemblyVersion(file), FileVersion(file), .. Framework(file, above)]);
        foreach (var file in inFolder.Where(file => !IsManaged(file)))
            Line(list, FrameworkListFormat.Native, Name(file), Size(file));
        foreach ((var name, var keyword) in ((string, string)[])[(IcuLibraries.Origin, FrameworkListFormat.Icu), (ZoneInfo.Origin, FrameworkListFormat.ZoneInfo)])
        {
            if (components?.FirstOrDefault(component => component.Name == name) is { } found)
                Line(list, keyword, found.Version);
        }

        foreach (var file in files.Where(file => file.Path.StartsWith(FrameworkListFormat.EngineFolder + "/", StringComparison.Ordinal)))
            Line(list, FrameworkListFormat.Engine, Name(file), Size(file), AssemblyVersion(file), FileVersionInfo.GetVersionInfo(file.FullPath).FileVersion ?? NoVersion);
        if (usesAws)
            Line(list, FrameworkListFormat.Uses, FrameworkListFormat.Aws);
        return list.ToString();
    }

    /// <summary><c>Microsoft.NETCore.App.Runtime.linux-x64</c> is the runtime pack of <c>Microsoft.NETCore.App</c>.</summary>
    private static string FrameworkName(PackagePin pack, string rid) => pack.Id[..^$".Runtime.{rid}".Length];

    /// <summary>The base framework's files, most of the list, name no framework.</summary>
    private static string[] Framework(TreeFile file, string[] packs) =>
        Array.IndexOf(packs, file.Origin) is > 0 and int index ? [index.ToString(CultureInfo.InvariantCulture)] : [];

    private static bool IsManaged(TreeFile file) => file.Path.EndsWith(".dll", StringComparison.Ordinal);

    private static string Name(TreeFile file) => Path.GetFileName(file.Path);

    private static string Size(TreeFile file) => new FileInfo(file.FullPath).Length.ToString(CultureInfo.InvariantCulture);

    private static string AssemblyVersion(TreeFile file)
    {
        try
        {
            return AssemblyName.GetAssemblyName(file.FullPath).Version?.ToString() ?? throw Versionless(file, null);
        }
        catch (BadImageFormatException e)
        {
            throw Versionless(file, e);
        }
    }

    private static string FileVersion(TreeFile file) => FileVersionInfo.GetVersionInfo(file.FullPath).FileVersion ?? throw Versionless(file, null);

    private static LayerException Versionless(TreeFile file, Exception? cause) =>
        new(
            LayerFault.DefinitionInvalid,
            $"Expected an assembly with a version and a file version at \"{file.Path}\" of {file.Origin}, found none. "
            + "Place only assemblies with the ending .dll.",
            cause);

    private static void Line(StringBuilder list, params ReadOnlySpan<string> fields) => list.AppendJoin('\t', fields!).Append('\n');
}
