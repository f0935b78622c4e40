using Pintle.Shared;

namespace Pintle.Bootstrap;

/// <summary>The function's part of the runtime properties: which of its files CoreCLR is told of. Follows the .NET host's rules for a published application; opens no assembly.</summary>
internal sealed class FunctionPackage
{
    /// <summary>Absolute paths for the trusted platform assemblies.</summary>
    public List<string> Assemblies { get; } = [];

    /// <summary>File names of framework assemblies that the function overrides with a higher version.</summary>
    public HashSet<string> Overridden { get; } = [];

    /// <summary>Folders with the function's native libraries, each with a slash at its end.</summary>
    public List<string> NativeFolders { get; } = [];

    /// <summary>Folders that hold culture folders, each with a slash at its end.</summary>
    public List<string> ResourceFolders { get; } = [];

    public string? DepsPath { get; private set; }

    public IReadOnlyList<KeyValuePair<string, string>> ConfigProperties { get; private set; } = [];

    /// <param name="taskRoot">The package's folder, without a slash at its end.</param>
    /// <param name="mainAssembly">Name of the main assembly, without ".dll".</param>
    /// <param name="framework">The layer's framework.</param>
    /// <param name="rollForward">DOTNET_ROLL_FORWARD, or null.</param>
    /// <exception cref="FaultException">Any fault of the function's package.</exception>
    public static FunctionPackage Read(string taskRoot, string mainAssembly, FrameworkList framework, string? rollForward)
    {
        var package = new FunctionPackage();
        package.DepsPath = FindSingle(taskRoot, mainAssembly, ".deps.json", FaultCode.DepsFileAmbiguous);
        var configPath = FindSingle(taskRoot, mainAssembly, ".runtimeconfig.json", FaultCode.RuntimeConfigAmbiguous);

        if (configPath is not null)
        {
            var config = RuntimeConfigFile.Parse(ReadFile(configPath, FaultCode.RuntimeConfigInvalid), configPath);
            FrameworkResolution.Check(config, framework.Frameworks, rollForward);
            package.ConfigProperties = config.Properties;
        }

        if (package.DepsPath is null)
            package.TakeFolder(taskRoot, framework);
        else
            package.TakeAssets(taskRoot, DepsFile.Parse(ReadFile(package.DepsPath, FaultCode.DepsFileInvalid), package.DepsPath, RidFallbacks.Of(framework.Rid)), framework);

        AddOnce(package.NativeFolders, taskRoot + "/");
        return package;
    }

    /// <summary>AWS's order (bootstrap.sh): the main assembly's own file, else the only one there is; several are a fault. None at all is none.</summary>
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

    private void TakeAssets(string taskRoot, DepsFile deps, FrameworkList framework)
    {
        foreach (var asset in deps.Managed)
            TakeAssembly(taskRoot, asset, framework);
        foreach (var asset in deps.Native)
        {
            if (File.Exists($"{taskRoot}/{asset.Path}"))
                AddOnce(NativeFolders, FolderOf($"{taskRoot}/{asset.Path}"));
        }
        foreach (var asset in deps.Resources)
        {
            // <root>/<culture>/<file>: the runtime looks for culture folders below the root.
            var culture = FolderOf($"{taskRoot}/{asset.Path}");
            AddOnce(ResourceFolders, FolderOf(culture.TrimEnd('/')));
        }
    }

    private void TakeAssembly(string taskRoot, DepsFile.Asset asset, FrameworkList framework)
    {
        var path = $"{taskRoot}/{asset.Path}";
        var name = Path.GetFileName(asset.Path);
        var frameworks = framework.FindManaged(System.Text.Encoding.UTF8.GetBytes(name));
        if (frameworks is not null && !AssetVersions.FunctionWins(asset.Versions, frameworks.Value))
            return;
        if (!File.Exists(path))
        {
            throw new FaultException(FaultCode.FunctionFileMissing,
                $"Expected {taskRoot} to hold {asset.Path}, which {DepsPath} lists, but it does not. Publish the function again, and zip the whole publish folder.");
        }
        if (frameworks is not null)
            _ = Overridden.Add(name);
        if (name != HostAssemblyFile)
            Assemblies.Add(path);
    }

    /// <summary>Without a deps.json every assembly of the folder is the function's, and the framework's copy of a name wins: there is no version to compare.</summary>
    private void TakeFolder(string taskRoot, FrameworkList framework)
    {
        foreach (var path in Directory.EnumerateFiles(taskRoot, "*.dll").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path);
            if (name != HostAssemblyFile && framework.FindManaged(System.Text.Encoding.UTF8.GetBytes(name)) is null)
                Assemblies.Add(path);
        }
        ResourceFolders.Add(taskRoot + "/");
    }

    private const string HostAssemblyFile = HostAbi.AssemblyName + ".dll";

    private static string FolderOf(string path) => path[..(path.LastIndexOf('/') + 1)];

    private static void AddOnce(List<string> folders, string folder)
    {
        if (!folders.Contains(folder))
            folders.Add(folder);
    }
}
