using System.Runtime.InteropServices;
using System.Text;
using Pintle.Bootstrap.Framework;
using Pintle.Layer.Definition;
using Pintle.Layer.Tree;

namespace Pintle.Resolution.Tests;

/// <summary>The .NET that runs these tests: its host, which is asked, and its shared frameworks, of which the bootstrap gets the same list that a layer would have.</summary>
internal static class InstalledDotnet
{
    public const string Rid = "linux-x64";
    public const string Core = "Microsoft.NETCore.App";
    public const string AspNet = "Microsoft.AspNetCore.App";

    private const string RuntimeFolder = "pintle/dotnet";

    /// <summary>…/shared/Microsoft.NETCore.App/VERSION/ without its slash.</summary>
    private static readonly string CoreFolder = RuntimeEnvironment.GetRuntimeDirectory().TrimEnd('/');
    private static readonly Lazy<byte[]> List = new(WriteList);

    public static string Version => Path.GetFileName(CoreFolder);
    public static string Root => Path.GetFullPath(Path.Combine(CoreFolder, "..", "..", ".."));
    public static string HostFxr => Path.Combine(Root, "host", "fxr", Version, "libhostfxr.so");

    public static string FolderOf(string framework) => Path.Combine(Root, "shared", framework, Version);

    /// <summary>A list of its own for every caller: resolving restricts it.</summary>
    public static FrameworkList Frameworks() => FrameworkList.Parse([.. List.Value], "the installed frameworks' list");

    private static byte[] WriteList()
    {
        PackagePin[] packs = [Pack(Core), Pack(AspNet)];
        TreeFile[] files = [.. Files(packs[0], Core), .. Files(packs[1], AspNet)];
        return Encoding.UTF8.GetBytes(FrameworkListWriter.Write(Rid, packs, files));
    }

    private static PackagePin Pack(string framework) => new($"{framework}.Runtime.{Rid}", Version, "", "MIT", "");

    private static IEnumerable<TreeFile> Files(PackagePin pack, string framework) =>
        Directory.EnumerateFiles(FolderOf(framework))
            .Where(path => Path.GetExtension(path) is ".dll" or ".so")
            .Select(path => new TreeFile($"{RuntimeFolder}/{Path.GetFileName(path)}", path, default, pack.Id));
}
