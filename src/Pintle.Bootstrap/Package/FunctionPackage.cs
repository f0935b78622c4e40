using Pintle.Bootstrap.Framework;
using Pintle.Shared;

namespace Pintle.Bootstrap.Package;

/// <summary>The function's part of the runtime properties: which of its files CoreCLR is told of. Follows the .NET host's rules for a published application; opens no assembly.</summary>
internal sealed class FunctionPackage
{
    private const string HostAssembly = HostAbi.AssemblyName;

    /// <summary>Absolute paths for the trusted platform assemblies.</summary>
    public List<string> Assemblies { get; } = [];

    /// <summary>File names of framework assemblies that the function overrides with a higher version.</summary>
    public HashSet<string> Overridden { get; } = [];

    /// <summary>Folders with the function's native libraries, each with a slash at its end.</summary>
    public List<string> NativeFolders { get; } = [];

    /// <summary>Folders that hold culture folders, each with a slash at its end.</summary>
    public List<string> ResourceFolders { get; } = [];

    /// <summary>Folders beside the function's own in which files of packages are looked for.</summary>
    public IReadOnlyList<string> ProbingFolders { get; private set; } = [];

    public string? DepsPath { get; private set; }

    public IReadOnlyList<KeyValuePair<string, string>> ConfigProperties { get; private set; } = [];

    /// <param name="taskRoot">The package's folder, without a slash at its end.</param>
    /// <param name="mainAssembly">Name of the main assembly, without ".dll".</param>
    /// <param name="framework">The layer's framework; what the function doesn't ask for is taken out of it.</param>
    /// <param name="settings">The .NET host's variables.</param>
    /// <param name="executable">The assembly whose Main is run: it counts even where no list has it. Null for a class library.</param>
    /// <param name="engineFolder">The folder of Amazon's loop where that runs the handler; null elsewhere.</param>
    /// <exception cref="FaultException">Any fault of the function's package.</exception>
    // S4 of docs/architecture.md.
    public static FunctionPackage Read(string taskRoot, string mainAssembly, FrameworkList framework, ResolutionSettings settings, string? executable = null, string? engineFolder = null)
    {
        var package = new FunctionPackage();
        var folders = new PackageFolders(taskRoot);
        package.DepsPath = FindSingle(taskRoot, mainAssembly, ".deps.json", FaultCode.DepsFileAmbiguous);
        if (FindSingle(taskRoot, mainAssembly, ".runtimeconfig.json", FaultCode.RuntimeConfigAmbiguous) is { } configPath)
            package.ReadConfig(configPath, folders, framework, settings);

        var additional = settings.AdditionalDeps is null ? [] : AdditionalDeps.Find(settings.AdditionalDeps, framework.FrameworksInUse);
        if (additional.Count > 0)
            folders.CheckFiles();
        var assemblies = new TrustedAssemblies();
        if (executable is not null)
            assemblies.AddPlain(executable);
        if (package.DepsPath is null)
            package.TakeFolder(taskRoot, assemblies);
        else
            package.TakeDeps(package.DepsPath, assemblies, folders, framework.Rid, settings);
        foreach (var path in additional)
            package.TakeDeps(path, assemblies, folders, framework.Rid, settings);
        if (engineFolder is not null)
            assemblies.TakeEngine(framework, engineFolder);
        assemblies.SettleWith(framework, package.Assemblies, package.Overridden);
        package.ProbingFolders = folders.Probed;
        return package;
    }

    /// <summary>A plug-in of the function's by the same rules: its own deps.json alone counts, no framework is settled with, and an assembly that is not there is left out.</summary>
    /// <param name="assembly">The plug-in's main assembly, a real path.</param>
    /// <param name="probed">The function's <see cref="ProbingFolders"/>.</param>
    /// <param name="rid">The layer's.</param>
    /// <param name="settings">The .NET host's variables.</param>
    /// <exception cref="FaultException">A damaged deps.json, or a native library that it lists and that is not there.</exception>
    public static FunctionPackage ReadPlugIn(string assembly, IReadOnlyList<string> probed, string rid, ResolutionSettings settings)
    {
        var package = new FunctionPackage { ProbingFolders = probed };
        var root = Path.GetDirectoryName(assembly)!;
        var depsPath = $"{root}/{Path.GetFileNameWithoutExtension(assembly)}.deps.json";
        var assemblies = new TrustedAssemblies(allowsMissing: true);
        if (File.Exists(depsPath))
        {
            package.DepsPath = depsPath;
            package.TakeDeps(depsPath, assemblies, new PackageFolders(root, probed), rid, settings);
        }
        else
        {
            package.TakeFolder(root, assemblies);
        }

        package.Assemblies.AddRange(assemblies.Paths);
        return package;
    }

    /// <summary>AWS's order (bootstrap.sh): the main assembly's own file, else the only one there is; several are a fault. Where there is none, the result is null.</summary>
    private static string? FindSingle(string taskRoot, string mainAssembly, string suffix, FaultCode ambiguous)
    {
        var own = $"{taskRoot}/{mainAssembly}{suffix}";
        if (File.Exists(own))
            return own;
        string[] found = [.. Directory.EnumerateFiles(taskRoot, "*" + suffix).Order(StringComparer.Ordinal)];
        return found.Length switch
        {
            0 => null,
            1 => found[0],
            _ => throw new FaultException(ambiguous,
                $"Expected {own} or a single *{suffix}, but {taskRoot} has {found.Length}: {string.Join(", ", found.Take(5).Select(Path.GetFileName))}{(found.Length > 5 ? ", ..." : "")}. "
                + "Set LAMBDA_DOTNET_MAIN_ASSEMBLY to the main assembly's name."),
        };
    }

    private static byte[] ReadFile(string path, FaultCode code)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FaultException(code, $"Expected to read {path}, but that failed. Check the file's permissions in the package, and deploy it again.");
        }
    }

    private static RuntimeConfigFile ReadConfigFile(string path) => RuntimeConfigFile.Parse(ReadFile(path, FaultCode.RuntimeConfigInvalid), path);

    private void ReadConfig(string path, PackageFolders folders, FrameworkList framework, ResolutionSettings settings)
    {
        var config = ReadConfigFile(path);
        var developmentPath = string.Concat(path.AsSpan(0, path.Length - "json".Length), "dev.json");
        if (File.Exists(developmentPath))
            config.AddDevelopment(ReadConfigFile(developmentPath));
        RollForwardRule.Check(config, framework.Frameworks, settings);
        framework.Restrict(config.Frameworks);
        ConfigProperties = config.Properties;
        folders.AddStores(settings.SharedStore, framework.Rid, config.TargetFramework);
        folders.AddProbingPaths(config.ProbingPaths, framework.Rid, config.TargetFramework);
    }

    private void TakeDeps(string path, TrustedAssemblies assemblies, PackageFolders folders, string rid, ResolutionSettings settings)
    {
        var deps = DepsFile.Parse(ReadFile(path, FaultCode.DepsFileInvalid), path, RidFallbacks.Of(rid, settings.RuntimeId));
        foreach (var asset in deps.Managed)
        {
            if (asset.Name != HostAssembly)
                assemblies.Add(asset, folders, path);
        }
        foreach (var asset in deps.Native)
            AddOnce(NativeFolders, FolderOf(folders.Locate(asset) ?? throw folders.Missing(asset, path)));
        foreach (var asset in deps.Resources)
        {
            // <root>/<culture>/<file>: the runtime looks for culture folders below the root. A resource that is not there is no fault.
            if (folders.Locate(asset) is { } file)
                AddOnce(ResourceFolders, FolderOf(FolderOf(file).TrimEnd('/')));
        }
    }

    /// <summary>Without a deps.json every assembly of the folder is the function's. Where the framework has the name too, its copy wins, because there is no version to compare.</summary>
    private void TakeFolder(string taskRoot, TrustedAssemblies assemblies)
    {
        foreach (var extension in (ReadOnlySpan<string>)[".dll", ".exe"])
        {
            foreach (var path in Directory.EnumerateFiles(taskRoot).Order(StringComparer.Ordinal))
            {
                if (path.EndsWith(extension, StringComparison.OrdinalIgnoreCase) && Path.GetFileNameWithoutExtension(path) != HostAssembly)
                    assemblies.AddPlain(path);
            }
        }
        AddOnce(NativeFolders, taskRoot + "/");
        AddOnce(ResourceFolders, taskRoot + "/");
    }

    private static string FolderOf(string path) => path[..(path.LastIndexOf('/') + 1)];

    private static void AddOnce(List<string> folders, string folder)
    {
        if (!folders.Contains(folder))
            folders.Add(folder);
    }
}
