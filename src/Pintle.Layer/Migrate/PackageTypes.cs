using System.Reflection;

namespace Pintle.Layer.Migrate;

/// <summary>Where reflection over a package's types finds assemblies: in the package, else among the frameworks of the .NET that runs this. Nothing is loaded to be run.</summary>
internal sealed class PackageTypes : MetadataAssemblyResolver
{
    private readonly Dictionary<string, MigratingFile> _package = new(StringComparer.OrdinalIgnoreCase);

    public PackageTypes(MigratingPackage package)
    {
        foreach (var file in package.AtRootEnding(".dll").Where(file => file.Content is not null))
            _ = _package.TryAdd(Path.GetFileNameWithoutExtension(file.Path), file);
    }

    public MetadataLoadContext Open() => new(this, typeof(object).Assembly.GetName().Name);

    public MigratingFile? Find(string? name) => name is null ? null : _package.GetValueOrDefault(name);

    public override Assembly? Resolve(MetadataLoadContext context, AssemblyName assemblyName)
    {
        try
        {
            if (Find(assemblyName.Name) is { } own)
                return context.LoadFromByteArray(own.Content!);
            return Frameworks().Select(folder => Path.Combine(folder, assemblyName.Name + ".dll")).FirstOrDefault(File.Exists) is { } file ? context.LoadFromAssemblyPath(file) : null;
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException or OverflowException or FileLoadException)
        {
            return null;
        }
    }

    /// <summary>The base framework's folder, and beside it those of ASP.NET Core where this machine has one.</summary>
    private static IEnumerable<string> Frameworks()
    {
        var core = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        yield return core;
        var aspNet = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(core)!)!, "Microsoft.AspNetCore.App");
        if (Directory.Exists(aspNet))
        {
            foreach (var version in Directory.EnumerateDirectories(aspNet).OrderDescending(StringComparer.Ordinal))
                yield return version;
        }
    }
}
