using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pintle.Layer.Optimize;
using Pintle.Layer.Rehearse;

namespace Pintle.Cli.Optimizing;

/// <summary>
/// Packages that were optimized before, kept in a folder by all that went into them: the tool, the layer, the package's files, the events and variables. What is found there was made by the same steps from the same
/// bytes; only the function itself could have answered otherwise.
/// </summary>
/// <param name="folder">Where they are kept, compiled assemblies in a folder within.</param>
internal sealed class OptimizedBefore(string folder)
{
    private const int Kept = 8; // Chosen, not measured: more hold more of the disk, fewer optimize anew after a change is taken back.

    /// <summary>For <see cref="FunctionOptimizer"/>.</summary>
    public string Assemblies => Path.Combine(folder, "assemblies");

    /// <param name="package">A zip or a folder.</param>
    /// <param name="layer">A zip or a folder.</param>
    /// <param name="exercises">With which handlers are run.</param>
    /// <param name="variables">Of the function while it is run.</param>
    /// <param name="rehearses">Whether starts are recorded.</param>
    /// <returns>Where the package is kept, or will be.</returns>
    public string PlaceOf(string package, string layer, IReadOnlyList<Exercise> exercises, IReadOnlyDictionary<string, string> variables, bool rehearses)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add($"{typeof(OptimizedBefore).Module.ModuleVersionId} {typeof(FunctionOptimizer).Module.ModuleVersionId} {rehearses}");
        AddTree(layer);
        AddTree(package);
        foreach (var exercise in exercises)
        {
            Add(exercise.Handler);
            Add(Convert.ToHexString(SHA256.HashData(exercise.Payload.Span)));
        }
        foreach (var (name, value) in variables.OrderBy(each => each.Key, StringComparer.Ordinal))
            Add($"{name}={value}");
        return Path.Combine(folder, Convert.ToHexStringLower(hash.GetHashAndReset()) + ".zip");

        void AddTree(string path)
        {
            if (File.Exists(path))
            {
                AddFile(path);
                return;
            }
            if (!Directory.Exists(path))
                return;
            foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(path, file)).Where(file => !IsMade(file)).Order(StringComparer.Ordinal))
            {
                Add(file);
                Add(OperatingSystem.IsWindows() ? "" : File.GetUnixFileMode(Path.Combine(path, file)).ToString());
                AddFile(Path.Combine(path, file));
            }
        }

        void AddFile(string path)
        {
            using var content = File.OpenRead(path);
            Add(Convert.ToHexString(SHA256.HashData(content)));
        }

        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{text.Length}:{text}")));
    }

    /// <summary>The newest stay, so that a folder that nobody looks into does not grow for ever.</summary>
    public static void Keep(string made, string place)
    {
        try
        {
            var folder = Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            var partial = $"{place}.{Guid.NewGuid():N}.partial";
            File.Copy(made, partial);
            File.Move(partial, place, overwrite: true);
            foreach (var old in folder.GetFiles("*.zip").OrderByDescending(file => file.LastWriteTimeUtc).Skip(Kept))
                old.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What cannot be kept is made again the next time.
        }
    }

    /// <summary>What an earlier optimization put there beside the function's own files.</summary>
    private static bool IsMade(string file) => file == OptimizedManifest.RelativePath || file.StartsWith(FunctionRehearsal.PackageFolder + "/", StringComparison.Ordinal);
}
